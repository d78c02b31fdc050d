import type { ReadDatabase } from '../store/database.ts';

/** Params in which runs with the same settings may differ: random numbers, the fold held out, and how they are called. */
const besides = /^(seed|dataset\.split\.fold|name|notes|experiment|tags(\..*)?)$/;

/** Of runs that are there, by database: a param is never written over. */
const known = new WeakMap<ReadDatabase, Map<number, string>>();

/**
 * A text for each run that is the same for those of the same settings: all params but the seed, the fold that is held out and names. Computed once
 * for a run; `runs` are numbers of runs.
 */
export function settingsKeys(db: ReadDatabase, runs: readonly number[]): ReadonlyMap<number, string> {
  const keys = known.get(db) ?? new Map<number, string>();
  known.set(db, keys);
  const missing = runs.filter((run) => !keys.has(run));
  if (missing.length > 0) {
    const parts = new Map<number, string[]>(missing.map((run) => [run, []]));
    const sql = `SELECT p.run_id AS run, p.path, p.kind, p.number, p.text
      FROM json_each(@ids) AS chosen CROSS JOIN params AS p ON p.run_id = chosen.value`;
    db.each<ParamRecord>(sql, { ids: JSON.stringify(missing) }, ({ run, path, kind, number, text }) => {
      if (!besides.test(path)) parts.get(run)?.push(JSON.stringify([path, kind, number ?? text]));
    });
    for (const [run, all] of parts) keys.set(run, all.sort().join('\n'));
  }
  return keys;
}

interface ParamRecord {
  readonly run: number;
  readonly path: string;
  readonly kind: string;
  readonly number: number | null;
  readonly text: string | null;
}
