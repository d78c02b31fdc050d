import type { ParamValue } from '#contract/param.ts';
import type { Trial } from '#contract/sweep.ts';
import { inUse, type Space } from './search-space.ts';

/**
 * Trials of earlier sweeps as priors of a new one: those that are complete and whose params are of its space. Params
 * that the space no longer has are left out, so that a trial counts by those that are left; a new one takes its
 * default, or its only value. They come before the sweep's own trials: their numbers are −n … −1.
 */
export function earlierTrials(space: Space, earlier: readonly Trial[]): readonly Trial[] {
  const fitting = earlier.flatMap((trial) => {
    if (trial.state !== 'complete' || trial.excluded === true) return [];
    const params: Record<string, ParamValue> = {};
    for (const axis of space.axes) {
      if (!inUse(axis, params)) continue;
      const value = trial.params[axis.name] ?? (axis.count === 1 ? axis.valueOf(0) : axis.default);
      if (value === undefined || Number.isNaN(axis.unitOf(value))) return [];
      params[axis.name] = value;
    }
    return space.allows(params) ? [{ ...trial, params }] : [];
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
