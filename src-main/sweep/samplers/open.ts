import type { Params, ParamValue } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import type { Trial } from '#contract/sweep.ts';
import { inUse, type Space } from '../search-space.ts';
import { createGridSampler } from './grid.ts';
import { createRandomSampler } from './random.ts';
import type { Sampler, SamplerInput } from './sampler.ts';

/** The sampler of a sweep. Where every param has a default, the first trial takes them; a grid has its own points. */
export function openSampler(input: SamplerInput): Sampler {
  const sampler = samplerOf(input);
  const defaults = input.sampler.kind === 'grid' ? null : defaultsOf(input.space);
  if (defaults === null) return sampler;
  return {
    suggest: (trials: readonly Trial[], number: number) =>
      trials.some(({ origin }) => origin === undefined || origin === 'sampler')
        ? sampler.suggest(trials, number)
        : { params: defaults, why: say('sweep.whyDefaults') },
  };
}

function samplerOf(input: SamplerInput): Sampler {
  const { sampler } = input;
  switch (sampler.kind) {
    case 'grid':
      return createGridSampler({ ...input, sampler });
    case 'auto':
    case 'random':
    case 'sobol':
    case 'latin-hypercube':
    case 'tpe':
    case 'gp':
    case 'cmaes':
    case 'nsga2':
      return createRandomSampler(input);
  }
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
