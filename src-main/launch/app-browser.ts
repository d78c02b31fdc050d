import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A browser that can open a page in a window without tabs. */
export interface AppBrowser {
  readonly name: string;
  readonly path: string;
}

export interface BrowserSearch {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isUsable: (path: string) => boolean;
}

const thisSystem: BrowserSearch = { platform: process.platform, env: process.env, isUsable };

/** The first that is installed of Chrome, Chromium, Edge and Brave; `DESCENT_BROWSER` names another. */
export function findAppBrowser(search: BrowserSearch = thisSystem): AppBrowser | null {
  const chosen = search.env['DESCENT_BROWSER'];
  const named = chosen === undefined || chosen === '' ? [] : [{ name: chosen, path: chosen }];
  return [...named, ...candidates(search)].find(({ path }) => search.isUsable(path)) ?? null;
}

export interface AppWindowOptions {
  /** A file that leads to the page: the address holds a token, which must not stand among arguments. */
  readonly page: string;
  /** The browser's own profile: it shares nothing with the user's. */
  readonly profile: string;
  readonly isRoot: boolean;
}

/** The arguments that open a page in a window of its own, and keep the browser from loading anything else. */
export function appWindowArguments({ page, profile, isRoot }: AppWindowOptions): readonly string[] {
  return [
    `--app=${pathToFileURL(page).href}`,
    `--user-data-dir=${profile}`,
    '--class=Descent',
    '--window-size=1440,900',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    // Chromium refuses to start its sandbox as root.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

/** A window that was opened. */
export interface OpenedWindow {
  /** Resolves when the browser has ended; null where it handed the page to one that runs already. */
  readonly closed: Promise<void> | null;
  close(): void;
  /** Lets this process end before the window. */
  release(): void;
}

export function openAppWindow(browser: AppBrowser, options: AppWindowOptions): OpenedWindow {
  const handsOver = isProfileInUse(options.profile);
  const child = spawn(browser.path, appWindowArguments(options), { stdio: 'ignore' });
  const closed = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  return {
    closed: handsOver ? null : closed,
    close: () => void child.kill(),
    release: () => child.unref(),
  };
}

/** Whether a browser runs on the profile: it keeps a lock in it, which names its process except on Windows. */
export function isProfileInUse(profile: string): boolean {
  if (process.platform === 'win32') return existsSync(join(profile, 'lockfile'));
  const lock = join(profile, 'SingletonLock');
  if (lstatSync(lock, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return false;
  const pid = Number(/-(\d+)$/.exec(readlinkSync(lock))?.[1] ?? Number.NaN);
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch {
    return false;
  }
}

function candidates({ platform, env }: BrowserSearch): readonly AppBrowser[] {
  switch (platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map((name) => ({
        name,
        path: `/Applications/${name}.app/Contents/MacOS/${name}`,
      }));
    case 'win32': {
      const programs = [
        ['Google Chrome', 'Google/Chrome/Application/chrome.exe'],
        ['Chromium', 'Chromium/Application/chrome.exe'],
        ['Microsoft Edge', 'Microsoft/Edge/Application/msedge.exe'],
        ['Brave', 'BraveSoftware/Brave-Browser/Application/brave.exe'],
      ] as const;
      const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap(
        (name) => env[name] ?? [],
      );
      return programs.flatMap(([name, path]) =>
        folders.map((folder) => ({ name, path: join(folder, path) })),
      );
    }
    default: {
      const commands = [
        ['Google Chrome', 'google-chrome'],
        ['Google Chrome', 'google-chrome-stable'],
        ['Chromium', 'chromium'],
        ['Chromium', 'chromium-browser'],
        ['Microsoft Edge', 'microsoft-edge'],
        ['Brave', 'brave-browser'],
      ] as const;
      const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
      return commands.flatMap(([name, command]) =>
        folders.map((folder) => ({ name, path: `${folder}/${command}` })),
      );
    }
  }
}

/** A snap may neither read nor write hidden folders of a home, where the data and the profile are. */
function isUsable(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  if (process.platform !== 'linux') return true;
  const isScript = stat.size < 20_000;
  return !realpathSync(path).includes('snap') && !(isScript && readFileSync(path, 'utf8').includes('/snap/'));
}
