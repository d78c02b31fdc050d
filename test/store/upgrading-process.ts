/** A process that upgrades the database it is given, and says when it begins and when it is done. */
import { openStore } from '../../src-main/store/open.ts';
import { slowUpgrade } from './slow-upgrade.ts';

const [path = ''] = process.argv.slice(2);
process.stdout.write('begins\n', () => {
  openStore({ path, migrations: slowUpgrade }).close();
  process.stdout.write('done\n');
});
