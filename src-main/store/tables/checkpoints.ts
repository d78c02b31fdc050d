import type { Checkpoint } from '#contract/checkpoint.ts';
import type { WriteDatabase } from '../database.ts';
import { setArtifact, unreferenced } from './artifacts.ts';

/** The newest ones are kept: the last, and the one before it in case that the last turns out damaged. */
const keptCheckpoints = 2;

/**
 * Names a checkpoint whose bytes are in the artifact folder, and forgets all of the run but the newest two. Gives the
 * contents that no run names any more: their bytes can go once this is committed.
 */
export function addCheckpoint(
  db: WriteDatabase,
  runId: number,
  checkpoint: Omit<Checkpoint, 'id'>,
): readonly string[] {
  return db.transaction(() => {
    const { step, epoch, sizeBytes, sha256, createdAt } = checkpoint;
    const name = `checkpoint-${step}.safetensors`;
    const replaced = db.all<{ sha256: string }>(
      'SELECT sha256 FROM artifacts WHERE run_id = :runId AND name = :name',
      { runId, name },
    );
    const artifactId = setArtifact(db, runId, { name, kind: 'checkpoint', sizeBytes, sha256, createdAt });
    db.run('DELETE FROM checkpoints WHERE artifact_id = :artifactId', { artifactId });
    db.run(
      `INSERT INTO checkpoints (run_id, artifact_id, step, epoch, created_at)
       VALUES (:runId, :artifactId, :step, :epoch, :createdAt)`,
      { runId, artifactId, step, epoch, createdAt },
    );
    return unreferenced(
      db,
      [...replaced, ...forgetOld(db, runId)].map((row) => row.sha256),
    );
  });
}

function forgetOld(db: WriteDatabase, runId: number): { readonly sha256: string }[] {
  const old = db.all<{ artifact_id: number; sha256: string }>(
    `SELECT c.artifact_id, a.sha256 FROM checkpoints c JOIN artifacts a ON a.id = c.artifact_id
     WHERE c.run_id = :runId ORDER BY c.step DESC, c.id DESC LIMIT -1 OFFSET :kept`,
    { runId, kept: keptCheckpoints },
  );
  for (const { artifact_id: id } of old) db.run('DELETE FROM artifacts WHERE id = :id', { id });
  return old;
}
