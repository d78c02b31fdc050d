import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt } from '../../../src-main/launch/build.ts';
import { fetchElectron, findElectron } from '../../../src-main/launch/electron-binary.ts';
import { runElectron } from '../../../src-main/launch/electron-child.ts';
import { electronObstacle, type Machine } from '../../../src-main/launch/electron-obstacle.ts';
import { parseLaunchOptions } from '../../../src-main/launch/options.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'descent-launch-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ''): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('the arguments of npm start', () => {
  it.each([
    [[], { data: undefined, open: true, smoke: false, help: false }],
    [['--data', '/d', '--no-open'], { data: '/d', open: false, smoke: false, help: false }],
    [['--help'], { data: undefined, open: true, smoke: false, help: true }],
    [['--smoke', '--data=/d'], { data: '/d', open: true, smoke: true, help: false }],
  ])('are understood: %j', (args, expected) => {
    expect(parseLaunchOptions(args)).toEqual(expected);
  });

  it.each([['--dta', '/d'], ['extra'], ['--data'], ['--smoke=yes']])(
    'are explained where they are not: %j',
    (...args) => {
      expect(parseLaunchOptions(args)).toContain('npm start -- [--data DIR] [--no-open] [--smoke]');
    },
  );
});

describe('the build', () => {
  const products = [
    'out/main/main.js',
    'out/main/worker.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
  ];
  const at = (path: string, seconds: number): void => utimesSync(join(root, path), seconds, seconds);
  const everything = (): void => {
    for (const path of ['src-main/api/core.ts', 'src-renderer/main.ts', 'package.json', ...products])
      write(path);
    for (const path of [
      'src-main/api/core.ts',
      'src-main/api',
      'src-main',
      'src-renderer/main.ts',
      'src-renderer',
    ])
      at(path, 100);
    at('package.json', 100);
    for (const path of products) at(path, 200);
  };

  it('is used as it is while no source is newer', () => {
    everything();
    expect(isBuilt(root)).toBe(true);
  });

  it.each(products)('is made again where %s is missing', (path) => {
    everything();
    rmSync(join(root, path));
    expect(isBuilt(root)).toBe(false);
  });

  it.each(['src-main/api/core.ts', 'src-renderer/main.ts', 'package.json', 'src-main/api'])(
    'is made again after a change of %s',
    (path) => {
      everything();
      at(path, 300);
      expect(isBuilt(root)).toBe(false);
    },
  );

  it('is made again when its oldest part is older than a source', () => {
    everything();
    at('out/preload/preload.cjs', 50);
    expect(isBuilt(root)).toBe(false);
  });
});

describe('the binary of Electron', () => {
  const installer = (script: string): string => write('node_modules/electron/install.js', script);
  const fetchIt = (evenAfterFailure = false) => {
    const said: string[] = [];
    return fetchElectron(root, { say: (line) => said.push(line), evenAfterFailure }).then((result) => ({
      result,
      said,
    }));
  };

  it('is found where its package says', () => {
    write('node_modules/electron/path.txt', 'electron');
    const executable = write('node_modules/electron/dist/electron');
    expect(findElectron(root)).toBe(executable);
  });

  it.each([
    ['the package is not there', []],
    ['it was never fetched', ['node_modules/electron/package.json']],
    ['it was removed', ['node_modules/electron/path.txt']],
  ])('is not found where %s', (_name, paths) => {
    for (const path of paths) write(path, 'electron');
    expect(findElectron(root)).toBeNull();
  });

  it('is fetched by its own installer, which is said in one line', async () => {
    installer('require("fs").writeFileSync(__dirname + "/path.txt", "electron")');
    expect(await fetchIt()).toEqual({
      result: { state: 'fetched' },
      said: ['Fetching Electron (about 110 MB, once) …'],
    });
    expect(existsSync(join(root, 'node_modules/electron/path.txt'))).toBe(true);
  });

  it('is not tried again on the same day after a failure, unless that is asked for', async () => {
    installer('console.error(new TypeError("fetch failed").stack); process.exit(1)');
    const reason = 'fetch failed';
    expect((await fetchIt()).result).toEqual({ state: 'failed', reason, again: true });
    expect(await fetchIt()).toEqual({ result: { state: 'failed', reason, again: false }, said: [] });
    expect((await fetchIt(true)).result).toEqual({ state: 'failed', reason, again: true });
  });

  it('is tried again a day after a failure, and the failure is then forgotten', async () => {
    installer('process.exit(1)');
    await fetchIt();
    const failure = 'node_modules/.cache/descent/electron-fetch-failed.txt';
    utimesSync(join(root, failure), 0, 0);
    installer('');
    expect((await fetchIt()).result).toEqual({ state: 'fetched' });
    expect(existsSync(join(root, failure))).toBe(false);
  });
});

