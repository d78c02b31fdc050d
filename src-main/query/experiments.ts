import type { Experiment } from '#contract/experiment.ts';
import type { ReadDatabase } from '../store/database.ts';

/** Experiments by name, with their runs counted; what is in the trash does not count. */
export function listExperiments(db: ReadDatabase): readonly Experiment[] {
  return db.all<Experiment>(`
    SELECT e.id, e.name, e.created_at AS createdAt, coalesce(counted.runs, 0) AS runCount
    FROM experiments AS e
    LEFT JOIN (
      SELECT experiment_id, count(*) AS runs FROM runs WHERE trashed_at IS NULL GROUP BY experiment_id
    ) AS counted ON counted.experiment_id = e.id
    ORDER BY e.name COLLATE NOCASE, e.id`);
}
