import { rmSync, statSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { CodedError } from '#contract/errors.ts';
import { backUp } from './backup.ts';
import { connect, hasLog, useWriteAheadLog } from './connection.ts';
import { wrapDatabase, type ReadDatabase, type WriteDatabase } from './database.ts';
import { backupPath, corruptDatabase, storageError } from './errors.ts';
import { latestVersion, migrations as allMigrations, type Migration } from './migrations/index.ts';

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
    const handle = connectToRead(path);
    return { db: wrapDatabase(handle), close: () => void handle.close() };
  } catch (thrown) {
    throw storageError(thrown, path);
  }
}

/** Version of the database at `path` without touching a byte; 0 when there is none, or an empty one. */
function inspect(path: string, latest: number): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return 0;
  const inFile = headerOf(path, 'immutable');
  refuseNewer(path, inFile.version, latest);
  if (!hasLog(path)) return known(path, inFile);
  // A crash may have left an upgrade in the log. A reading connection leaves log and file alone, but makes an index.
  const index = `${path}-shm`;
  const hadIndex = statSync(index, { throwIfNoEntry: false }) !== undefined;
  try {
    const withLog = headerOf(path, 'read');
    refuseNewer(path, withLog.version, latest);
    return known(path, withLog);
  } catch (thrown) {
    if (!hadIndex) rmSync(index, { force: true });
    throw thrown;
  }
}

interface Header {
  readonly version: number;
  readonly application: number;
  readonly tables: number;
}

function headerOf(path: string, kind: 'immutable' | 'read'): Header {
  const handle = kind === 'immutable' ? connect(path, kind) : connectToRead(path);
  try {
    return {
      version: Number(handle.pragma('user_version', { simple: true })),
      application: Number(handle.pragma('application_id', { simple: true })),
      tables: Number(handle.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()),
    };
  } finally {
    handle.close();
  }
}

/** A database with tables that lacks our mark is another program's. */
function known(path: string, { version, application, tables }: Header): number {
  if (tables > 0 && (version === 0 || application !== applicationId)) throw corruptDatabase(path);
  return tables === 0 ? 0 : version;
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

function connectToRead(path: string): Sqlite.Database {
  const handle = connect(path, 'read');
  try {
    handle.pragma('schema_version');
    return handle;
  } catch (thrown) {
    handle.close();
    // The index of the log cannot be made in a folder that is read-only; nobody can be writing there either.
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(code)) throw thrown;
    return connect(path, 'immutable');
  }
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
      backUp(handle, backupPath(path, latest));
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
