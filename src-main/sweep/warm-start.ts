import type { Trial } from '#contract/sweep.ts';
import type { Space } from './search-space.ts';

/**
 * Trials of earlier sweeps as priors of a new one: those that are complete and whose params its space can take over
 * (`Space.adopt`). They come before the sweep's own trials: their numbers are −n … −1.
 */
export function earlierTrials(space: Space, earlier: readonly Trial[]): readonly Trial[] {
  const fitting = earlier.flatMap((trial) => {
    if (trial.state !== 'complete' || trial.excluded === true) return [];
    const params = space.adopt(trial.params);
    return params !== null && space.allows(params) ? [{ ...trial, params }] : [];
  });
  return fitting.map((trial, index) => ({
    number: index - fitting.length,
    state: trial.state,
    params: trial.params,
    values: trial.values,
    reports: trial.reports,
    ...(trial.violations === undefined ? {} : { violations: trial.violations }),
    origin: 'earlier',
  }));
}
