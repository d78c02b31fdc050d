import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import { paretoFront } from '../../sweep/pareto.ts';

/** Numbers of the complete trials that no other is better than in every objective; empty for a single objective. */
export function frontOf({
  trialRows,
  objectives,
}: Pick<SweepDetail, 'trialRows' | 'objectives'>): readonly number[] {
  if (objectives.length < 2) return [];
  const complete = trialRows.flatMap(({ number, state, values, excluded, violations }) =>
    state === 'complete' && values !== null && !excluded && violations.every((missed) => missed === 0)
      ? [{ number, values }]
      : [],
  );
  const losses = complete.map(({ values }) =>
    values.map((value, i) => (objectives[i]?.direction === 'maximise' ? -value : value)),
  );
  return paretoFront(losses).flatMap((index) => complete[index]?.number ?? []);
}
