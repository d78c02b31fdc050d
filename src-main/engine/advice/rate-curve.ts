import type { RatePoint } from '#contract/advice.ts';

/** Neighbours on each side that a loss is averaged with, as a share of all. */
const smoothedShare = 0.04;
/** The loss has blown up when it is so many times as far above its lowest as it had come down, or its start. */
const blowUpFactor = 4;
/** A fall smaller than so many standard deviations of the noise is none. */
const fallInNoise = 5;
/** The loss at rates too small to change anything is the mean over this share of the test. */
const startShare = 0.1;

export interface RateCurve {
  readonly smoothed: Float64Array;
  readonly lowest: RatePoint | null;
  readonly steepest: RatePoint | null;
  /** Null where the loss came down nowhere by more than its noise. */
  readonly suggested: number | null;
}

/**
 * Reads a learning-rate range test (Smith 2017, "Cyclical Learning Rates for Training Neural Networks"): losses of
 * batches at rates that grow exponentially. They are smoothed over neighbours on both sides, weighted by a triangle.
 * `lowest` is where the smoothed loss is least, `steepest` where it falls fastest by the logarithm of the rate before
 * that. Suggested is a tenth of the lowest's rate, or half-way (by the logarithm) to the steepest where that is larger:
 * at the lowest one the loss is about to rise again, and a whole training needs room.
 */
export function readRateCurve(rates: ArrayLike<number>, losses: ArrayLike<number>): RateCurve {
  const count = Math.min(rates.length, losses.length);
  const smoothed = smooth(losses, count, Math.max(1, Math.round(count * smoothedShare)));
  if (count < 8) return { smoothed, lowest: null, steepest: null, suggested: null };
  let low = 0;
  for (let i = 1; i < count; i++) if (at(smoothed, i) < at(smoothed, low)) low = i;
  let steep = 1;
  for (let i = 1; i <= low; i++) if (slope(smoothed, i) < slope(smoothed, steep)) steep = i;
  const point = (index: number): RatePoint => ({ rate: at(rates, index), loss: at(smoothed, index) });
  const started = Math.max(1, Math.round(count * startShare));
  let start = 0;
  for (let i = 0; i < started; i++) start += at(losses, i) / started;
  if (low === 0 || !(start - at(smoothed, low) > fallInNoise * noiseOfMean(losses, low + 1, count))) {
    return { smoothed, lowest: point(low), steepest: null, suggested: null };
  }
  const lowest = point(low);
  const steepest = point(steep);
  const tenth = lowest.rate / 10;
  return { smoothed, lowest, steepest, suggested: Math.sqrt(tenth * Math.max(tenth, steepest.rate)) };
}

/** Whether a test may end: the loss is no number, or far above all that it had come down by. */
export function blewUp(loss: number, start: number, lowest: number): boolean {
  if (!Number.isFinite(loss)) return true;
  return loss - lowest > blowUpFactor * Math.max(start - lowest, Math.abs(start) / 2);
}

function smooth(losses: ArrayLike<number>, count: number, reach: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    let weight = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(count - 1, i + reach); j++) {
      const share = reach + 1 - Math.abs(j - i);
      sum += share * at(losses, j);
      weight += share;
    }
    return sum / weight;
  });
}

function slope(values: ArrayLike<number>, index: number): number {
  return at(values, index) - at(values, index - 1);
}

/** How uncertain a smoothed loss is: from the differences of neighbours up to `end`, over those it averages. */
function noiseOfMean(losses: ArrayLike<number>, end: number, count: number): number {
  let sum = 0;
  for (let i = 1; i < end; i++) sum += (at(losses, i) - at(losses, i - 1)) ** 2;
  return Math.sqrt(sum / (2 * Math.max(1, end - 1)) / Math.max(1, count * smoothedShare));
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
