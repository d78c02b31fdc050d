import { statSync } from 'node:fs';
import type { ReadDatabase } from './database.ts';

/** What is wrong with a database, in SQLite's words; empty when all is well. Reads all of it. */
export function databaseHealth(db: ReadDatabase): readonly string[] {
  const damage = db
    .all<{ quick_check: string }>('PRAGMA quick_check')
    .map((row) => row.quick_check)
    .filter((line) => line !== 'ok');
  const orphans = db
    .all<{ table: string; parent: string; count: number }>(
      `SELECT "table", parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY "table", parent`,
    )
    .map(({ table, parent, count }) => `${count} rows of ${table} belong to no row of ${parent}`);
  return [...damage, ...orphans];
}

/** Bytes on the disk: the database, its write-ahead log and the log's index. */
export function databaseBytes(path: string): number {
  return ['', '-wal', '-shm']
    .map((suffix) => statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes that the content of a database takes: neither its log, which comes and goes, nor pages that are free. */
export function contentBytes(db: ReadDatabase): number {
  return (
    db.get<{ bytes: number }>(
      `SELECT (page_count - freelist_count) * page_size AS bytes
       FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
    )?.bytes ?? 0
  );
}

/** Version of the SQLite that is in use, as 3.51.3. */
export function sqliteVersion(db: ReadDatabase): string {
  return db.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? '';
}
