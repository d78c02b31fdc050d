import type { ConsoleLine, RunEvent } from '#contract/run.ts';
import type { Said } from '#contract/sentence.ts';
import type { WriteDatabase } from '../database.ts';

/** Writes what happened to a run under the next number. `data` is kept as JSON. */
export function appendEvent(db: WriteDatabase, runId: number, event: Omit<RunEvent, 'sequence'>): void {
  const { time, step, kind, message, said } = event;
  const data = withSaid(event.data, said);
  db.run(
    `INSERT INTO events (run_id, sequence, time, step, kind, message, data)
     VALUES (:runId, (SELECT coalesce(max(sequence), 0) + 1 FROM events WHERE run_id = :runId), :time, :step, :kind,
       :message, :data)`,
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
