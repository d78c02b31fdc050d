import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Path of an installed Chromium, Chrome or Edge; where none is and this is Debian with root, Debian's Chromium
 * is installed. Null when there is none and none can be installed. `DESCENT_BROWSER` overrides the search.
 */
export function findBrowser(): string | null {
  const found = installed();
  if (found !== null) return found;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return null;
  console.error("No Chromium found: installing Debian's (about half a minute) …");
  const install = () =>
    spawnSync(
      'apt-get',
      ['-o', 'DPkg::Lock::Timeout=240', 'install', '-y', '--no-install-recommends', 'chromium'],
      { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
    ).status === 0;
  if (!install()) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    spawnSync('apt-get', ['-f', 'install', '-y'], { stdio: 'ignore' });
    install();
  }
  return installed();
}

function installed(): string | null {
  const override = process.env['DESCENT_BROWSER'];
  if (override !== undefined && existsSync(override)) return override;
  return candidates().find((path) => existsSync(path)) ?? null;
}

function candidates(): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map(
      (name) => process.env[name] ?? '',
    );
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
      'Chromium/Application/chrome.exe',
    ];
    return roots
      .filter((root) => root !== '')
      .flatMap((root) => programs.map((program) => join(root, program)));
  }
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(
    (name) => `/usr/bin/${name}`,
  );
}
