import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import type { ReadDatabase, SqlParams, WriteDatabase } from '../database.ts';

/** Runs one update of one run's row. Throws `not_found`. */
export function changeRun(
  db: WriteDatabase,
  id: number,
  update: { readonly sql: string; readonly params: SqlParams },
): void {
  if (db.run(update.sql, { ...update.params, id }).changes === 0) throw noSuchRun(id);
}

/** Throws `not_found` unless there is such a run. */
export function requireRun(db: ReadDatabase, id: number): void {
  if (db.get('SELECT 1 FROM runs WHERE id = :id AND removed_at IS NULL', { id }) === undefined)
    throw noSuchRun(id);
}

export function noSuchRun(id: number): CodedError {
  return new CodedError('not_found', say('task.noRun', { run: id }), { run: id });
}
