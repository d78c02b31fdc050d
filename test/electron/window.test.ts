import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseCommandLine } from '../../src-main/electron/command-line.ts';
import { appPaths } from '../../src-main/electron/paths.ts';
import { readPreferences } from '../../src-main/electron/preferences.ts';
import { textsOf } from '../../src-main/electron/texts.ts';
import { menuTemplate } from '../../src-main/electron/window/menu.ts';
import { windowOptions } from '../../src-main/electron/window/options.ts';
import { readWindowState, restoredBounds, writeWindowState } from '../../src-main/electron/window/state.ts';

const screen = { x: 0, y: 25, width: 1920, height: 1055 };

describe('the window’s place', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'descent-window-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('comes back as it was kept, and leaves nothing beside it', () => {
    const state = { bounds: { x: -5, y: 30, width: 1200, height: 800 }, maximized: true };
    const file = join(folder, 'electron', 'window.json');
    writeWindowState(file, state);
    expect([readWindowState(file), readdirSync(join(folder, 'electron'))]).toEqual([state, ['window.json']]);
  });

  it.each([
    '',
    'null',
    '{}',
    '{"bounds":null}',
    '{"bounds":{"x":0,"y":0,"width":800}}',
    '{"bounds":{"x":0,"y":0,"width":"800","height":600}}',
    '{"bounds":{"x":0,"y":0,"width":1e99,"height":600}}',
    '{"bounds":{"x":0.5,"y":0,"width":800,"height":600}}',
  ])('is unknown after %j was kept', (text) => {
    const file = join(folder, 'window.json');
    writeFileSync(file, text);
    expect(readWindowState(file)).toBeNull();
  });

  it('is the same on the display where it was', () => {
    const bounds = { x: 2000, y: 100, width: 1300, height: 800 };
    const second = { x: 1920, y: 0, width: 2560, height: 1440 };
    expect(restoredBounds({ bounds, maximized: false }, [screen, second])).toEqual(bounds);
  });

  it('is left to the system where its display is gone', () => {
    const bounds = { x: 2000, y: 100, width: 1300, height: 800 };
    expect(restoredBounds({ bounds, maximized: false }, [screen])).toEqual({ width: 1300, height: 800 });
  });

  it('fits its display and its layout, and can be taken hold of, whatever was kept', () => {
    const number = fc.integer({ min: -90_000, max: 90_000 });
    const bounds = fc.record({ x: number, y: number, width: number, height: number });
    fc.assert(
      fc.property(bounds, (kept) => {
        const {
          x = 0,
          y = 25,
          width,
          height,
        } = restoredBounds({ bounds: kept, maximized: false }, [screen]) as typeof kept;
        expect(width).toBeGreaterThanOrEqual(1024);
        expect(width).toBeLessThanOrEqual(1920);
        expect(height).toBeGreaterThanOrEqual(700);
        expect(height).toBeLessThanOrEqual(1055);
        expect(x).toBeLessThanOrEqual(1920 - 100);
        expect(y).toBeGreaterThanOrEqual(25);
      }),
    );
  });
});

describe('the window', () => {
  it('has every door to the machine shut', () => {
    const bounds = { width: 1440, height: 900 };
    const { webPreferences } = windowOptions({ bounds, dark: false, preload: '/p.cjs', icon: null });
    expect(webPreferences).toEqual({
      preload: '/p.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: true,
    });
  });

  it.each([
    ['light', false, '#ffffff'],
    ['dark', true, '#14161a'],
  ])('opens in the background of a %s page', (_name, dark, color) => {
    const options = windowOptions({ bounds: { width: 1, height: 1 }, dark, preload: '', icon: null });
    expect(options.backgroundColor).toBe(color);
  });

  it('takes theme and language from what was chosen in it', async () => {
    const core = { subscribe: () => () => undefined, dispatch: vi.fn() };
    core.dispatch.mockResolvedValueOnce({ theme: 'dark', language: 'zh-CN', railNarrow: true });
    core.dispatch.mockResolvedValueOnce({ theme: 'purple', language: 7 });
    core.dispatch.mockRejectedValueOnce(new Error('gone'));
    expect([await readPreferences(core), await readPreferences(core), await readPreferences(core)]).toEqual([
      { theme: 'dark', language: 'zh-CN' },
      { theme: 'system', language: null },
      { theme: 'system', language: null },
    ]);
  });
});

describe('the menu', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('has on %s what one looks for in it', (platform) => {
    const labels = menu(platform).map(({ role, label }) => label ?? role);
    const expected = ['File', 'Edit', 'View', 'Window', 'Help'];
    expect(labels).toEqual(platform === 'darwin' ? ['appMenu', ...expected] : expected);
  });

  it('leads to the guide and to a new run', () => {
    const go = vi.fn();
    for (const item of items(menu('linux', { go }))) {
      if (item.label === 'Guide' || item.label === 'New run') click(item);
    }
    expect(go.mock.calls).toEqual([['#/new'], ['#/guide']]);
  });

  it('shows tools only to who works on Descent', () => {
    const roles = (developer: boolean) => items(menu('linux', { developer })).map(({ role }) => role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(true)).toContain('toggleDevTools');
  });
});

describe('the command line of the app', () => {
  it.each([
    [['--data', '/d'], { data: '/d', smoke: false, announce: false }],
    [['--no-sandbox', '--data=/d', '--smoke'], { data: '/d', smoke: true, announce: false }],
    [['--announce'], { data: undefined, smoke: false, announce: true }],
    [['--data'], { data: '', smoke: false, announce: false }],
  ])('understands %j', (args, expected) => {
    expect(parseCommandLine(args)).toEqual(expected);
  });
});

describe('the parts of the app', () => {
  it('lie in the repository when it runs from there', () => {
    const { resources, worker, icon } = appPaths({
      mainDirectory: '/d/out/main',
      packaged: false,
      resourcesPath: '/e',
    });
    expect([resources, worker.href, icon]).toEqual([
      '/d/resources',
      'file:///d/out/main/worker.js',
      '/d/resources/icons/icon.png',
    ]);
  });

  it('lie beside the archive in a package', () => {
    const { resources, icon } = appPaths({
      mainDirectory: '/a/app.asar/out/main',
      packaged: true,
      resourcesPath: '/a',
    });
    expect([resources, icon]).toEqual(['/a/descent', null]);
  });
});

function menu(
  platform: NodeJS.Platform,
  options: { go?: (route: string) => void; developer?: boolean } = {},
) {
  const { go = () => undefined, developer = false } = options;
  return menuTemplate({ texts: textsOf('en'), platform, developer, go, showDataFolder: () => undefined });
}

function items(template: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
}

function click(item: MenuItemConstructorOptions): void {
  // Electron passes itself, which no item of ours asks for.
  (item.click as unknown as () => void)();
}
