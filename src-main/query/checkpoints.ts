import type { Checkpoint } from '#contract/checkpoint.ts';
import type { ReadDatabase } from '../store/database.ts';
import { parseReasons } from '../store/tables/checkpoints.ts';

/** What a checkpoint is found by. */
export interface FoundCheckpoint {
  readonly sha256: string;
  readonly step: number;
}

/** Checkpoints of a run that were not found damaged, the newest first. */
export function usableCheckpoints(db: ReadDatabase, run: number): readonly FoundCheckpoint[] {
  return db.all<FoundCheckpoint>(
    `SELECT a.sha256, c.step
    FROM checkpoints AS c JOIN artifacts AS a ON a.id = c.artifact_id
    WHERE c.run_id = @run AND c.damaged = 0
    ORDER BY c.step DESC, c.id DESC`,
    { run },
  );
}

/** Where a training goes on from, or what a run predicts with: its newest checkpoint; null where it has none. */
export function latestCheckpoint(db: ReadDatabase, run: number): FoundCheckpoint | null {
  return usableCheckpoints(db, run)[0] ?? null;
}

interface CheckpointRecord extends Omit<Checkpoint, 'reasons' | 'damaged'> {
  readonly reasons: string;
  readonly damaged: number;
}

/** Checkpoints of a run in the order of their steps. */
export function checkpointsOf(db: ReadDatabase, run: number): readonly Checkpoint[] {
  const records = db.all<CheckpointRecord>(
    `SELECT c.id, c.step, c.epoch, a.size_bytes AS bytes, a.sha256, c.created_at AS createdAt, c.reasons, c.value,
      c.damaged
    FROM checkpoints AS c JOIN artifacts AS a ON a.id = c.artifact_id
    WHERE c.run_id = @run
    ORDER BY c.step, c.id`,
    { run },
  );
  return records.map((record) => ({
    ...record,
    reasons: parseReasons(record.reasons),
    damaged: record.damaged === 1,
  }));
}
