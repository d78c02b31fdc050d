import { CodedError } from '#contract/errors.ts';
import type { ReadDatabase } from '../store/database.ts';

/** What to throw where a run is asked for that is not there. */
export function noRun(run: number): CodedError {
  return new CodedError('not_found', `There is no run ${run}.`, { run });
}

/** Throws `not_found` unless there is such a run, be it in the trash. */
export function requireRun(db: ReadDatabase, run: number): void {
  if (db.get('SELECT 1 FROM runs WHERE id = @run', { run }) === undefined) throw noRun(run);
}
