import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectBridge } from '../../src-renderer/client/preload-bridge.ts';
import { ownerOf } from '../../src-main/api/core.ts';
import type { AppPaths } from '../../src-main/electron/paths.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { electronDouble, type ElectronDouble, type ElectronDoubleOptions } from './electron-double.ts';

describe('the desktop app', () => {
  const root = resolve(import.meta.dirname, '..', '..');
  let folder: string;
  let page: string;
  let argv: string[];
  let listeners: ReadonlyMap<NodeJS.Signals, readonly NodeJS.SignalsListener[]>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'descent-app-'));
    page = join(folder, 'page');
    mkdirSync(page);
    writeFileSync(join(page, 'index.html'), '<!doctype html>');
    argv = process.argv;
    listeners = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  });
  afterEach(() => {
    process.argv = argv;
    for (const [signal, before] of listeners) {
      for (const listener of process.listeners(signal)) {
        if (!before.includes(listener)) process.off(signal, listener);
      }
    }
    vi.doUnmock('electron');
    vi.doUnmock('../../src-main/electron/paths.ts');
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs main.ts as Electron would, with the real core on an empty data directory. */
  const run = async (electron: ElectronDouble, args: readonly string[] = []): Promise<void> => {
    vi.resetModules();
    vi.doMock('electron', () => electron.module);
    // The built main script finds its parts beside itself; its source does not lie there.
    vi.doMock('../../src-main/electron/paths.ts', () => ({
      appPaths: (): AppPaths => ({
        page,
        preload: '/preload.cjs',
        worker: new URL('../../src-main/worker/entry.ts', import.meta.url),
        resources: join(root, 'resources'),
        icon: null,
      }),
    }));
    process.argv = ['electron', '.', '--data', folder, ...args];
    const { started } = await import('../../src-main/electron/main.ts');
    electron.evaluated();
    await started;
  };
  const start = async (
    options: ElectronDoubleOptions = {},
    args: readonly string[] = [],
  ): Promise<ElectronDouble> => {
    const electron = electronDouble(options);
    await run(electron, args);
    return electron;
  };
  const clientOf = (electron: ElectronDouble) => {
    const [window] = electron.windows;
    if (window === undefined) return expect.unreachable('no window was opened');
    return connectBridge(window.ipc.bridge('first')).client;
  };
  const quit = async (electron: ElectronDouble): Promise<number> => {
    electron.app.emit('before-quit', { preventDefault: () => undefined });
    return electron.exited;
  };

  it('shuts every door before a window is opened', async () => {
    const electron = await start();
    const opened = electron.log.findIndex((line) => line.startsWith('window.loadURL'));
    expect(electron.log.slice(0, 2)).toEqual(['app.enableSandbox', 'protocol.registerSchemesAsPrivileged']);
    expect(electron.log.slice(0, opened)).toEqual(
      expect.arrayContaining([
        'session.setPermissionRequestHandler',
        'session.setPermissionCheckHandler',
        'session.onBeforeRequest',
        'session.setSpellCheckerEnabled false',
        'protocol.handle app',
        'contents.setWindowOpenHandler',
      ]),
    );
    expect(electron.windows.map(({ url }) => url)).toEqual(['app://descent/']);
    await quit(electron);
  });

  it('answers its window from the data directory it was given', async () => {
    const electron = await start();
    const info = await clientOf(electron).call('system.info', {});
    expect([info.dataDirectory, info.readOnly]).toEqual([folder, false]);
    await quit(electron);
  });

  it('can be reached by other starts on the same data', async () => {
    const electron = await start();
    const owner = ownerOf(folder);
    if (owner === null || owner.url === null || owner.token === null) return expect.unreachable('no address');
    const client = await attach({ url: owner.url, token: owner.token });
    expect((await client.call('system.info', {})).dataDirectory).toBe(folder);
    client.close();
    await quit(electron);
  });

  it('frees the data and remembers its place when it quits', async () => {
    const electron = await start();
    expect(await quit(electron)).toBe(0);
    expect([ownerOf(folder), existsSync(join(folder, 'electron', 'window.json'))]).toEqual([null, true]);
  });

  it.runIf(process.platform !== 'darwin')('quits when its window is closed', async () => {
    const electron = await start();
    electron.windows[0]?.close();
    expect(await electron.exited).toBe(0);
  });

  it('shows its window again to a second start', async () => {
    const electron = await start();
    electron.app.emit('second-instance');
    expect(electron.log.slice(-2)).toEqual(['window.show', 'window.focus']);
    await quit(electron);
  });

  it('leaves at once as a second start, and opens nothing', async () => {
    const electron = await start({ first: false });
    expect([await electron.exited, electron.windows, ownerOf(folder)]).toEqual([0, [], null]);
  });

  it('says in words why it cannot start, and exits with 1', async () => {
    writeFileSync(join(folder, 'descent.db'), 'this is no database, whatever it may be'.repeat(1000));
    throwOnExit();
    const electron = electronDouble();
    await expect(run(electron)).rejects.toThrow('exit 1');
    expect(electron.log.filter((line) => line.startsWith('dialog'))).toEqual([
      expect.stringContaining(folder),
    ]);
    expect(electron.windows).toEqual([]);
  });

  it.each(['remote-debugging-port', 'inspect', 'inspect-brk'])(
    'does not start from a package with --%s',
    async (name) => {
      vi.spyOn(process, 'exit').mockImplementation((code) => {
        throw new Error(`exit ${code}`);
      });
      await expect(start({ packaged: true, switches: [name] })).rejects.toThrow('exit 1');
    },
  );

  it('proves in its smoke form that a page is served, and ends', async () => {
    const electron = await start({}, ['--smoke']);
    await clientOf(electron).call('system.info', {});
    expect(await electron.exited).toBe(0);
    expect(electron.log).not.toContain('window.show');
  });
});

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function throwOnExit(): void {
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
}
