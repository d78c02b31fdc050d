import type { Checkpoint } from '#contract/checkpoint.ts';
import type { ReadDatabase } from '../store/database.ts';

/** Where a training goes on from, or what a run predicts with: its newest checkpoint; null where it has none. */
export function latestCheckpoint(
  db: ReadDatabase,
  run: number,
): { readonly sha256: string; readonly step: number } | null {
  const newest = db.get<{ sha256: string; step: number }>(
    `SELECT a.sha256, c.step
    FROM checkpoints AS c JOIN artifacts AS a ON a.id = c.artifact_id
    WHERE c.run_id = @run
    ORDER BY c.step DESC, c.id DESC
    LIMIT 1`,
    { run },
  );
  return newest ?? null;
}

/** Checkpoints of a run in the order of their steps. */
export function checkpointsOf(db: ReadDatabase, run: number): readonly Checkpoint[] {
  return db.all<Checkpoint>(
    `SELECT c.id, c.step, c.epoch, a.size_bytes AS sizeBytes, a.sha256, c.created_at AS createdAt
    FROM checkpoints AS c JOIN artifacts AS a ON a.id = c.artifact_id
    WHERE c.run_id = @run
    ORDER BY c.step, c.id`,
    { run },
  );
}
