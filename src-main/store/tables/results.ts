import type { TextSample } from '#contract/run.ts';
import { encode } from '#contract/wire.ts';
import type { WriteDatabase } from '../database.ts';

/** Keeps a named result of a run in the wire codec; a later one of the same name takes its place. */
export function setResult(db: WriteDatabase, runId: number, name: string, value: unknown): void {
  db.run(
    `INSERT INTO results (run_id, name, value) VALUES (:runId, :name, :value)
     ON CONFLICT (run_id, name) DO UPDATE SET value = excluded.value`,
    { runId, name, value: encode(value) },
  );
}

/** Keeps a text of a step; a run that goes on from a checkpoint writes the same step again. */
export function setText(db: WriteDatabase, runId: number, { key, step, text }: TextSample): void {
  db.run(
    `INSERT INTO texts (run_id, key, step, text) VALUES (:runId, :key, :step, :text)
     ON CONFLICT (run_id, key, step) DO UPDATE SET text = excluded.text`,
    { runId, key, step, text },
  );
}
