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
      units: space.encode(space.adopt(trial.params) ?? trial.params),
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

/**
 * From the best to the worst by the first objective: complete trials that keep to their limits, then those set aside
 * early (who came further first), then those that miss a limit, by how much, and at last what failed.
 */
export function compareObservations(a: Observation, b: Observation): number {
  const [placeA, placeB] = [placeOf(a), placeOf(b)];
  if (placeA !== placeB) return placeA - placeB;
  const order =
    placeA === 0 ? compareLosses(a, b) : placeA === 1 ? compareReports(a, b) : a.violation - b.violation;
  return order !== 0 && !Number.isNaN(order) ? order : a.trial.number - b.trial.number;
}

function placeOf({ trial, violation }: Observation): number {
  if (!isTold(trial)) return 3;
  if (violation > 0) return 2;
  return trial.state === 'complete' ? 0 : 1;
}

function compareLosses({ losses: [a = 0] }: Observation, { losses: [b = 0] }: Observation): number {
  return a === b ? 0 : a - b;
}

/** Who came further is better; at the same step, who reported the smaller loss. */
export function compareReports({ reported: a }: Observation, { reported: b }: Observation): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.step === b.step ? a.loss - b.loss : b.step - a.step;
}
