import type { Objective, Trial } from '#contract/sweep.ts';
import { lossOf } from '../loss.ts';
import type { Space } from '../search-space.ts';

/** What a trial told, in terms that samplers work with. */
export interface Observation {
  readonly trial: Trial;
  /** Coordinate of each axis; NaN where it is not in use, or where the value is none of the space's any more. */
  readonly units: Float64Array;
  /** Of each objective, to be made small; empty for a trial without values. */
  readonly losses: readonly number[];
  /** Where it had come, and with what, as the first objective's loss; null where it told nothing on the way. */
  readonly reported: { readonly step: number; readonly loss: number } | null;
  /** Sum of what limits of the outcome were missed by; 0 where all are kept. */
  readonly violation: number;
}

/** Looks at trials; what was seen of one is remembered for as long as it lives. */
export function createObserver(space: Space, objectives: readonly Pick<Objective, 'direction'>[]) {
  const seen = new WeakMap<Trial, Observation>();
  return (trial: Trial): Observation => {
    const known = seen.get(trial);
    if (known !== undefined) return known;
    const observation: Observation = {
      trial,
      units: space.encode(trial.params),
      losses: lossesOf(trial, objectives),
      reported: reportedOf(trial, objectives),
      violation: (trial.violations ?? []).reduce((sum, by) => sum + (by > 0 ? by : 0), 0),
    };
    seen.set(trial, observation);
    return observation;
  };
}
export type Observer = ReturnType<typeof createObserver>;

/** Values of a complete trial as losses. */
function lossesOf({ state, values }: Trial, objectives: readonly Pick<Objective, 'direction'>[]): number[] {
  if (state !== 'complete' || values === null) return [];
  return objectives.map((objective, index) => lossOf(values[index] ?? Number.NaN, objective));
}

function reportedOf({ reports }: Trial, [objective]: readonly Pick<Objective, 'direction'>[]) {
  const last = reports.at(-1);
  return last === undefined || objective === undefined
    ? null
    : { step: last.step, loss: lossOf(last.value, objective) };
}

/** Whether a trial tells how good its params are: it is complete, or was set aside for what it reported. */
export function isTold({ state }: Trial): boolean {
  return state === 'complete' || state === 'pruned' || state === 'paused';
}
