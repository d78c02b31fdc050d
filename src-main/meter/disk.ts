import { statfsSync } from 'node:fs';

/** Bytes that this user may still write on the disk of `path`; null where the machine does not tell. */
export function freeDiskBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    // No such path, or a file system that cannot be asked: not knowing is an answer, see the caller's type.
    return null;
  }
}
