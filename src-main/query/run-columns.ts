import type { MethodOutput } from '#contract/methods/index.ts';
import type { ReadDatabase } from '../store/database.ts';

/** Names of params and metrics to choose columns from, the commonest first; the trash does not count. */
export function runColumns(db: ReadDatabase): MethodOutput<'runs.columns'> {
  const params = db.all<{ name: string }>(`
    SELECT path AS name FROM params
    WHERE run_id NOT IN (SELECT id FROM runs WHERE trashed_at IS NOT NULL)
    GROUP BY path
    ORDER BY count(*) DESC, path`);
  const metrics = db.all<{ name: string }>(`
    SELECT key AS name FROM latest_metrics
    WHERE run_id NOT IN (SELECT id FROM runs WHERE trashed_at IS NOT NULL)
    GROUP BY key
    ORDER BY count(*) DESC, key`);
  return { params: params.map((row) => row.name), metrics: metrics.map((row) => row.name) };
}
