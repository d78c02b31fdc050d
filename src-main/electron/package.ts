import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build as buildSources } from '../launch/build.ts';
import { fetchElectron, findElectron } from '../launch/electron-binary.ts';

/**
 * `npm run package [-- --dir]`: builds, then makes an installable app for this platform in dist/; with `--dir` the app's
 * folder alone. Needs Electron's binary, and says so in one line where it cannot be fetched.
 */
const root = resolve(import.meta.dirname, '..', '..');

process.exitCode = await packageApp(process.argv.slice(2));

async function packageApp(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { dir: { type: 'boolean', default: false } } });
  if (findElectron(root) === null) {
    const result = await fetchElectron(root, { say, evenAfterFailure: true });
    if (result.state === 'failed') {
      say(`Descent cannot be packaged: Electron's binary could not be fetched (${result.reason}).`);
      return 1;
    }
  }
  try {
    await buildSources(root);
    // Imported late: they are large, and above they may not be needed.
    const { build } = await import('electron-builder');
    const { afterPack } = await import('./packaging/after-pack.ts');
    // The rest of the settings is in package.json.
    const made = await build({ projectDir: root, dir: values.dir, publish: 'never', config: { afterPack } });
    for (const file of made) process.stdout.write(`${file}\n`);
    return 0;
  } catch (thrown) {
    say(`Descent cannot be packaged: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return 1;
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
