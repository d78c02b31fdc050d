/**
 * A process that tries to own the folder it is given, says how that went, and holds on until it is told `release` or
 * ended.
 */
import { acquireOwnership } from '../../src-main/store/owner.ts';

const [folder = ''] = process.argv.slice(2);
const ownership = acquireOwnership(folder);
ownership?.publish({
  pid: process.pid,
  host: 'serve',
  url: 'http://127.0.0.1:1/',
  token: 'a token',
  version: '0.1.0',
  startedAt: 5,
});
process.stdout.write(`${ownership === null ? 'refused' : 'owns'}\n`);
process.stdin.on('data', () => {
  ownership?.release();
  process.stdout.write('released\n');
});
