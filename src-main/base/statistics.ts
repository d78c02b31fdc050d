/** Small statistics over plain arrays. NaN marks what is missing and is left out everywhere. */

export interface Moments {
  /** Values that are not NaN. */
  readonly count: number;
  readonly mean: number;
  /** Of the population (divided by n), as feature scaling uses it. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
}

/** Mean and deviation by Welford's method, which keeps its digits when the mean is large. Empty input gives NaN. */
export function moments(values: Iterable<number>): Moments {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (count === 0)
    return { count, mean: Number.NaN, standardDeviation: Number.NaN, min: Number.NaN, max: Number.NaN };
  return { count, mean, standardDeviation: Math.sqrt(squares / count), min, max };
}

/** The middle value, or the smaller of the two middle ones: always one of the values. NaN for nothing. */
export function lowerMedian(values: Iterable<number>): number {
  const sorted = Float64Array.from([...values].filter((value) => !Number.isNaN(value))).sort();
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two middle ones. NaN for nothing. */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from([...values].filter((value) => !Number.isNaN(value))).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Counts in equal bins from the smallest to the largest value; one value alone fills the first bin. */
export function histogram(values: Iterable<number>, min: number, max: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const width = (max - min) / bins;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = width > 0 ? Math.min(bins - 1, Math.floor((value - min) / width)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/**
 * The value below which `share` of sorted values lies, between two of them by linear interpolation (type 7 of
 * Hyndman and Fan, "Sample quantiles in statistical packages", 1996, as NumPy and pandas have it). NaN for nothing.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - below);
}
