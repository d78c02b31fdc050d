import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** Text of a file of the kernel; null where there is none. */
  readonly read: (path: string) => string | null;
  /** Whether a file runs with its owner's rights, that owner being root. */
  readonly isSetuidRoot: (path: string) => boolean;
}

export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  isRoot: process.getuid?.() === 0,
  read: (path) => {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      return null;
    }
  },
  isSetuidRoot: (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat !== undefined && stat.uid === 0 && (stat.mode & 0o4000) !== 0;
  },
};

/** What keeps Electron from opening a window on this machine; null where nothing does. */
export function electronObstacle(executable: string, machine: Machine = thisMachine): string | null {
  const { platform, env, isRoot, read, isSetuidRoot } = machine;
  if (platform !== 'linux') return null;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display';
  // Without user namespaces Chromium's sandbox needs a helper that is root's. An app without a sandbox is no answer;
  // an installed browser has its sandbox allowed by the system.
  const forbidden =
    read('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    read('/proc/sys/user/max_user_namespaces') === '0';
  const helper = join(dirname(executable), 'chrome-sandbox');
  if (!isRoot && forbidden && !isSetuidRoot(helper)) {
    return `this system does not allow its sandbox; "sudo chown root ${helper} && sudo chmod 4755 ${helper}" would`;
  }
  return null;
}
