import { bestOf, isGoal, metricDirection } from '#contract/metric.ts';
import type { RunComparison } from '#contract/methods/runs.ts';
import type { RunRow } from '#contract/run.ts';
import type { ReadDatabase } from '../store/database.ts';
import { noSuchRun } from '../store/tables/run-row.ts';
import { loadRunRows } from './run-rows.ts';

/**
 * Runs side by side, in the order asked for. Params: those that differ first, then by path; to lack one differs from
 * any value. Metrics by key, with the best runs of each. Throws `not_found` for the first run that is not there.
 */
export function compareRuns(db: ReadDatabase, ids: readonly number[], now: number): RunComparison {
  const runs = loadRunRows(db, ids, now);
  const found = new Set(runs.map((run) => run.id));
  for (const id of ids) if (!found.has(id)) throw noSuchRun(id);
  return { runs, params: compareParams(runs), metrics: compareMetrics(runs) };
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

function compareMetrics(runs: readonly RunRow[]): RunComparison['metrics'] {
  return unionOf(runs.map((run) => run.metrics)).map((key) => {
    const summaries = runs.map((run) => run.metrics[key]);
    const declared = summaries.find((summary) => summary !== undefined)?.direction ?? metricDirection(key);
    const direction = isGoal(key) ? declared : null;
    const bestValues = summaries.map((summary) => summary?.best ?? null);
    return {
      key,
      direction,
      last: summaries.map((summary) => summary?.last ?? null),
      bestValues,
      best: bestOf(bestValues, direction),
    };
  });
}

function unionOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}
