import type { Smoother } from '#contract/metric.ts';

/** The smoothed value of the point at an index; NaN where the point is not finite. */
export type SmoothedAt = (index: number) => number;

/**
 * A whole series smoothed, for ways that look at x or at points on both sides. `weight` means as much as that of an
 * exponential moving average: the windows of the others are as wide as an average of that weight reaches.
 *
 * - `timeEma`: what came before is weighted by `weight` to the power of its distance in x, in units of the series' own
 *   mean distance. Over evenly spaced points that is the average of `createSmoother`; across a gap, as much is
 *   forgotten as if it had been measured.
 * - `mean`: over the points in a window of 2 / (1 − weight) − 1 around each (the span of such an average, as pandas
 *   defines it), fewer at the ends.
 * - `gaussian`: weights exp(−d² / 2σ²) by the distance d in points, σ that of the window of the mean, up to 4 σ.
 */
export function smoothColumn(
  smoother: Exclude<Smoother, 'ema'>,
  weight: number,
  x: Float64Array,
  values: Float64Array,
): SmoothedAt {
  switch (smoother) {
    case 'timeEma':
      return timeWeighted(weight, x, values);
    case 'mean':
      return windowed(values, new Float64Array(Math.floor(spanOf(weight) / 2) + 1).fill(1));
    case 'gaussian':
      return windowed(values, gaussianKernel(spanOf(weight) / Math.sqrt(12)));
  }
}

function spanOf(weight: number): number {
  return 2 / (1 - weight) - 1;
}

function timeWeighted(weight: number, x: Float64Array, values: Float64Array): SmoothedAt {
  const smoothed = new Float64Array(values.length).fill(NaN);
  const unit = meanGap(x, values);
  const logWeight = Math.log(weight);
  let before = NaN;
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < values.length; i++) {
    // Both indices are within their columns, which are of one length.
    const value = values[i] as number;
    if (value - value !== 0) continue;
    const at = x[i] as number;
    if (weights > 0) {
      const kept = unit === 0 ? weight : Math.exp((Math.abs(at - before) / unit) * logWeight);
      sum *= kept;
      weights *= kept;
    }
    sum += value;
    weights += 1;
    before = at;
    smoothed[i] = sum / weights;
  }
  return (index) => smoothed[index] ?? NaN;
}

/** Mean distance in x between finite points that follow each other. */
function meanGap(x: Float64Array, values: Float64Array): number {
  let before = NaN;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value - value !== 0) continue;
    const at = x[i] as number;
    if (!Number.isNaN(before)) {
      sum += Math.abs(at - before);
      count++;
    }
    before = at;
  }
  return count === 0 ? 0 : sum / count;
}

/** One side of it, from the middle outwards. */
function gaussianKernel(sigma: number): Float64Array {
  const reach = Math.max(1, Math.ceil(4 * sigma));
  return Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-0.5 * (d / sigma) ** 2));
}

/** Only points that are drawn are smoothed, each from all points in its window: a chart draws few of a million. */
function windowed(values: Float64Array, kernel: Float64Array): SmoothedAt {
  const reach = kernel.length - 1;
  return (index) => {
    const middle = values[index] ?? NaN;
    if (middle - middle !== 0) return NaN;
    const end = Math.min(values.length - 1, index + reach);
    let sum = 0;
    let weights = 0;
    for (let i = Math.max(0, index - reach); i <= end; i++) {
      // Within the columns by the bounds above.
      const value = values[i] as number;
      if (value - value !== 0) continue;
      const weight = kernel[Math.abs(i - index)] as number;
      sum += weight * value;
      weights += weight;
    }
    return sum / weights;
  };
}
