import type { Params, ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { inputError } from '../../base/input-error.ts';
import { inUse, type Space } from '../search-space.ts';
import { chooseSampler } from './auto.ts';
import { createCmaesStrategy } from './cmaes.ts';
import { createGpStrategy } from './gp.ts';
import { createGridStrategy, keyOf, pointsOf } from './grid.ts';
import { createLatinHypercubeStrategy } from './latin-hypercube.ts';
import { createNsga2Strategy } from './nsga2.ts';
import { createRandomStrategy } from './random.ts';
import type { Accepts, Sampler, SamplerInput, Strategy } from './sampler.ts';
import { createSobolStrategy } from './sobol.ts';
import { createTpeStrategy } from './tpe.ts';

/** A space with at most so many points is never asked the same question twice, and ends when all are answered. */
const fewPoints = 2000;

/**
 * The sampler of a sweep. Where every param has a default, the first trial takes them (a grid has its own points).
 * In a small space, nothing is tried twice, but for what a user repeats; once all was tried there is nothing left.
 */
export function openSampler(input: SamplerInput): Sampler {
  const { space } = input;
  const strategy = strategyOf(input);
  const isGrid = input.sampler.kind === 'grid';
  const defaults = isGrid ? null : defaultsOf(space);
  const size = space.axes.reduce((product, { count }) => product * count, 1);
  const all = size <= fewPoints ? pointsOf(space, fewPoints) : null;
  const keys = new WeakMap<Trial, string>();
  const keyOfTrial = (trial: Trial): string => {
    const key = keys.get(trial) ?? keyOf(trial.params);
    keys.set(trial, key);
    return key;
  };
  const within = new WeakMap<Trial, boolean>();
  const isOfSpace = (trial: Trial): boolean => {
    const known = within.get(trial) ?? space.adopt(trial.params) !== null;
    within.set(trial, known);
    return known;
  };
  return {
    suggest: (given: readonly Trial[], number: number) => {
      const trials = inOrder(given);
      // After the space was narrowed, what lies outside of it says nothing of what is inside.
      const counting = trials.filter((trial) => trial.excluded !== true && isOfSpace(trial));
      // What was tried is tried once, as far as that can happen by chance.
      const tried = size === Number.POSITIVE_INFINITY ? null : new Set(trials.map(keyOfTrial));
      const accepts: Accepts = (params) =>
        (tried === null || !tried.has(keyOf(params))) && space.allows(params);
      const isFirst = !trials.some(({ origin }) => origin === undefined || origin === 'sampler');
      if (isFirst && defaults !== null && accepts(defaults)) {
        return { params: defaults, why: say('sweep.whyDefaults') };
      }
      // A grid looks at what was taken itself: a point that a user took out is not tried again.
      const suggestion = strategy.propose(isGrid ? trials : counting, number, accepts);
      if (suggestion === null || all === null || accepts(suggestion.params)) return suggestion;
      const left = all.find(accepts);
      return left === undefined ? null : { params: left, why: say('sweep.whyLeft') };
    },
  };
}

function inOrder(trials: readonly Trial[]): readonly Trial[] {
  const isSorted = trials.every(
    ({ number }, index) => number > (trials[index - 1]?.number ?? Number.NEGATIVE_INFINITY),
  );
  return isSorted ? trials : [...trials].sort((a, b) => a.number - b.number);
}

function strategyOf(input: SamplerInput): Strategy {
  const { sampler } = input;
  switch (sampler.kind) {
    case 'auto':
      return strategyOf({ ...input, sampler: chooseSampler(input).sampler });
    case 'grid':
      return createGridStrategy({ ...input, sampler });
    case 'random':
      return createRandomStrategy(input);
    case 'sobol':
      return createSobolStrategy({ ...input, sampler });
    case 'latin-hypercube':
      return createLatinHypercubeStrategy({ ...input, sampler });
    case 'tpe':
      return createTpeStrategy({ ...input, sampler });
    case 'gp':
      return createGpStrategy({ ...onlyObjective(input), sampler });
    case 'cmaes':
      return createCmaesStrategy({ ...onlyObjective(input), sampler });
    case 'nsga2':
      return createNsga2Strategy({ ...input, sampler });
    case 'pbt':
      // Those that a population begins with are spread evenly.
      return createLatinHypercubeStrategy({ ...onlyObjective(input), sampler: { kind: 'latin-hypercube' } });
  }
}

function onlyObjective(input: SamplerInput): SamplerInput {
  const { objectives, sampler } = input;
  if (objectives.length === 1) return input;
  throw inputError(
    'sampler.kind',
    say('sweep.oneObjectiveOnly', { sampler: sampler.kind, objectives: objectives.length }),
    'tpe',
  );
}

function defaultsOf(space: Space): Params | null {
  const params: Record<string, ParamValue> = {};
  let chosen = false;
  for (const axis of space.axes) {
    if (!inUse(axis, params)) continue;
    if (axis.default === undefined) return null;
    params[axis.name] = axis.default;
    chosen ||= axis.count > 1;
  }
  return chosen && space.allows(params) ? params : null;
}
