import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import * as v from 'valibot';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { connect } from './connection.ts';
import { storageError } from './errors.ts';

const ownerInfoSchema = v.object({
  pid: v.number(),
  host: v.picklist(['serve', 'electron', 'cli']),
  /** Where it can be reached, and with what; null while it listens nowhere. */
  url: v.nullable(v.string()),
  token: v.nullable(v.string()),
  version: v.string(),
  startedAt: v.number(),
});

/** Who owns a data directory, as it says itself. */
export type OwnerInfo = Readonly<v.InferOutput<typeof ownerInfoSchema>>;

export interface Ownership {
  /** Tells a second start how to reach this one; readable by this user only, for the token's sake. */
  publish(info: OwnerInfo): void;
  release(): void;
}

/** Whoever only looks holds the lock for a moment; an owner that starts waits longer than that. */
const acquireTimeoutMs = 250;

/**
 * Makes this process the one owner of a data directory; null when another one is. The lock is SQLite's on a file of
 * its own, held for the life of the process: the system frees it however the process ends, so that no stale process
 * id is ever to be judged. The file stays: removing it would let two processes lock two files of one name.
 */
export function acquireOwnership(directory: string): Ownership | null {
  const infoPath = join(directory, 'owner.json');
  const lock = lockExclusively(join(directory, 'owner.lock'), acquireTimeoutMs);
  if (lock === null) return null;
  // What a killed owner left is not true any more.
  rmSync(infoPath, { force: true });
  return {
    publish: (info) => {
      try {
        writeFileAtomically(infoPath, JSON.stringify(info), { mode: 0o600 });
      } catch (thrown) {
        throw storageError(thrown, infoPath);
      }
    },
    release: () => {
      if (!lock.open) return;
      rmSync(infoPath, { force: true });
      lock.close();
    },
  };
}

/** Who owns the directory and how to reach it; null when nobody does, or when the owner has not said yet. */
export function readOwner(directory: string): OwnerInfo | null {
  const lockPath = join(directory, 'owner.lock');
  if (statSync(lockPath, { throwIfNoEntry: false }) === undefined) return null;
  if (!isLocked(lockPath)) return null;
  return parseInfo(join(directory, 'owner.json'));
}

function lockExclusively(path: string, timeoutMs: number): Sqlite.Database | null {
  let handle: Sqlite.Database | null = null;
  try {
    handle = connect(path, 'write', timeoutMs);
    handle.exec('BEGIN EXCLUSIVE');
    return handle;
  } catch (thrown) {
    handle?.close();
    if (isBusy(thrown)) return null;
    throw storageError(thrown, path);
  }
}

/** Tries to read, which an exclusive lock forbids and which no other reader is in the way of. */
function isLocked(path: string): boolean {
  try {
    const handle = connect(path, 'read', 0);
    try {
      handle.prepare('SELECT count(*) FROM sqlite_schema').get();
      return false;
    } finally {
      handle.close();
    }
  } catch (thrown) {
    if (isBusy(thrown)) return true;
    throw storageError(thrown, path);
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY');
}

function parseInfo(path: string): OwnerInfo | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  try {
    const parsed = v.safeParse(ownerInfoSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
