import { checkpointReasons, type Checkpoint, type CheckpointReason } from '#contract/checkpoint.ts';
import { checkpointRules, type TrainingSpec } from '#contract/training.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';
import { setArtifact, unreferenced } from './artifacts.ts';
import { bestDirection, keptCheckpoints, type KnownCheckpoint } from './kept-checkpoints.ts';

export type NewCheckpoint = Omit<Checkpoint, 'id' | 'damaged'>;

/**
 * Names a checkpoint whose bytes are in the artifact folder, and forgets those of the run that its rules do not keep.
 * Gives the contents that no run names any more: their bytes can go once this is committed.
 */
export function addCheckpoint(
  db: WriteDatabase,
  runId: number,
  checkpoint: NewCheckpoint,
): readonly string[] {
  return db.transaction(() => {
    const { step, sha256 } = checkpoint;
    const name = nameOf(step);
    const replaced = db.all<{ sha256: string; reasons: string; value: number | null }>(
      `SELECT a.sha256, c.reasons, c.value FROM artifacts a JOIN checkpoints c ON c.artifact_id = a.id
       WHERE a.run_id = :runId AND a.name = :name`,
      { runId, name },
    );
    const before = replaced[0];
    insertCheckpoint(db, runId, name, {
      ...checkpoint,
      reasons: checkpointReasons.filter(
        (reason) =>
          checkpoint.reasons.includes(reason) ||
          (before !== undefined && parseReasons(before.reasons).includes(reason)),
      ),
      value: checkpoint.value ?? before?.value ?? null,
    });
    // The same content elsewhere has just been written whole.
    setDamaged(db, sha256, false);
    return unreferenced(
      db,
      [...replaced, ...forgetOthers(db, runId)].map((row) => row.sha256),
    );
  });
}

/** Names the checkpoint of a run after `step` as the one that its branch begins with; the bytes are there once. */
export function shareCheckpoint(db: WriteDatabase, runId: number, step: number, branch: number): void {
  const found = db.get<Omit<NewCheckpoint, 'reasons' | 'value' | 'step'>>(
    `SELECT c.epoch, a.size_bytes AS bytes, a.sha256, c.created_at AS createdAt
     FROM checkpoints c JOIN artifacts a ON a.id = c.artifact_id WHERE c.run_id = :runId AND c.step = :step`,
    { runId, step },
  );
  if (found === undefined) throw new Error(`run ${runId} has no checkpoint after step ${step}`);
  insertCheckpoint(db, branch, nameOf(step), { ...found, step, reasons: ['branch'], value: null });
}

/** Forgets one checkpoint; gives its content where no run names it any more, and null where there is no such one. */
export function dropCheckpoint(db: WriteDatabase, runId: number, step: number): readonly string[] | null {
  return db.transaction(() => {
    const found = db.get<{ artifact_id: number; sha256: string }>(
      `SELECT c.artifact_id, a.sha256 FROM checkpoints c JOIN artifacts a ON a.id = c.artifact_id
       WHERE c.run_id = :runId AND c.step = :step`,
      { runId, step },
    );
    if (found === undefined) return null;
    db.run('DELETE FROM artifacts WHERE id = :id', { id: found.artifact_id });
    return unreferenced(db, [found.sha256]);
  });
}

/** Whether the bytes of a content were found changed or gone, for all runs that name it. */
export function setDamaged(db: WriteDatabase, sha256: string, damaged: boolean): void {
  db.run(
    `UPDATE checkpoints SET damaged = :damaged
     WHERE artifact_id IN (SELECT id FROM artifacts WHERE sha256 = :sha256) AND damaged <> :damaged`,
    { sha256, damaged: damaged ? 1 : 0 },
  );
}

export function parseReasons(reasons: string): readonly CheckpointReason[] {
  // Written by insertCheckpoint, or the column's default.
  return JSON.parse(reasons) as readonly CheckpointReason[];
}

function nameOf(step: number): string {
  return `checkpoint-${step}.safetensors`;
}

function insertCheckpoint(db: WriteDatabase, runId: number, name: string, checkpoint: NewCheckpoint): void {
  const { step, epoch, bytes, sha256, createdAt, reasons, value } = checkpoint;
  const artifactId = setArtifact(db, runId, {
    name,
    kind: 'checkpoint',
    sizeBytes: bytes,
    sha256,
    createdAt,
  });
  db.run('DELETE FROM checkpoints WHERE artifact_id = :artifactId', { artifactId });
  db.run(
    `INSERT INTO checkpoints (run_id, artifact_id, step, epoch, created_at, reasons, value)
     VALUES (:runId, :artifactId, :step, :epoch, :createdAt, :reasons, :value)`,
    { runId, artifactId, step, epoch, createdAt, reasons: JSON.stringify(reasons), value },
  );
}

interface KnownRow extends Omit<KnownCheckpoint, 'id' | 'reasons' | 'damaged'> {
  readonly artifact_id: number;
  readonly sha256: string;
  readonly reasons: string;
  readonly damaged: number;
}

function forgetOthers(db: WriteDatabase, runId: number): readonly { readonly sha256: string }[] {
  const rows = db.all<KnownRow>(
    `SELECT c.artifact_id, a.sha256, c.step, c.reasons, c.value, c.damaged
     FROM checkpoints c JOIN artifacts a ON a.id = c.artifact_id WHERE c.run_id = :runId ORDER BY c.step`,
    { runId },
  );
  const spec = specOf(db, runId);
  const rules = checkpointRules(spec);
  const kept = keptCheckpoints(
    rows.map((row) => ({
      id: row.artifact_id,
      step: row.step,
      reasons: parseReasons(row.reasons),
      value: row.value,
      damaged: row.damaged === 1,
    })),
    rules,
    bestDirection(spec, rules),
  );
  for (const { artifact_id: id, reasons } of rows) {
    const now = JSON.stringify(kept.get(id) ?? []);
    if (!kept.has(id)) db.run('DELETE FROM artifacts WHERE id = :id', { id });
    else if (now !== reasons) {
      db.run('UPDATE checkpoints SET reasons = :now WHERE artifact_id = :id', { id, now });
    }
  }
  return rows.filter((row) => !kept.has(row.artifact_id));
}

function specOf(db: ReadDatabase, runId: number): Pick<TrainingSpec, 'checkpoints' | 'earlyStopping'> {
  const row = db.get<{ spec: string }>('SELECT spec FROM runs WHERE id = :runId', { runId });
  // Written by insertRun, whose type says so.
  return row === undefined ? {} : (JSON.parse(row.spec) as TrainingSpec);
}
