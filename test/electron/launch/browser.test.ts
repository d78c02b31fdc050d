import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appWindowArguments, findAppBrowser, isProfileInUse } from '../../../src-main/launch/app-browser.ts';

describe('the browser that opens an app window', () => {
  const find = (platform: NodeJS.Platform, installed: readonly string[], env: Record<string, string> = {}) =>
    findAppBrowser({
      platform,
      env: { PATH: '/usr/bin:/opt/bin', ...env },
      isUsable: (path) => installed.includes(path),
    });

  it.each([
    ['linux', ['/usr/bin/chromium'], 'Chromium'],
    ['linux', ['/opt/bin/google-chrome', '/usr/bin/chromium'], 'Google Chrome'],
    ['linux', ['/usr/bin/microsoft-edge'], 'Microsoft Edge'],
    ['linux', ['/opt/bin/brave-browser'], 'Brave'],
    ['darwin', ['/Applications/Brave Browser.app/Contents/MacOS/Brave Browser'], 'Brave Browser'],
    ['darwin', ['/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'], 'Microsoft Edge'],
  ] as const)('is found on %s among %j', (platform, installed, name) => {
    expect(find(platform, installed)?.name).toBe(name);
  });

  it('is looked for on Windows in every folder of programs', () => {
    const env = { ProgramFiles: '/p', 'ProgramFiles(x86)': '/p86', LOCALAPPDATA: '/local' };
    const edge = join('/p86', 'Microsoft/Edge/Application/msedge.exe');
    expect(find('win32', [edge], env)).toEqual({ name: 'Microsoft Edge', path: edge });
  });

  it('is the one that was named, where that is there', () => {
    const env = { DESCENT_BROWSER: '/my/browser' };
    expect(find('linux', ['/my/browser', '/usr/bin/chromium'], env)?.path).toBe('/my/browser');
    expect(find('linux', ['/usr/bin/chromium'], env)?.path).toBe('/usr/bin/chromium');
  });

  it('is none where none is installed, and none of a relative path', () => {
    expect(find('linux', ['./chromium', 'chromium', '/chromium'], { PATH: '.::relative' })).toBeNull();
  });

  it('gets a file that leads to the page, and a profile of its own; as root alone no sandbox', () => {
    const options = { page: '/data/open page.html', profile: '/data/browser' };
    expect(appWindowArguments({ ...options, isRoot: false })).toEqual([
      '--app=file:///data/open%20page.html',
      '--user-data-dir=/data/browser',
      '--class=Descent',
      '--window-size=1440,900',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
    ]);
    expect(appWindowArguments({ ...options, isRoot: true }).at(-1)).toBe('--no-sandbox');
  });
});

describe.runIf(process.platform !== 'win32')('a browser’s profile', () => {
  const inUse = (lock: string | null): boolean => {
    const profile = mkdtempSync(join(tmpdir(), 'descent-profile-'));
    try {
      if (lock !== null) symlinkSync(lock, join(profile, 'SingletonLock'));
      return isProfileInUse(profile);
    } finally {
      rmSync(profile, { recursive: true });
    }
  };

  it('is in use while the process that locked it lives', () => {
    expect([
      inUse(`machine-name-${process.pid}`),
      inUse('machine-name-999999999'),
      inUse('machine'),
      inUse(null),
    ]).toEqual([true, false, false, false]);
  });
});
