import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import type { AppPaths } from '../paths.ts';
import { windowOptions } from './options.ts';
import { readWindowState, restoredBounds, writeWindowState } from './state.ts';

export interface AppWindowOptions {
  readonly paths: AppPaths;
  /** The page's address. */
  readonly url: string;
  /** Where place and size are kept. */
  readonly stateFile: string;
  /** A window that is never shown proves that it works. */
  readonly hidden: boolean;
  /** The process of the page has ended by itself; true opens the page again, false quits. */
  readonly onPageGone: (reason: string) => Promise<boolean>;
}

/** The app's one window, which macOS may close and open again while the app goes on. */
export interface AppWindow {
  /** Shows the window, opening it where it is closed; with a route ("#/guide") goes there. */
  show(route?: string): void;
  reload(): void;
  owns(contents: { readonly id: number }): boolean;
  /** Keeps place and size for the next start. */
  remember(): void;
  /** From now on the window closes without quitting the app. */
  release(): void;
}

export function createAppWindow(options: AppWindowOptions): AppWindow {
  const { url, stateFile, hidden, onPageGone } = options;
  let window: BrowserWindow | null = null;
  let released = false;

  const remember = (): void => {
    if (window === null || hidden) return;
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const pageGone = async (reason: string): Promise<void> => {
    if (released || reason === 'clean-exit') return;
    if (await onPageGone(reason)) window?.webContents.reload();
    else app.quit();
  };
  const open = (route: string): BrowserWindow => {
    const state = readWindowState(stateFile);
    const opened = new BrowserWindow(optionsFor(options, state));
    window = opened;
    opened.once('ready-to-show', () => {
      if (hidden) return;
      if (state?.maximized === true) opened.maximize();
      opened.show();
    });
    opened.on('close', (event) => {
      remember();
      // Elsewhere than on macOS the window is the app: it stays until it is settled what happens to runs in progress.
      if (released || process.platform === 'darwin') return;
      event.preventDefault();
      app.quit();
    });
    opened.on('closed', () => {
      window = null;
    });
    opened.webContents.on('render-process-gone', (_event, { reason }) => void pageGone(reason));
    void opened.loadURL(new URL(route, url).href);
    return opened;
  };

  return {
    show: (route) => {
      if (window === null) {
        open(route ?? '');
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      if (route !== undefined) void window.loadURL(new URL(route, url).href);
    },
    reload: () => window?.webContents.reload(),
    owns: (contents) => window?.webContents.id === contents.id,
    remember,
    release: () => {
      released = true;
    },
  };
}

function optionsFor({ paths }: AppWindowOptions, state: ReturnType<typeof readWindowState>) {
  const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()];
  return windowOptions({
    bounds: restoredBounds(
      state,
      displays.map(({ workArea }) => workArea),
    ),
    dark: nativeTheme.shouldUseDarkColors,
    preload: paths.preload,
    icon: paths.icon,
  });
}
