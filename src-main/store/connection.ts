import Sqlite from 'better-sqlite3';
import { CodedError } from '#contract/errors.ts';
import { defineFunctions } from './functions.ts';

export type ConnectionKind = 'write' | 'read';

/** Another process that writes is waited for so long. */
const busyTimeoutMs = 5000;
const longestIdleLogBytes = 16 * 1024 * 1024;
/** Before 3.51.3 two connections could damage a database when its log was reset: sqlite.org/wal.html#walresetbug. */
const leastSqlite = [3, 51, 3] as const;

/**
 * Opens a connection with the settings that all of ours have; one that is locked is waited for `timeoutMs`. Throws what
 * SQLite throws.
 */
export function connect(path: string, kind: ConnectionKind, timeoutMs = busyTimeoutMs): Sqlite.Database {
  requireNodeApi();
  const isReader = kind === 'read';
  const handle = new Sqlite(path, { readonly: isReader, fileMustExist: isReader, timeout: timeoutMs });
  try {
    requireSqlite(handle);
    // A database from elsewhere may hold views and triggers that call functions.
    handle.pragma('trusted_schema = OFF');
    handle.pragma('cell_size_check = ON');
    handle.pragma('mmap_size = 0');
    defineFunctions(handle);
    if (kind === 'write') handle.pragma('foreign_keys = ON');
    return handle;
  } catch (thrown) {
    handle.close();
    throw thrown;
  }
}

/** Write-ahead logging: readers and the writer do not wait for each other. */
export function useWriteAheadLog(handle: Sqlite.Database): void {
  handle.pragma('journal_mode = WAL');
  // A commit lasts through the death of the process; the log is on the disk at every checkpoint, see database.ts.
  handle.pragma('synchronous = NORMAL');
  // A large transaction makes the log long; it is cut again at the next checkpoint.
  handle.pragma(`journal_size_limit = ${longestIdleLogBytes}`);
}

/** On a Node without Node-API 10 the native module ends the process instead of throwing. */
function requireNodeApi(): void {
  const { napi = '0', node } = process.versions;
  if (Number(napi) >= 10) return;
  throw new CodedError(
    'internal',
    `Node ${node} is too old for the database: Descent needs Node 22.14 or newer. ` +
      'Start it with "npm start" or "npx descent", which bring one along, or update Node.',
  );
}

function requireSqlite(handle: Sqlite.Database): void {
  const version = String(handle.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, least] of leastSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new CodedError(
        'internal',
        `SQLite ${version} is too old: before ${leastSqlite.join('.')} it could damage databases. Run "npm install".`,
      );
    }
  }
}
