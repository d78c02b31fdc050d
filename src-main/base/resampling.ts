import { meanOf, type MeanDifference } from './mean-difference.ts';
import { normalProbability, normalQuantile } from './normal.ts';
import { quantile } from './quantile.ts';
import { stream, type RandomStream } from './random.ts';

/** Two independent samples, or one of differences in pairs. */
export type Samples = readonly [readonly number[]] | readonly [readonly number[], readonly number[]];

/** So many resamples, and fewer of large samples, whose means vary little: an answer takes some hundredths of a second. */
const resamples = { most: 9999, least: 1999, draws: 300_000 };
/** Up to so many permutations are gone through one by one. */
const mostExact = 20_000;
const level = 0.95;

/**
 * The difference of two means, or the mean of differences in pairs, without the assumption that values are normal: the
 * interval by a bootstrap, the probability by a permutation test. Draws by `seed` alone, so that the same numbers give
 * the same answer. Null for fewer than two numbers in a sample, and where nothing varies.
 */
export function resampledDifference(samples: Samples, seed = 0): MeanDifference | null {
  if (samples.some((sample) => sample.length < 2)) return null;
  if (samples.every((sample) => sample.every((value) => value === sample[0]))) return null;
  const random = stream(seed, 'resampling', 'bootstrap');
  const drawn = Float64Array.from({ length: resamplesOf(samples) }, () =>
    statistic(samples, (sample) => resampledMean(sample, random)),
  );
  const [low, high] = bcaInterval(samples, drawn);
  return { difference: differenceOf(samples), low, high, p: permutationProbability(samples, seed) };
}

/**
 * The 95 % interval of the statistic from its values in resamples, bias-corrected and accelerated (Efron, "Better
 * bootstrap confidence intervals", 1987): the acceleration from leaving out one value at a time, over both samples as in
 * Davison and Hinkley, "Bootstrap methods and their application" (1997), 5.3.2. Percentiles where all resamples lie on
 * one side.
 */
export function bcaInterval(samples: Samples, drawn: Float64Array): readonly [low: number, high: number] {
  const observed = differenceOf(samples);
  const sorted = Float64Array.from(drawn).sort();
  let below = 0;
  let equal = 0;
  // A resample of the same values in another order has the same mean but for its last bits.
  const slack = Math.max(...samples.flat().map(Math.abs)) * 1e-13;
  for (const value of sorted) {
    if (value < observed - slack) below++;
    else if (value <= observed + slack) equal++;
  }
  const bias = normalQuantile((below + equal / 2) / sorted.length);
  const acceleration = accelerationOf(samples);
  const shareOf = (p: number): number => {
    const z = bias + normalQuantile(p);
    const share = normalProbability(bias + z / (1 - acceleration * z));
    return Number.isFinite(share) ? share : p;
  };
  return [quantile(sorted, shareOf((1 - level) / 2)), quantile(sorted, shareOf((1 + level) / 2))];
}

/** From the influence of every value, n − 1 times the change of the statistic without it. */
function accelerationOf(samples: Samples): number {
  let cubes = 0;
  let squares = 0;
  for (const [place, sample] of samples.entries()) {
    const total = sample.reduce((sum, value) => sum + value, 0);
    // The statistic without each value, but for the other sample, which cancels.
    const without = sample.map((value) => (signOf(place, samples) * (total - value)) / (sample.length - 1));
    const mean = meanOf(without);
    for (const value of without) {
      const influence = (sample.length - 1) * (mean - value);
      cubes += influence ** 3 / sample.length ** 3;
      squares += influence ** 2 / sample.length ** 2;
    }
  }
  return squares > 0 ? cubes / squares ** 1.5 / 6 : 0;
}

/**
 * How probable a difference at least as large is where it does not matter which value belongs to which group (or, in
 * pairs, which of the two comes first): twice the smaller of both sides. Every permutation where there are at most
 * 20,000, else 1,999 to 9,999 drawn by `seed` with the values as they are among them.
 */
export function permutationProbability(samples: Samples, seed = 0): number {
  const observed = differenceOf(samples);
  // Sums in another order differ in their last bits.
  const slack = Math.abs(observed) * 1e-12;
  let all = 0;
  let atLeast = 0;
  let atMost = 0;
  const see = (value: number): void => {
    all++;
    if (value >= observed - slack) atLeast++;
    if (value <= observed + slack) atMost++;
  };
  const [first, second] = samples;
  const count =
    second === undefined ? 2 ** first.length : combinations(first.length + second.length, first.length);
  const exact = count <= mostExact;
  if (second === undefined) {
    if (exact)
      for (let signs = 0; signs < count; signs++) see(flippedMean(first, (i) => ((signs >> i) & 1) === 1));
    else {
      const random = stream(seed, 'resampling', 'signs');
      see(observed);
      for (let draw = 0; draw < resamplesOf(samples); draw++)
        see(flippedMean(first, () => random.uniform() < 0.5));
    }
  } else {
    const values = [...first, ...second];
    const total = values.reduce((sum, value) => sum + value, 0);
    const seeSum = (sum: number): void => see((total - sum) / second.length - sum / first.length);
    if (exact) sumsOf(values, first.length, seeSum);
    else {
      const random = stream(seed, 'resampling', 'permutations');
      see(observed);
      for (let draw = 0; draw < resamplesOf(samples); draw++) seeSum(drawnSum(values, first.length, random));
    }
  }
  return Math.min(1, (2 * Math.min(atLeast, atMost)) / all);
}

function resamplesOf(samples: Samples): number {
  const { most, least, draws } = resamples;
  return Math.max(least, Math.min(most, Math.floor(draws / samples.flat().length)));
}

function differenceOf(samples: Samples): number {
  return statistic(samples, meanOf);
}

function statistic(samples: Samples, of: (sample: readonly number[]) => number): number {
  const [first, second] = samples;
  return second === undefined ? of(first) : of(second) - of(first);
}

function signOf(place: number, samples: Samples): number {
  return samples.length === 2 && place === 0 ? -1 : 1;
}

function resampledMean(sample: readonly number[], random: RandomStream): number {
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += sample[random.integer(sample.length)] ?? 0;
  return sum / sample.length;
}

function flippedMean(values: readonly number[], flips: (index: number) => boolean): number {
  let sum = 0;
  for (const [index, value] of values.entries()) sum += flips(index) ? -value : value;
  return sum / values.length;
}

/** Calls `see` with the sum of every choice of `size` values. */
function sumsOf(values: readonly number[], size: number, see: (sum: number) => void): void {
  const choose = (from: number, left: number, sum: number): void => {
    if (left === 0) {
      see(sum);
      return;
    }
    for (let i = from; i <= values.length - left; i++) choose(i + 1, left - 1, sum + (values[i] ?? 0));
  };
  choose(0, size, 0);
}

/** The sum of `size` values that are drawn without putting back. */
function drawnSum(values: number[], size: number, random: RandomStream): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const other = i + random.integer(values.length - i);
    const value = values[other] ?? 0;
    values[other] = values[i] ?? 0;
    values[i] = value;
    sum += value;
  }
  return sum;
}

function combinations(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k; i++) count = (count * (n - k + i)) / i;
  return count;
}
