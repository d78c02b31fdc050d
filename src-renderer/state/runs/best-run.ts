import { metricDirection } from '#contract/metric.ts';
import { runStates, type RunState } from '#contract/run.ts';
import { sortedMetric, type Sort } from './columns.ts';
import { headlineKey } from './headline-metric.ts';

/** The metric that decides which run is best: the one the table is sorted by, else the headline of all there are. */
export function decidingMetric(sort: Sort, metrics: readonly string[]): string | null {
  return sortedMetric(sort.by) ?? headlineKey(metrics);
}

/** The sort that has the best run of a metric first. */
export function bestFirst(key: string): Sort {
  return { by: `metric:${key}:best`, direction: metricDirection(key) === 'maximise' ? 'desc' : 'asc' };
}

/** States whose runs may be the best: a failed one is not, however good a point of it was. */
export function statesForBest(chosen: readonly RunState[]): readonly RunState[] {
  const states = chosen.length === 0 ? runStates : chosen;
  return states.filter((state) => state !== 'failed');
}
