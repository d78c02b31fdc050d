import type Sqlite from 'better-sqlite3';

/** A value as it is bound to a parameter. NaN would be stored as NULL: mark it beside the value, or bind a blob. */
export type SqlValue = number | bigint | string | Uint8Array | null;
export type SqlParams = Readonly<Record<string, SqlValue>>;

/** Reads. Which rows a statement gives is stated by the caller: SQL and row type stand side by side. */
export interface ReadDatabase {
  get<Row>(sql: string, params?: SqlParams): Row | undefined;
  all<Row>(sql: string, params?: SqlParams): Row[];
  /** The first column of every row: for very many, of which an object each would take as long as finding them. */
  column<Value extends SqlValue>(sql: string, params?: SqlParams): Value[];
  /** Row after row, for what does not fit into memory at once; no other statement may run until it ends. */
  each<Row>(sql: string, params: SqlParams, visit: (row: Row) => void): void;
}

/** Writes too. Whoever holds one may pass it on as a `ReadDatabase`, never the other way round. */
export interface WriteDatabase extends ReadDatabase {
  run(sql: string, params?: SqlParams): { readonly changes: number; readonly lastId: number };
  /** BEGIN IMMEDIATE … COMMIT; rolled back when `work` throws. Inside another one it is part of that one. */
  transaction<T>(work: () => T): T;
  /**
   * The same, and when it returns the commit is on the disk, with all commits before it: it lasts through a power
   * cut, where a plain one lasts through the death of the process only. Not inside another transaction.
   */
  durableTransaction<T>(work: () => T): T;
  /** Makes the file smaller by what was deleted. Not inside a transaction. */
  giveBackFreePages(): void;
}

/** So many statements stay prepared; more than are written in the code, fewer than a query builder could make. */
const mostStatements = 500;

/** Wraps a handle; statements are prepared once. */
export function wrapDatabase(handle: Sqlite.Database): WriteDatabase {
  const statements = new Map<string, Sqlite.Statement<unknown[]>>();
  const statement = (sql: string): Sqlite.Statement<unknown[]> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const prepared = handle.prepare(sql);
    const [oldest] = statements.keys();
    if (oldest !== undefined && statements.size >= mostStatements) statements.delete(oldest);
    statements.set(sql, prepared);
    return prepared;
  };
  const transaction = <T>(work: () => T): T =>
    handle.inTransaction ? work() : handle.transaction(work).immediate();
  // What a statement gives is what its SQL says; the caller names the row's type beside it.
  return {
    get: <Row>(sql: string, params: SqlParams = {}) => statement(sql).get(params) as Row | undefined,
    all: <Row>(sql: string, params: SqlParams = {}) => statement(sql).all(params) as Row[],
    column: <Value extends SqlValue>(sql: string, params: SqlParams = {}) => {
      const plucked = statement(sql).pluck();
      try {
        return plucked.all(params) as Value[];
      } finally {
        // The same statement may be asked for whole rows next.
        plucked.pluck(false);
      }
    },
    each: <Row>(sql: string, params: SqlParams, visit: (row: Row) => void) => {
      for (const row of statement(sql).iterate(params)) visit(row as Row);
    },
    run: (sql, params = {}) => {
      const { changes, lastInsertRowid } = statement(sql).run(params);
      return { changes, lastId: Number(lastInsertRowid) };
    },
    transaction,
    durableTransaction: (work) => {
      handle.pragma('synchronous = FULL');
      try {
        return transaction(work);
      } finally {
        handle.pragma('synchronous = NORMAL');
      }
    },
    giveBackFreePages: () => {
      handle.exec('PRAGMA incremental_vacuum');
      // The file itself is cut when the log's pages are written into it.
      handle.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}
