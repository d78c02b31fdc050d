import type { DatasetSource } from '#contract/dataset.ts';
import type { ReadDatabase } from '../store/database.ts';

/** One content of a source that runs were trained on. */
export interface UsedContent {
  readonly source: DatasetSource;
  readonly sha256: string;
  readonly runs: number;
  /** Null where it was not told, as of text. */
  readonly rowCount: number | null;
}

/** Every source that a run outside the trash was trained on, by its contents, those of the newest runs first. */
export function usedDatasets(db: ReadDatabase): readonly UsedContent[] {
  return db
    .all<Omit<UsedContent, 'source'> & { readonly source: string }>(usedSql, {})
    .map(({ source, sha256, runs, rowCount }) => ({
      // The store wrote it from a source.
      source: JSON.parse(source) as DatasetSource,
      sha256,
      runs,
      rowCount,
    }));
}

/**
 * By the params that name a file, or say that the data is generated: they are in an index, whole specs are not. What
 * stands beside max() is of the newest run, as SQLite has it.
 */
export const usedSql = `
  SELECT json_extract(spec, '$.dataset.source') AS source, sha256, runs,
    json_extract(environment, '$.datasetRows') AS rowCount
  FROM (
    SELECT max(r.id) AS newest, count(*) AS runs, r.dataset_sha256 AS sha256, r.spec, r.environment
    FROM params p JOIN runs r ON r.id = p.run_id
    WHERE p.path IN (
        'dataset.source.path', 'dataset.source.name', 'dataset.source.sha256', 'dataset.source.kind'
      )
      AND (p.path <> 'dataset.source.kind' OR p.text = 'linear')
      AND r.dataset_sha256 IS NOT NULL AND r.trashed_at IS NULL
    GROUP BY p.path, p.text, r.dataset_sha256
  )
  ORDER BY newest DESC`;
