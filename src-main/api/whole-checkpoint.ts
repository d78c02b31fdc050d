import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import type { ArtifactStore } from '../artifact/artifact-store.ts';
import { usableCheckpoints, type FoundCheckpoint } from '../query/checkpoints.ts';
import type { ReadDatabase, WriteDatabase } from '../store/database.ts';
import { setDamaged } from '../store/tables/checkpoints.ts';
import { appendEvent } from '../store/tables/events.ts';

/** Where checkpoints are read from. */
export interface CheckpointSource {
  readonly db: ReadDatabase;
  readonly artifacts: ArtifactStore;
  /** Told of each whose bytes are gone or not those that were written. */
  readonly checkpointDamaged: (run: number, checkpoint: FoundCheckpoint) => void;
}

export interface WholeCheckpoint extends FoundCheckpoint {
  readonly bytes: Uint8Array;
}

/** The newest checkpoint of a run whose bytes are those that were written, at or before `upTo`; null where there is none. */
export function wholeCheckpoint(
  source: CheckpointSource,
  run: number,
  upTo = Number.POSITIVE_INFINITY,
): WholeCheckpoint | null {
  for (const checkpoint of usableCheckpoints(source.db, run)) {
    if (checkpoint.step > upTo) continue;
    const bytes = bytesOf(source, run, checkpoint);
    if (bytes !== null) return { ...checkpoint, bytes };
  }
  return null;
}

/** The bytes of this checkpoint; null where they are damaged, which is told. */
export function bytesOf(
  { artifacts, checkpointDamaged }: CheckpointSource,
  run: number,
  checkpoint: FoundCheckpoint,
): Uint8Array | null {
  try {
    return artifacts.get(checkpoint.sha256);
  } catch (thrown) {
    if (!(thrown instanceof CodedError)) throw thrown;
    checkpointDamaged(run, checkpoint);
    return null;
  }
}

/** Marks a checkpoint, so that it is not tried again, and says so among the events of the run. */
export function noteDamaged(
  db: WriteDatabase,
  run: number,
  { step, sha256 }: FoundCheckpoint,
  now: number,
): void {
  db.transaction(() => {
    setDamaged(db, sha256, true);
    appendEvent(db, run, {
      time: now,
      step,
      kind: 'damaged',
      ...say('checkpoint.damaged', { step }),
      data: { step, sha256 },
    });
  });
}
