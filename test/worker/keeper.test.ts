import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { installedModules, keepLoaded } from '../../src-main/worker/keeper.ts';

const keeperModule = resolve(import.meta.dirname, '../../src-main/worker/keeper.ts');

/** A folder with packages that look like TensorFlow's; their native modules are those of `better-sqlite3`. */
function withPackages(builds: Readonly<Record<string, readonly number[]>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'descent-keeper-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, versions] of Object.entries(builds)) {
    const home = join(folder, 'node_modules', '@tensorflow', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, 'package.json'),
      JSON.stringify({ name: `@tensorflow/${name}`, main: 'none.js' }),
    );
    for (const version of versions) {
      const place = join(home, 'lib', `napi-v${version}`);
      mkdirSync(place, { recursive: true });
      copyFileSync(someNativeModule(), join(place, 'tfjs_binding.node'));
    }
  }
  return folder;
}

function someNativeModule(): string {
  const home = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));
  return join(home, 'prebuilds', `${process.platform}-${process.arch}.node`);
}

describe('the keeper of native modules', () => {
  it('finds the newest build of each package of TensorFlow, and none where none is installed', () => {
    const folder = withPackages({ 'tfjs-node': [6, 10, 8], 'tfjs-node-gpu': [] });
    const build = join(folder, 'node_modules/@tensorflow/tfjs-node/lib/napi-v10/tfjs_binding.node');
    expect(installedModules(join(folder, 'file.js'))).toEqual([build]);
    expect(installedModules(join(withPackages({}), 'file.js'))).toEqual([]);
  });

  it('holds a module in a thread of its own', async () => {
    const [file = ''] = installedModules(join(withPackages({ 'tfjs-node': [8] }), 'file.js'));
    const keeper = keepLoaded(file);
    onTestFinished(() => keeper.close());
    await keeper.held;
  });

  it('leaves it to the workers to say that a module does not load', async () => {
    const file = join(withPackages({ 'tfjs-node': [] }), 'broken.node');
    writeFileSync(file, 'no library');
    await expect(keepLoaded(file).held).rejects.toThrow('broken.node');
  });

  it('does not keep the process alive', async () => {
    const [file = ''] = installedModules(join(withPackages({ 'tfjs-node': [8] }), 'file.js'));
    const program = `
      import { keepLoaded } from ${JSON.stringify(keeperModule)};
      void keepLoaded(${JSON.stringify(file)});
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
