import { say } from '#contract/sentence.ts';
import { stream } from '../../base/random.ts';
import type { Sampler, SamplerInput } from './sampler.ts';

/** Draws every trial by chance, each from a stream of its own number. */
export function createRandomSampler({ space, seed }: Pick<SamplerInput, 'space' | 'seed'>): Sampler {
  return {
    suggest: (_, number) => ({
      params: space.draw(stream(seed, 'random', number)),
      why: say('sweep.whyChance'),
    }),
  };
}
