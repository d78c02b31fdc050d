import { say } from '#contract/sentence.ts';
import { stream } from '../../base/random.ts';
import type { Space } from '../search-space.ts';
import { drawAccepted, type SamplerInput, type Strategy } from './sampler.ts';
import { directionNumbers } from './sobol-directions.ts';

/**
 * A Sobol sequence: the trials fill the space evenly however many there come to be. Scrambled, each axis has its own
 * random nesting of halves, which keeps the evenness and takes the pattern away. Trial n is the n-th point that keeps
 * to the constraints.
 */
export function createSobolStrategy({ space, sampler, seed }: SamplerInput<'sobol'>): Strategy {
  const points = createSobolPoints(space.axes.length, sampler.scramble ? seed : null);
  const nthAllowed = createAllowedIndex(space, points);
  return {
    propose: (_, number, accepts) => {
      const index = nthAllowed(number);
      const params = index === null ? null : space.decode(points(index));
      return params !== null && accepts(params)
        ? { params, why: say('sweep.whySobol', { index: number + 1 }) }
        : {
            params: drawAccepted(space, stream(seed, 'sobol', 'draw', number), accepts),
            why: say('sweep.whyChance'),
          };
    },
  };
}

/** Points in a row that the constraints may refuse before chance has to do. */
const mostRefused = 10_000;

function createAllowedIndex(
  space: Space,
  points: (index: number) => Float64Array,
): (number: number) => number | null {
  if (space.constraints.length === 0) return (number) => number;
  const allowed: number[] = [];
  let next = 0;
  return (number) => {
    for (let refused = 0; allowed.length <= number && refused < mostRefused; next++) {
      if (space.allows(space.decode(points(next)))) {
        allowed.push(next);
        refused = 0;
      } else refused++;
    }
    return allowed[number] ?? null;
  };
}

const bits = 32;

/**
 * The points of a sequence by their number, from 0, in the order of Gray code as Joe and Kuo's own program has it. With
 * a seed they are scrambled (Owen 1995) by a hash (Burley, "Practical
 * hash-based Owen scrambling", JCGT 9, 2020; with Vegdahl's constants).
 * Beyond the 101 dimensions of the table coordinates are drawn by chance.
 */
export function createSobolPoints(dimensions: number, seed: number | null): (index: number) => Float64Array {
  const directions = Array.from({ length: Math.min(dimensions, directionNumbers.length + 1) }, (_, axis) =>
    directionsOf(axis),
  );
  const seeds = directions.map((_, axis) => (seed === null ? 0 : stream(seed, 'sobol', axis).uint32()));
  return (index) => {
    const gray = (index ^ (index >>> 1)) >>> 0;
    const beyond = stream(seed ?? 0, 'sobol', 'beyond', index);
    return Float64Array.from({ length: dimensions }, (_, axis) => {
      const direction = directions[axis];
      if (direction === undefined) return beyond.uniform();
      let digits = 0;
      for (let bit = 0; bit < bits; bit++) {
        if (((gray >>> bit) & 1) === 1) digits ^= direction[bit] ?? 0;
      }
      if (seed === null) return (digits >>> 0) / 2 ** bits;
      // The middle of the finest interval: neither end of a range is ever hit exactly.
      return (scrambled(digits, seeds[axis] ?? 0) + 0.5) / 2 ** bits;
    });
  };
}

function directionsOf(axis: number): Uint32Array {
  const directions = new Uint32Array(bits);
  const row = directionNumbers[axis - 1];
  if (row === undefined) {
    for (let bit = 0; bit < bits; bit++) directions[bit] = 2 ** (bits - 1 - bit);
    return directions;
  }
  const [polynomial = 1, ...initial] = row;
  const degree = initial.length;
  for (let bit = 0; bit < bits; bit++) {
    if (bit < degree) {
      directions[bit] = (initial[bit] ?? 1) * 2 ** (bits - 1 - bit);
      continue;
    }
    const before = directions[bit - degree] ?? 0;
    let next = before ^ (before >>> degree);
    for (let k = 1; k < degree; k++) {
      if (((polynomial >>> (degree - k)) & 1) === 1) next ^= directions[bit - k] ?? 0;
    }
    directions[bit] = next >>> 0;
  }
  return directions;
}

/** Owen's scrambling of all 32 digits at once: a hash in which each digit is changed by the ones above it alone. */
function scrambled(digits: number, seed: number): number {
  let x = reversed(digits);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reversed(x);
}

function reversed(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
