import type { DatasetSource } from '#contract/dataset.ts';
import type { WriteDatabase } from '../database.ts';

export interface UsedDataset {
  readonly sha256: string;
  readonly name: string;
  readonly source: DatasetSource;
}

/** Remembers data that a run is trained on; the same content is one dataset, under the name it first had. */
export function ensureDataset(db: WriteDatabase, { sha256, name, source }: UsedDataset, now: number): void {
  db.run(
    `INSERT INTO datasets (sha256, name, source, first_used_at) VALUES (:sha256, :name, :source, :now)
     ON CONFLICT (sha256) DO NOTHING`,
    { sha256, name, source: JSON.stringify(source), now },
  );
}
