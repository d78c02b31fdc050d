import { readdirSync, statfsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '#contract/errors.ts';

/** Less room than this on a disk that refuses to write is the reason for which it refuses. */
const noRoomBytes = 256 * 1024;

const elsewhere = 'choose another data directory with --data DIR';

/**
 * Turns what SQLite and the file system throw into an error that says what to do; `path` is the database or file at
 * which it happened. What has nothing to do with storage is given back as it is.
 */
export function storageError(thrown: unknown, path: string): unknown {
  if (thrown instanceof CodedError || !(thrown instanceof Error) || !('code' in thrown)) return thrown;
  const code = typeof thrown.code === 'string' ? thrown.code : '';
  const coded = (...[name, message, details]: [CodedError['code'], string, Record<string, unknown>?]) =>
    new CodedError(name, message, details ?? { path }, thrown);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code) || (/^(SQLITE_IOERR|EIO)/.test(code) && isFull(path))) {
    return coded(
      'storage_full',
      `The disk of ${dirname(path)} is full. Nothing that was written before is lost. Make room, or ${elsewhere}.`,
    );
  }
  if (/^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EROFS$|EACCES$|EPERM$)/.test(code)) {
    return coded(
      'storage_read_only',
      `${path} cannot be written to. Change the permissions of its folder, or ${elsewhere}.`,
    );
  }
  if (/^(SQLITE_CORRUPT|SQLITE_NOTADB)/.test(code)) return corruptDatabase(path, thrown);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return coded(
      'conflict',
      `Another program is writing to ${path}. Close it (a database browser, perhaps) and try again.`,
    );
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return coded(
      'internal',
      `The disk reports an error at ${path} (${code}). Look after it, and ${elsewhere}.`,
    );
  }
  return thrown;
}

/**
 * Whether an error, after `storageError`, is the disk's or the database's and not that of one row. What SQLite finds
 * damaged is the database; what it reads well and nobody can decode (`isDamagedRow`) is a row's own fault.
 */
export function isStorageTrouble(error: unknown): error is CodedError {
  return (
    error instanceof CodedError &&
    !isDamagedRow(error) &&
    (error.code.startsWith('storage_') || error.code === 'conflict' || error.code === 'internal')
  );
}

/** Whether one row's content is damaged in a database that is whole: such an error has no cause in SQLite. */
export function isDamagedRow(error: unknown): boolean {
  return error instanceof CodedError && error.code === 'storage_corrupt' && error.cause === undefined;
}

/** `storage_corrupt` that names the file and, where there is one, the newest backup beside it. */
export function corruptDatabase(path: string, cause?: unknown): CodedError {
  const backup = newestBackup(path);
  const remedy =
    backup === null
      ? `Nothing in it was changed. Move it away to begin anew, or ${elsewhere}.`
      : `Nothing in it was changed. Move it away and rename ${backup} to ${basename(path)}, or ${elsewhere}.`;
  return new CodedError(
    'storage_corrupt',
    `${path} is damaged, or is no database of Descent. ${remedy}`,
    { path, backup },
    cause,
  );
}

/** Where the copy of a database is kept that is made before it becomes version `version`. */
export function backupPath(path: string, version: number): string {
  return `${path}.before-v${version}`;
}

/** Path of the newest verified copy beside a database; null when there is none. */
export function newestBackup(path: string): string | null {
  const prefix = backupPath(basename(path), 0).slice(0, -1);
  const versions = namesIn(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
  return versions.length === 0 ? null : join(dirname(path), `${prefix}${Math.max(...versions)}`);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < noRoomBytes;
  } catch {
    return false;
  }
}
