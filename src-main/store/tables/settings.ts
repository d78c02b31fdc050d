import type { ReadDatabase, WriteDatabase } from '../database.ts';

/** A setting that a window remembers, as the JSON value that was written; null when there is none. */
export function readSetting(db: ReadDatabase, name: string): unknown {
  const row = db.get<{ value: string }>('SELECT value FROM settings WHERE name = :name', { name });
  return row === undefined ? null : JSON.parse(row.value);
}

export function writeSetting(db: WriteDatabase, name: string, value: unknown): void {
  db.run(
    `INSERT INTO settings (name, value) VALUES (:name, :value)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    { name, value: JSON.stringify(value) ?? 'null' },
  );
}
