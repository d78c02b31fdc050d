import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface AtomicFileOptions {
  /** Permissions of the new file; 0o666 less the umask when left out. */
  readonly mode?: number;
}

/** How the name of a file that is still being written ends; what ends so after a crash can be removed. */
export const temporaryNamePattern = /\.tmp-[0-9a-f]{16}$/;

/** A name beside `path`, on the same file system, so that a rename from it is atomic. */
export function temporaryNameFor(path: string): string {
  return `${path}.tmp-${randomBytes(8).toString('hex')}`;
}

/**
 * Writes a file so that at any moment, also of a power cut, `path` holds either all of the old bytes or all of the
 * new ones. Throws what the file system throws (ENOSPC, EROFS, …) and leaves nothing behind then.
 */
export function writeFileAtomically(
  path: string,
  bytes: Uint8Array | string,
  options: AtomicFileOptions = {},
): void {
  const temporary = temporaryNameFor(path);
  try {
    writeDurably(temporary, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, options.mode);
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
  syncDirectory(dirname(path));
}

/** Makes a rename in the directory last through a power cut. Windows has no such call and needs none. */
export function syncDirectory(directory: string): void {
  if (process.platform !== 'win32') sync(directory, 'r');
}

/** Waits until the bytes of a file are on the disk. */
export function syncFile(path: string): void {
  // Windows flushes only what was opened to be written.
  sync(path, 'r+');
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeDurably(path: string, bytes: Uint8Array, mode = 0o666): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    // A write may take fewer bytes than it was given.
    for (let written = 0; written < bytes.length;) {
      written += writeSync(descriptor, bytes, written, bytes.length - written);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
