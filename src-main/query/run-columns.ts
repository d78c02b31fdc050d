import type { MethodOutput } from '#contract/methods/index.ts';
import type { ReadDatabase } from '../store/database.ts';

/** Names of params, metrics, tags and engines, the commonest first; the trash does not count. */
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
  const tags = db.all<{ name: string }>(`
    SELECT tag AS name FROM tags
    WHERE run_id NOT IN (SELECT id FROM runs WHERE trashed_at IS NOT NULL)
    GROUP BY tag
    ORDER BY count(*) DESC, tag`);
  const engines = db.all<{ name: string }>(`
    SELECT engine AS name FROM runs WHERE trashed_at IS NULL AND engine IS NOT NULL
    GROUP BY engine
    ORDER BY count(*) DESC, engine`);
  const named = (rows: readonly { readonly name: string }[]): readonly string[] =>
    rows.map(({ name }) => name);
  return { params: named(params), metrics: named(metrics), tags: named(tags), engines: named(engines) };
}
