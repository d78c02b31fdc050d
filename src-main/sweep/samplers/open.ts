import type { Params, ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { inUse, type Space } from '../search-space.ts';
import { createCmaesStrategy } from './cmaes.ts';
import { createGridStrategy, keyOf, pointsOf } from './grid.ts';
import { createLatinHypercubeStrategy } from './latin-hypercube.ts';
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
  const defaults = input.sampler.kind === 'grid' ? null : defaultsOf(space);
  const all = allPoints(space);
  return {
    suggest: (trials: readonly Trial[], number: number) => {
      const counting = trials.filter(({ excluded }) => excluded !== true);
      const tried = all === null ? null : new Set(trials.map(({ params }) => keyOf(params)));
      const accepts: Accepts = (params) =>
        (tried === null || !tried.has(keyOf(params))) && space.allows(params);
      const isFirst = !trials.some(({ origin }) => origin === undefined || origin === 'sampler');
      if (isFirst && defaults !== null && accepts(defaults)) {
        return { params: defaults, why: say('sweep.whyDefaults') };
      }
      // A grid looks at what was taken itself, and tries again what a user took out of the count.
      const suggestion = strategy.propose(input.sampler.kind === 'grid' ? trials : counting, number, accepts);
      if (suggestion === null || all === null || accepts(suggestion.params)) return suggestion;
      const left = all.find(accepts);
      return left === undefined ? null : { params: left, why: say('sweep.whyLeft') };
    },
  };
}

function strategyOf(input: SamplerInput): Strategy {
  const { sampler } = input;
  switch (sampler.kind) {
    case 'grid':
      return createGridStrategy({ ...input, sampler });
    case 'tpe':
      return createTpeStrategy({ ...input, sampler });
    case 'sobol':
      return createSobolStrategy({ ...input, sampler });
    case 'latin-hypercube':
      return createLatinHypercubeStrategy({ ...input, sampler });
    case 'cmaes':
      return createCmaesStrategy({ ...input, sampler });
    case 'auto':
    case 'random':
    case 'gp':
    case 'nsga2':
      return createRandomStrategy(input);
  }
}

/** All points of a space that has few; null for any other. */
function allPoints(space: Space): readonly Params[] | null {
  const most = space.axes.reduce((product, { count }) => product * count, 1);
  return most <= fewPoints ? pointsOf(space, fewPoints) : null;
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
