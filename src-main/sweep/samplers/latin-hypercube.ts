import { say } from '#contract/sentence.ts';
import { stream } from '../../base/random.ts';
import { drawAccepted, type SamplerInput, type Strategy } from './sampler.ts';

/**
 * Latin hypercube sampling (McKay, Beckman and Conover 1979): every axis is cut into as many parts as there are
 * trials, and each part is met once. When a sweep is extended, the next as many trials are a hypercube of their own.
 */
export function createLatinHypercubeStrategy({
  space,
  seed,
  trials: size,
}: SamplerInput<'latin-hypercube'>): Strategy {
  const orders = new Map<number, readonly Uint32Array[]>();
  const ordersOf = (round: number): readonly Uint32Array[] => {
    const known = orders.get(round);
    if (known !== undefined) return known;
    const made = space.axes.map((_, axis) => stream(seed, 'latin', round, axis).permutation(size));
    orders.set(round, made);
    return made;
  };
  return {
    propose: (_, number, accepts) => {
      const order = ordersOf(Math.floor(number / size));
      const random = stream(seed, 'latin', 'place', number);
      const units = Float64Array.from(
        order,
        (parts) => ((parts[number % size] ?? 0) + random.uniform()) / size,
      );
      const params = space.decode(units);
      return accepts(params)
        ? { params, why: say('sweep.whyLatin', { parts: size }) }
        : { params: drawAccepted(space, random, accepts), why: say('sweep.whyChance') };
    },
  };
}
