import type { Artifact } from '#contract/artifact.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

/** Names a file of a run, whose bytes lie in the artifact folder; a later one of the same name takes its place. */
export function setArtifact(db: WriteDatabase, runId: number, artifact: Omit<Artifact, 'id'>): number {
  const { name, kind, sizeBytes, sha256, createdAt } = artifact;
  db.run(
    `INSERT INTO artifacts (run_id, name, kind, size_bytes, sha256, created_at)
     VALUES (:runId, :name, :kind, :sizeBytes, :sha256, :createdAt)
     ON CONFLICT (run_id, name) DO UPDATE SET kind = excluded.kind, size_bytes = excluded.size_bytes,
       sha256 = excluded.sha256, created_at = excluded.created_at`,
    { runId, name, kind, sizeBytes, sha256, createdAt },
  );
  const row = db.get<{ id: number }>('SELECT id FROM artifacts WHERE run_id = :runId AND name = :name', {
    runId,
    name,
  });
  if (row === undefined) throw new Error(`artifact ${name} of run ${runId} was not written`);
  return row.id;
}

/** Every content that some run still names. */
export function referencedContents(db: ReadDatabase): Set<string> {
  return new Set(
    db.all<{ sha256: string }>('SELECT DISTINCT sha256 FROM artifacts').map(({ sha256 }) => sha256),
  );
}

/** Those of these contents that no run names any more: their bytes can go. */
export function unreferenced(db: ReadDatabase, contents: Iterable<string>): string[] {
  return [...new Set(contents)].filter(
    (sha256) => db.get('SELECT 1 FROM artifacts WHERE sha256 = :sha256 LIMIT 1', { sha256 }) === undefined,
  );
}
