import type { Objective, Trial } from '#contract/sweep.ts';
import type { Axis } from '../axis.ts';
import { lossOf } from '../loss.ts';
import type { Space } from '../search-space.ts';

/** Complete trials as columns, for questions about which params mattered. */
export interface TrialTable {
  /** Params with more than one value. */
  readonly axes: readonly Axis[];
  /** For each axis the coordinates of all trials; NaN where the param was not in use. */
  readonly columns: readonly Float64Array[];
  readonly losses: Float64Array;
}

/** Trials that were left out, failed or reached no number tell nothing here. `objective` counts from 0. */
export function trialTable(
  space: Space,
  trials: readonly Trial[],
  objectives: readonly Pick<Objective, 'direction'>[],
  objective = 0,
): TrialTable {
  const direction = objectives[objective] ?? { direction: 'minimise' as const };
  const rows = trials.flatMap((trial) => {
    if (trial.state !== 'complete' || trial.excluded === true) return [];
    const loss = lossOf(trial.values?.[objective] ?? Number.NaN, direction);
    return Number.isFinite(loss) ? [{ units: space.encode(trial.params), loss }] : [];
  });
  const searched = space.axes.flatMap((axis, index) => (axis.count > 1 ? [{ axis, index }] : []));
  return {
    axes: searched.map(({ axis }) => axis),
    columns: searched.map(({ index }) => Float64Array.from(rows, ({ units }) => units[index] ?? Number.NaN)),
    losses: Float64Array.from(rows, ({ loss }) => loss),
  };
}
