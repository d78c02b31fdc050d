import { say } from '#contract/sentence.ts';
import { stream } from '../../base/random.ts';
import { drawAccepted, type SamplerInput, type Strategy } from './sampler.ts';

/** Draws every trial by chance, each from a stream of its own number. */
export function createRandomStrategy({ space, seed }: Pick<SamplerInput, 'space' | 'seed'>): Strategy {
  return {
    propose: (_, number, accepts) => ({
      params: drawAccepted(space, stream(seed, 'random', number), accepts),
      why: say('sweep.whyChance'),
    }),
  };
}
