import type { RunState } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';

/** How many runs there are, and how many more lie in the trash. */
export function countRuns(db: ReadDatabase): { readonly runs: number; readonly trashed: number } {
  // Two ranges of one index; count(*) FILTER would read every row.
  const counts = db.get<{ runs: number; trashed: number }>(`
    SELECT (SELECT count(*) FROM runs WHERE trashed_at IS NULL) AS runs,
      (SELECT count(*) FROM runs WHERE trashed_at IS NOT NULL AND removed_at IS NULL) AS trashed`);
  return counts ?? { runs: 0, trashed: 0 };
}

/** Points of all metrics of a run; 0 where there is no such run. */
export function countPoints(db: ReadDatabase, run: number): number {
  const row = db.get<{ points: number }>(
    'SELECT coalesce(sum(count), 0) AS points FROM latest_metrics WHERE run_id = @run',
    { run },
  );
  return row?.points ?? 0;
}

/** Null where there is no such run. */
export function runStateOf(db: ReadDatabase, run: number): RunState | null {
  return db.get<{ state: RunState }>('SELECT state FROM runs WHERE id = @run', { run })?.state ?? null;
}

/** The family that a run belongs to; null where it belongs to none, or is gone. */
export function familyOfRun(db: ReadDatabase, run: number): number | null {
  const found = db.get<{ family: number | null }>('SELECT family_id AS family FROM runs WHERE id = @run', {
    run,
  });
  return found?.family ?? null;
}
