import { isGoal, metricDirection } from '#contract/metric.ts';
import { runStates, type RunState } from '#contract/run.ts';
import { sortedMetric, type Sort } from './columns.ts';
import { headlineKey } from './headline-metric.ts';

/**
 * The metric that decides which run is best: the one the table is sorted by, else the headline of all there are. Null
 * where no metric tells how good a run is.
 */
export function decidingMetric(sort: Sort, metrics: readonly string[]): string | null {
  const sorted = sortedMetric(sort.by);
  return sorted !== null && isGoal(sorted) ? sorted : headlineKey(metrics.filter(isGoal));
}

/** The sort that has the run first whose weights are best by a metric. */
export function bestFirst(key: string): Sort {
  return { by: `metric:${key}`, direction: metricDirection(key) === 'maximise' ? 'desc' : 'asc' };
}

/** States whose runs may be the best: a failed one is not, however good a point of it was. */
export function statesForBest(chosen: readonly RunState[]): readonly RunState[] {
  const states = chosen.length === 0 ? runStates : chosen;
  return states.filter((state) => state !== 'failed');
}
