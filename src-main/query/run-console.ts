import type { ParsedInput } from '#contract/methods/index.ts';
import type { ConsoleLine } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { requireRun } from '../store/tables/run-row.ts';
import { wholeLimit } from './run-events.ts';

/** Console lines of a run after a sequence number, in order. Throws `not_found`. */
export function runConsole(db: ReadDatabase, request: ParsedInput<'runs.console'>): readonly ConsoleLine[] {
  const { run, after, limit } = request;
  requireRun(db, run);
  return db.all<ConsoleLine>(
    `SELECT sequence, time, stream, text FROM console_lines
    WHERE run_id = @run AND sequence > @after
    ORDER BY sequence
    LIMIT @limit`,
    { run, after, limit: wholeLimit(limit) },
  );
}
