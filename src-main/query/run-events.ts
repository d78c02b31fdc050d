import type { ParsedInput } from '#contract/methods/index.ts';
import type { RunEvent } from '#contract/run.ts';
import type { Said } from '#contract/sentence.ts';
import type { ReadDatabase } from '../store/database.ts';
import { requireRun } from '../store/tables/run-row.ts';

interface EventRecord extends Omit<RunEvent, 'data'> {
  readonly data: string | null;
}

/** Events of a run after a sequence number, in order. Throws `not_found`. */
export function runEvents(db: ReadDatabase, request: ParsedInput<'runs.events'>): readonly RunEvent[] {
  const { run, after, limit } = request;
  requireRun(db, run);
  const records = db.all<EventRecord>(
    `SELECT sequence, time, step, kind, message, data FROM events
    WHERE run_id = @run AND sequence > @after
    ORDER BY sequence
    LIMIT @limit`,
    { run, after, limit: wholeLimit(limit) },
  );
  return records.map((record) => ({ ...record, ...parted(record.data) }));
}

/** All events of one kind, in order. */
export function eventsOfKind(db: ReadDatabase, run: number, kind: string): readonly RunEvent[] {
  const records = db.all<EventRecord>(
    `SELECT sequence, time, step, kind, message, data FROM events WHERE run_id = @run AND kind = @kind
    ORDER BY sequence`,
    { run, kind },
  );
  return records.map((record) => ({ ...record, ...parted(record.data) }));
}

/** An event's own data, and what its message says, which is kept beside it. */
function parted(json: string | null): Pick<RunEvent, 'data' | 'said'> {
  // Written by appendEvent.
  const parsed = (json === null ? null : JSON.parse(json)) as { readonly said?: Said } | null;
  if (typeof parsed !== 'object' || parsed?.said === undefined) return { data: parsed };
  const { said, ...data } = parsed;
  return { data: Object.keys(data).length === 0 ? null : data, said };
}

/** SQLite takes whole limits only, and a negative one for none at all. */
export function wholeLimit(limit: number): number {
  return Number.isNaN(limit) ? 0 : Math.min(Math.max(Math.floor(limit), 0), Number.MAX_SAFE_INTEGER);
}
