import type { SeriesAnswer } from '#contract/metric.ts';
import type { XRange } from './line-style.ts';

/** Room above and below the lines, as a share of what they span. */
const padding = 0.06;

/**
 * From the smallest to the largest finite value of the lines between `from` and `to`, with room around; null when
 * there is none. On a logarithmic axis only values above zero count.
 */
export function valueRange(answer: SeriesAnswer, { from, to }: XRange, log: boolean): XRange | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const grid = answer.x;
  const count = (values: Float64Array): void => {
    for (let index = 0; index < grid.length; index++) {
      const x = grid[index] ?? Number.NaN;
      const value = values[index] ?? Number.NaN;
      if (x + answer.bucketWidth < from || x > to || !Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };
  for (const line of answer.lines) {
    count(line.min);
    count(line.max);
    if (line.low !== undefined) count(line.low);
    if (line.high !== undefined) count(line.high);
    // Above zero the smallest that counts may be neither: the last one is a value of the bucket, too.
    if (log) count(line.last);
  }
  if (low > high) return null;
  return paddedRange(low, high, log);
}

/** Room around these values; on a logarithmic axis both are above zero. */
export function paddedRange(low: number, high: number, log: boolean): XRange {
  return log ? paddedLog(low, high) : paddedLinear(low, high);
}

function paddedLinear(low: number, high: number): XRange {
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1;
    return { from: low >= 0 ? Math.max(0, low - room) : low - room, to: high + room };
  }
  // Halves, so that the span of the largest doubles does not overflow.
  const room = Math.min((high / 2 - low / 2) * 2 * padding, Number.MAX_VALUE);
  return {
    // What is never negative is not drawn as if it could be.
    from: low >= 0 ? Math.max(0, low - room) : Math.max(low - room, -Number.MAX_VALUE),
    to: Math.min(high + room, Number.MAX_VALUE),
  };
}

function paddedLog(low: number, high: number): XRange {
  const room = low === high ? Math.LN2 : Math.log(high / low) * padding;
  return { from: low * Math.exp(-room), to: high * Math.exp(room) };
}

/** From the first to the last x of an answer that has a grid; null when it has none. */
export function xExtent(answer: SeriesAnswer, log: boolean): XRange | null {
  const first = log ? answer.x.find((x) => x > 0) : answer.x[0];
  const last = answer.x.at(-1);
  if (first === undefined || last === undefined || last < first) return null;
  // A single point stands in the middle of an axis of some length.
  if (first === last && answer.bucketWidth === 0) {
    return log ? { from: first / 2, to: first * 2 } : { from: first - 1, to: last + 1 };
  }
  return { from: first, to: last + answer.bucketWidth };
}

/** The shortest range that holds both, where there are both; on a logarithmic axis above zero. */
export function joined(one: XRange | null, other: XRange | null, log: boolean): XRange | null {
  if (one === null || other === null) return other ?? one;
  const from = Math.min(one.from, other.from);
  return { from: log && from <= 0 ? Math.max(one.from, other.from) : from, to: Math.max(one.to, other.to) };
}
