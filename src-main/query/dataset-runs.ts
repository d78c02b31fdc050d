import type { RunState } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';

export interface RunOnDataset {
  readonly id: number;
  readonly state: RunState;
}

/** Runs whose spec names a kept file by its content, oldest first; those in the trash too, since they can come back. */
export function runsOnDataset(db: ReadDatabase, sha256: string): readonly RunOnDataset[] {
  return db.all<RunOnDataset>(
    `SELECT r.id, r.state FROM params p JOIN runs r ON r.id = p.run_id
     WHERE p.path = 'dataset.source.sha256' AND p.text = @sha256
     ORDER BY r.id`,
    { sha256 },
  );
}
