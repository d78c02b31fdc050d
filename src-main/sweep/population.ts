import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Objective, SamplerOf, Trial, TrialCopy } from '#contract/sweep.ts';
import { stream, type RandomStream } from '../base/random.ts';
import type { Axis } from './axis.ts';
import { lossOf } from './loss.ts';
import type { Space } from './search-space.ts';

export interface PopulationInput {
  readonly space: Space;
  readonly spec: SamplerOf<'pbt'>;
  readonly objective: Pick<Objective, 'direction'>;
  readonly seed: number;
  /** Whether a param belongs to what a checkpoint holds: it comes over with it, and is never changed. */
  readonly isInherited?: (param: string) => boolean;
}

/** A new trial that goes on from another one's checkpoint with changed params, in the place of a third. */
export interface Exploit extends TrialCopy {
  readonly params: Params;
  readonly why: Sentence;
}

/**
 * Exploit and explore (Jaderberg et al., "Population based training of neural networks", arXiv:1711.09846), for all
 * trials that have come to `step` at once: the worst share of them, ranked by their last reports, makes room for
 * copies of as many of the best, with params perturbed or drawn anew. `lost` are those that failed on the way; they
 * are the worst of all. A pure function of the reports: who came first, and how many worked at once, changes nothing.
 */
export function nextGeneration(
  input: PopulationInput,
  step: number,
  members: readonly Trial[],
  lost: readonly Trial[] = [],
): readonly Exploit[] {
  const { spec, objective, seed } = input;
  const ranked = members
    .map((trial) => ({ trial, loss: lossOf(trial.reports.at(-1)?.value ?? Number.NaN, objective) }))
    .sort((a, b) => (a.loss === b.loss ? a.trial.number - b.trial.number : a.loss < b.loss ? -1 : 1));
  const size = ranked.length + lost.length;
  const share = Math.floor(size * spec.share);
  const best = ranked.slice(0, Math.max(1, share)).filter(({ loss }) => loss < Number.POSITIVE_INFINITY);
  // Who is among the best is never replaced, however many were lost.
  const worst = ranked.slice(Math.max(best.length, ranked.length - Math.max(0, share - lost.length)));
  return [...worst.map(({ trial }) => trial), ...lost].flatMap((trial): Exploit[] => {
    const random = stream(seed, 'population', trial.number, step);
    const chosen = best[random.integer(Math.max(1, best.length))]?.trial;
    if (chosen === undefined) return [];
    const place = ranked.findIndex((one) => one.trial === trial) + 1;
    const from = chosen.number;
    return [
      {
        replaces: trial.number,
        from,
        step,
        params: explored(input, chosen.params, random),
        why:
          place === 0
            ? say('sweep.exploitLost', { replaces: trial.number, from, step })
            : say('sweep.exploit', { replaces: trial.number, place, trials: size, from, step }),
      },
    ];
  });
}

/** Steps between two looks at the population: a tenth of a training's length where the spec leaves that open. */
export function populationInterval({ everySteps }: SamplerOf<'pbt'>, length: number): number {
  return everySteps ?? Math.max(1, Math.round(length / 10));
}

/** How many looks at the population a trial that has come to `step` has behind it. */
export function generationAt(step: number, interval: number): number {
  // A hair more: steps are parts of an epoch, rounded.
  return Math.floor(step / interval + 1e-5);
}

/** Attempts to change params so that they keep to the constraints. */
const mostAttempts = 100;

function explored(
  { space, spec, isInherited }: PopulationInput,
  params: Params,
  random: RandomStream,
): Params {
  const units = space.encode(params);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const changed = space.decode(
      units.map((unit, index) => {
        const axis = space.axes[index];
        // What came into use by another param's change has no value to begin with.
        if (axis === undefined || Number.isNaN(unit)) return random.uniform();
        if (isInherited?.(axis.name) === true) return unit;
        if (random.uniform() < spec.resample) return random.uniform();
        return perturbed(axis, unit, spec.factor, random);
      }),
    );
    if (space.allows(changed)) return changed;
  }
  return params;
}

/** Times or over the factor; a step further where there are steps; a choice stays. */
function perturbed(axis: Axis, unit: number, factor: number, random: RandomStream): number {
  const up = random.uniform() < 0.5;
  if (axis.kind === 'unordered') return unit;
  if (axis.kind === 'ordered') {
    const index = axis.indexOf(axis.valueAt(unit)) + (up ? 1 : -1);
    return axis.unitOf(axis.valueOf(Math.min(axis.count - 1, Math.max(0, index))));
  }
  const value = axis.valueAt(unit);
  if (typeof value !== 'number') return unit;
  const moved = axis.unitOf(up ? value * factor : value / factor);
  // Beyond the bounds is at the bound, which a negative number reaches by being divided.
  if (Number.isNaN(moved)) return up === value > 0 ? 1 : 0;
  return moved;
}
