import { differencesOf, notComparable, type Differences } from '#contract/comparable.ts';
import { bestOf, isGoal, metricDirection } from '#contract/metric.ts';
import type { RunComparison } from '#contract/methods/runs.ts';
import type { RunRow } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { noSuchRun } from '../store/tables/run-row.ts';
import { loadRunRows } from './run-rows.ts';

/**
 * Runs side by side, in the order asked for. Params: those that differ first, then by path; to lack one differs from
 * any value. Metrics by key, with the best runs of each where they can be compared. Throws `not_found` for the first
 * run that is not there.
 */
export function compareRuns(db: ReadDatabase, ids: readonly number[], now: number): RunComparison {
  const runs = loadRunRows(db, ids, now);
  const found = new Set(runs.map((run) => run.id));
  for (const id of ids) if (!found.has(id)) throw noSuchRun(id);
  const params = compareParams(runs);
  const differences = differencesOf(params, contentsOf(db, ids));
  return { runs, params, differences, metrics: compareMetrics(runs, differences) };
}

function compareParams(runs: readonly RunRow[]): RunComparison['params'] {
  const rows = unionOf(runs.map((run) => run.params)).map((path) => {
    const values = runs.map((run) => (Object.hasOwn(run.params, path) ? run.params[path] : undefined));
    return {
      path,
      differs: values.some((value) => !Object.is(value, values[0])),
      has: values.map((value) => value !== undefined),
      values: values.map((value) => value ?? null),
    };
  });
  return [...rows.filter((row) => row.differs), ...rows.filter((row) => !row.differs)];
}

function compareMetrics(runs: readonly RunRow[], differences: Differences): RunComparison['metrics'] {
  return unionOf(runs.map((run) => run.metrics)).map((key) => {
    const summaries = runs.map((run) => run.metrics[key]);
    const declared = summaries.find((summary) => summary !== undefined)?.direction ?? metricDirection(key);
    const direction = isGoal(key) ? declared : null;
    const apart = direction === null ? null : notComparable(key, differences);
    const final = summaries.map((summary) => summary?.final ?? null);
    return {
      key,
      direction,
      apart,
      final,
      bestValues: summaries.map((summary) => summary?.best ?? null),
      best: bestOf(final, apart === null ? direction : null),
    };
  });
}

/** The content of the data that each run was trained on, by its hash; null where a run has not begun. */
function contentsOf(db: ReadDatabase, ids: readonly number[]): readonly (string | null)[] {
  const rows = db.all<{ id: number; content: string | null }>(
    'SELECT id, dataset_sha256 AS content FROM runs WHERE id IN (SELECT value FROM json_each(@ids))',
    { ids: JSON.stringify(ids) },
  );
  const contents = new Map(rows.map(({ id, content }) => [id, content]));
  return ids.map((id) => contents.get(id) ?? null);
}

function unionOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
