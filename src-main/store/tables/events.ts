import type { ConsoleLine, RunEvent } from '#contract/run.ts';
import type { Said } from '#contract/sentence.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

/** Writes what happened to a run under the next number. `data` is kept as JSON. */
export function appendEvent(db: WriteDatabase, runId: number, event: Omit<RunEvent, 'sequence'>): void {
  const { time, step, kind, message, said } = event;
  const data = withSaid(event.data, said);
  db.run(
    `INSERT INTO events (run_id, sequence, time, step, kind, message, data)
     VALUES (:runId, 1 + max((SELECT coalesce(max(sequence), 0) FROM events WHERE run_id = :runId),
         (SELECT events_forgotten FROM runs WHERE id = :runId)), :time, :step, :kind, :message, :data)`,
    {
      runId,
      time,
      step,
      kind,
      message,
      data: data === null ? null : JSON.stringify(data),
    },
  );
}

/** Whether a run has an event of this kind with the same words, of no step. */
export function isTold(
  db: ReadDatabase,
  runId: number,
  { kind, message }: Pick<RunEvent, 'kind' | 'message'>,
): boolean {
  const found = db.get(
    'SELECT 1 FROM events WHERE run_id = :runId AND kind = :kind AND message = :message AND step IS NULL',
    { runId, kind, message },
  );
  return found !== undefined;
}

/**
 * Takes the events of these kinds away that were told of `from` or a later step. Their numbers are not given again:
 * whoever asks for what came after the last one that he knows is told of all that did.
 */
export function forgetEvents(db: WriteDatabase, runId: number, kinds: readonly string[], from: number): void {
  db.run(
    `UPDATE runs SET events_forgotten = max(events_forgotten,
       (SELECT coalesce(max(sequence), 0) FROM events WHERE run_id = :runId)) WHERE id = :runId`,
    { runId },
  );
  db.run(
    `DELETE FROM events WHERE run_id = :runId AND step >= :from
       AND kind IN (SELECT value FROM json_each(:kinds))`,
    { runId, from, kinds: JSON.stringify(kinds) },
  );
}

/** What is said is kept beside the event's own data, under a key of its own. */
function withSaid(data: unknown, said: Said | undefined): unknown {
  if (said === undefined) return data ?? null;
  return typeof data === 'object' && data !== null ? { ...data, said } : { said };
}

/** Writes console output under the next number. */
export function appendConsoleLine(
  db: WriteDatabase,
  runId: number,
  { time, stream, text }: Omit<ConsoleLine, 'sequence'>,
): void {
  db.run(
    `INSERT INTO console_lines (run_id, sequence, time, stream, text)
     VALUES (:runId, (SELECT coalesce(max(sequence), 0) + 1 FROM console_lines WHERE run_id = :runId), :time, :stream,
       :text)`,
    { runId, time, stream, text },
  );
}
