import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Why small and read-only disks cannot be tried here; null where they can. */
export const cannotMount: string | null = reason();

/** A disk in memory of this size, gone when the test is over. */
export function smallDisk(bytes: number): string {
  const folder = mountPoint();
  mount('-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder);
  return folder;
}

/** The same folder, seen so that nothing can be written in it, by root neither. */
export function readOnlyView(folder: string): string {
  const view = mountPoint();
  mount('--bind', folder, view);
  mount('-o', 'remount,ro,bind', view);
  return view;
}

function reason(): string | null {
  if (process.platform !== 'linux') return 'mounts are tried on Linux only';
  if (process.getuid?.() !== 0) return 'mounting needs root';
  // A container may forbid it to root, too.
  const tried = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
    encoding: 'utf8',
  });
  return tried.status === 0 ? null : `mounting is not allowed here: ${tried.stderr.trim()}`;
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

/** A folder to mount on, which is there until the test is over. */
function mountPoint(): string {
  const folder = mkdtempSync(join(tmpdir(), 'descent-mount-test-'));
  onTestFinished(() => {
    spawnSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
