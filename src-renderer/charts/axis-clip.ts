import type { SeriesAnswer } from '#contract/metric.ts';
import type { XRange } from './line-style.ts';
import { paddedRange } from './value-range.ts';

/** A vertical range that leaves outliers out, and how far the values go that it leaves out. */
export interface ClippedRange extends XRange {
  /** The largest value above the range; null where there is none. */
  readonly above: number | null;
  /** The smallest value below it. */
  readonly below: number | null;
}

/** The middle part of the values, whose spread once more on either side is still shown. */
const tail = 0.02;
/** So few values are all shown: among them nothing is an outlier. */
const fewest = 12;

/**
 * Where most values between `from` and `to` lie: the 2nd to the 98th percentile of what is drawn, and half their
 * distance on either side. Null where nothing lies beyond that, so that nothing has to be cut off.
 */
export function clippedRange(answer: SeriesAnswer, { from, to }: XRange, log: boolean): ClippedRange | null {
  const values: number[] = [];
  const grid = answer.x;
  for (const line of answer.lines) {
    for (let index = 0; index < grid.length; index++) {
      const x = grid[index] ?? Number.NaN;
      if (x + answer.bucketWidth < from || x > to) continue;
      for (const value of [line.min[index], line.max[index]]) {
        if (value !== undefined && Number.isFinite(value) && (!log || value > 0)) values.push(value);
      }
    }
  }
  if (values.length < fewest) return null;
  const sorted = Float64Array.from(values).sort();
  const scale = log ? Math.log : Number;
  const back = log ? Math.exp : Number;
  const low = scale(quantile(sorted, tail));
  const high = scale(quantile(sorted, 1 - tail));
  const room = (high - low) / 2;
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const [bottom, top] = [back(low - room), back(high + room)];
  const [cutsBelow, cutsAbove] = [least < bottom, most > top];
  if (!cutsBelow && !cutsAbove) return null;
  const shown = sorted.filter((value) => value >= bottom && value <= top);
  const range = paddedRange(shown[0] ?? bottom, shown.at(-1) ?? top, log);
  return { ...range, above: cutsAbove ? most : null, below: cutsBelow ? least : null };
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}
