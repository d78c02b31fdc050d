import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Mount {
  readonly path: string;
  remove(): void;
}

/** Why tests that mount file systems cannot run here; null where they can. */
export const noMounts: string | null = whyNot();

/** A file system of its own in memory, of so many megabytes. */
export function smallDisk(megabytes: number): Mount {
  const path = mkdtempSync(join(tmpdir(), 'descent-disk-'));
  run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  return unmountable(path);
}

/** Makes a folder that can be read and not written, for root too; `remove` makes it writable again. */
export function readOnly(folder: string): Mount {
  run('mount', ['--bind', folder, folder]);
  run('mount', ['-o', 'remount,ro,bind', folder]);
  return { path: folder, remove: () => run('umount', [folder]) };
}

function unmountable(path: string): Mount {
  return {
    path,
    remove: () => {
      run('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, [...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

function whyNot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting needs Linux and root';
  if (!existsSync('/usr/bin/mount') && !existsSync('/bin/mount')) return 'there is no mount command';
  const path = mkdtempSync(join(tmpdir(), 'descent-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).status === 0;
  if (mounted) spawnSync('umount', [path]);
  rmSync(path, { recursive: true, force: true });
  return mounted ? null : 'mounting is not allowed here';
}