describe('what keeps Electron from opening a window', () => {
  const kernel: Record<string, string> = {
    clone: '/proc/sys/kernel/unprivileged_userns_clone',
    apparmor: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    most: '/proc/sys/user/max_user_namespaces',
  };
  const machine = (change: Partial<Machine> = {}, files: Record<string, string> = {}): Machine => ({
    platform: 'linux',
    env: { DISPLAY: ':0' },
    isRoot: false,
    read: (path) => files[path] ?? null,
    isSetuidRoot: () => false,
    ...change,
  });

  it.each([
    ['Linux with X11', machine()],
    ['Linux with Wayland', machine({ env: { WAYLAND_DISPLAY: 'wayland-0' } })],
    ['macOS', machine({ platform: 'darwin', env: {} })],
    ['Windows', machine({ platform: 'win32', env: {} })],
    [
      'a system that restricts namespaces but has the helper',
      machine({ isSetuidRoot: () => true }, { [kernel['apparmor'] ?? '']: '1' }),
    ],
    [
      'a system that allows namespaces',
      machine({}, { [kernel['clone'] ?? '']: '1', [kernel['apparmor'] ?? '']: '0' }),
    ],
  ])('is nothing on %s', (_name, given) => {
    expect(electronObstacle('/e/electron', given)).toBeNull();
  });

  it('is a missing display', () => {
    expect(electronObstacle('/e/electron', machine({ env: { DISPLAY: '' } }))).toBe('there is no display');
  });

  it.each([
    ['clone', '0'],
    ['apparmor', '1'],
    ['most', '0'],
  ])('is a sandbox that the system does not allow (%s = %s), with what would allow it', (name, value) => {
    expect(electronObstacle('/e/electron', machine({}, { [kernel[name] ?? '']: value }))).toContain(
      'sudo chown root /e/chrome-sandbox && sudo chmod 4755 /e/chrome-sandbox',
    );
  });
});

describe.runIf(process.platform !== 'win32')('the process of the desktop app', () => {
  const run = async (script: string) => {
    const executable = write('electron', `#!/bin/sh\n${script}\n`);
    chmodSync(executable, 0o755);
    let ready = 0;
    const end = await runElectron(
      { executable, root: '/repository', data: '/d', smoke: false, isRoot: true },
      () => ready++,
    );
    return { ...end, ready };
  };

  it('is told the repository and the data, and tells once when its window is there', async () => {
    const script =
      '[ "$*" = "/repository --announce --data /d --no-sandbox" ] || exit 9; echo noise; echo \'{"ready":true}\'; echo \'{"ready":true}\'';
    expect(await run(script)).toEqual({ code: 0, wasReady: true, ready: 1 });
  });

  it('is no plain Node, whatever the terminal of an editor says', async () => {
    process.env['ELECTRON_RUN_AS_NODE'] = '1';
    const end = await run('[ -z "$ELECTRON_RUN_AS_NODE" ] || exit 9').finally(
      () => delete process.env['ELECTRON_RUN_AS_NODE'],
    );
    expect(end.code).toBe(0);
  });

  it('shows by its end that there was no window', async () => {
    expect(await run('exit 127')).toEqual({ code: 127, wasReady: false, ready: 0 });
  });
});
