import { parse } from '#contract/parse.ts';
import { samplerSpecSchema, searchSpaceSchema, type SearchSpaceInput } from '#contract/sweep.ts';
import { openSampler } from '../../src-main/sweep/samplers/open.ts';
import type { Sampler, SamplerInput } from '../../src-main/sweep/samplers/sampler.ts';
import { createSpace, type Space } from '../../src-main/sweep/search-space.ts';

/** A space from its JSON. */
export function spaceOf(space: SearchSpaceInput, constraints: readonly string[] = []): Space {
  return createSpace(parse(searchSpaceSchema, space, 'The space'), constraints);
}

/** A sampler for one objective that is to be small, from its JSON. */
export function samplerOf(space: Space, spec: unknown, others: Partial<SamplerInput> = {}): Sampler {
  return openSampler({
    space,
    sampler: parse(samplerSpecSchema, spec, 'The sampler'),
    objectives: [{ direction: 'minimise' }],
    seed: 1,
    trials: 30,
    workers: 1,
    ...others,
  });
}

/** One param of each kind, with a condition and a constraint. */
export const variedSpace = (): Space =>
  spaceOf(
    {
      opt: { type: 'categorical', choices: ['adam', 'sgd'] },
      lr: { type: 'float', low: 1e-5, high: 1, log: true },
      dropout: { type: 'float', low: 0, high: 0.5, step: 0.1 },
      momentum: { type: 'float', low: 0, high: 0.99, when: { param: 'opt', is: 'sgd' } },
      batch: { type: 'ordinal', choices: [16, 32, 64, 128] },
      accumulation: { type: 'int', low: 1, high: 16, log: true },
      bias: { type: 'boolean' },
      decay: { type: 'float', distribution: 'normal', mean: -4, deviation: 1, log: true },
      layers: { type: 'int', low: 1, high: 9, step: 2 },
      epochs: { type: 'fixed', value: 10 },
    },
    ['batch * accumulation <= 512'],
  );
