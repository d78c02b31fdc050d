import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './support.ts';

/** Why small and read-only disks cannot be tried here; null where they can. */
export const cannotMount: string | null = reason();

/** A disk of this size, gone when the test is over. */
export function smallDisk(bytes: number): string {
  const folder = temporaryFolder();
  mount('-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', folder);
  onTestFinished(() => unmount(folder));
  return folder;
}

/** The same folder, seen so that nothing can be written in it. */
export function readOnlyView(folder: string): string {
  const view = temporaryFolder();
  mount('--bind', folder, view);
  onTestFinished(() => unmount(view));
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

function unmount(folder: string): void {
  spawnSync('umount', ['--lazy', folder]);
  chmodSync(folder, 0o700);
}
