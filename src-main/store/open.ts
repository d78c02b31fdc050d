import { rmSync, statSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { CodedError } from '#contract/errors.ts';
import { backUp } from './backup.ts';
import { connect, useWriteAheadLog } from './connection.ts';
import { wrapDatabase, type ReadDatabase, type WriteDatabase } from './database.ts';
import { backupPath, corruptDatabase, storageError } from './errors.ts';
import { readHeader } from './header.ts';
import { latestVersion, migrations as allMigrations, type Migration } from './migrations/index.ts';
import { connectToRead } from './reading-connection.ts';

export interface Store {
  readonly db: WriteDatabase;
  readonly path: string;
  close(): void;
}

export interface ReadStore {
  readonly db: ReadDatabase;
  close(): void;
}

export interface OpenOptions {
  readonly path: string;
  /** Steps of the schema; all that there are when left out. */
  readonly migrations?: readonly Migration[];
}

/** "DSNT": says in the file's header whose database it is. */
const applicationId = 0x44534e54;

/**
 * Opens the database to write, makes it where there is none, and brings it to the newest version with a verified copy
 * beside it (`descent.db.before-v2`). Throws `storage_newer`, `storage_corrupt`, `storage_full`, `storage_read_only`
 * or `conflict`; the file is byte for byte as it was then. Whoever calls it owns the data directory: see owner.ts.
 */
export function openStore({ path, migrations = allMigrations }: OpenOptions): Store {
  const latest = latestVersion(migrations);
  try {
    const isNew = inspect(path, latest) === 0;
    const handle = isNew ? create(path, migrations) : upgrade(path, migrations);
    return { db: wrapDatabase(handle), path, close: () => void handle.close() };
  } catch (thrown) {
    throw storageError(thrown, path);
  }
}

/**
 * Opens the database to read, also beside a process that writes, or in a folder where nothing can be written. Throws
 * `not_found`, `storage_newer`, `storage_corrupt`, or `storage_read_only` when it has to be upgraded first.
 */
export function openReadStore(path: string): ReadStore {
  const latest = latestVersion(allMigrations);
  try {
    const version = inspect(path, latest);
    if (version === 0) {
      throw new CodedError('not_found', `There is no database at ${path} yet. Start Descent there once.`);
    }
    if (version < latest) {
      throw new CodedError(
        'storage_read_only',
        `${path} was written by an older Descent and has to be upgraded first. Start Descent where it can write to it.`,
      );
    }
    const { handle, close } = connectToRead(path);
    return { db: wrapDatabase(handle), close };
  } catch (thrown) {
    throw storageError(thrown, path);
  }
}

/** Version of the database at `path` without touching a byte; 0 when there is none, or an empty one. */
function inspect(path: string, latest: number): number {
  const header = readHeader(path);
  if (header === null) return 0;
  refuseNewer(path, header.version, latest);
  // Ours has its mark before its first table.
  if (header.application !== applicationId && !header.isEmpty) throw corruptDatabase(path);
  return sizeOf(`${path}-wal`) > 0 ? versionWithLog(path, latest) : header.version;
}

/**
 * A crash may have left what was written last in the log, even an upgrade. A reading connection leaves file and log
 * alone, but makes an index beside them.
 */
function versionWithLog(path: string, latest: number): number {
  const index = `${path}-shm`;
  const hadIndex = sizeOf(index) > 0;
  try {
    const { handle, close } = connectToRead(path);
    try {
      const version = Number(handle.pragma('user_version', { simple: true }));
      refuseNewer(path, version, latest);
      return version;
    } finally {
      close();
    }
  } catch (thrown) {
    if (!hadIndex) rmSync(index, { force: true });
    throw thrown;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function refuseNewer(path: string, version: number, latest: number): void {
  if (version <= latest) return;
  throw new CodedError(
    'storage_newer',
    `${path} was written by a newer Descent (its version is ${version}, this one reads up to ${latest}). ` +
      'It was not changed. Update Descent, or choose another data directory with --data DIR.',
    { path, version, latest },
  );
}

function create(path: string, migrations: readonly Migration[]): Sqlite.Database {
  const existed = statSync(path, { throwIfNoEntry: false }) !== undefined;
  let handle: Sqlite.Database | null = null;
  try {
    handle = connect(path, 'write');
    // Has to be chosen before the first table; lets the file shrink without being written anew.
    handle.pragma('auto_vacuum = INCREMENTAL');
    useWriteAheadLog(handle);
    handle.pragma(`application_id = ${applicationId}`);
    migrate(handle, migrations, 0);
    return handle;
  } catch (thrown) {
    handle?.close();
    for (const suffix of existed ? [] : ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    throw thrown;
  }
}

function upgrade(path: string, migrations: readonly Migration[]): Sqlite.Database {
  const handle = connect(path, 'write');
  try {
    useWriteAheadLog(handle);
    const version = Number(handle.pragma('user_version', { simple: true }));
    const latest = latestVersion(migrations);
    if (version < latest) {
      const copy = backupPath(path, latest);
      // An upgrade that was cut short after some of its steps must not take the place of what was before all of them.
      const earlier = readHeader(copy);
      if (earlier === null || earlier.version >= version) backUp(handle, copy);
      migrate(handle, migrations, version);
    }
    return handle;
  } catch (thrown) {
    handle.close();
    throw thrown;
  }
}

/** Every step is one transaction that sets the version with it: a crash leaves the old or the new, nothing between. */
function migrate(handle: Sqlite.Database, migrations: readonly Migration[], from: number): void {
  handle.pragma('synchronous = FULL');
  // A step that makes a table anew drops the old one, which must not delete what refers to it.
  handle.pragma('foreign_keys = OFF');
  for (const { version, sql } of migrations.filter((step) => step.version > from)) {
    const step = handle.transaction(() => {
      handle.exec(sql);
      const orphans = handle.pragma('foreign_key_check') as unknown[];
      if (orphans.length > 0)
        throw new Error(`${orphans.length} rows lost their parent in version ${version}`);
      handle.pragma(`user_version = ${version}`);
    });
    step.immediate();
  }
  // The version is in the file itself from now on, not in its log alone.
  handle.pragma('wal_checkpoint(TRUNCATE)');
  handle.pragma('foreign_keys = ON');
  handle.pragma('synchronous = NORMAL');
}
