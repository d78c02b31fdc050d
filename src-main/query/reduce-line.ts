import type { SeriesLine } from '#contract/metric.ts';
import { createNonFiniteList } from './non-finite.ts';
import type { Range } from './range.ts';
import type { SeriesGrid } from './series-grid.ts';

type Columns = Omit<SeriesLine, 'run' | 'key'>;

export interface LineReducer {
  /** Takes points as columns of one length; a smoothed value stands beside each value. */
  add(x: Float64Array, values: Float64Array, smoothed: Float64Array | null): void;
  finish(): Columns;
}

/**
 * Reduces the points of one line whose x lies in the range (both ends included) to the buckets of a
 * grid. First and last are by x; of equal x the first that came and the last that came. Points may come in any order,
 * and fastest in the order of x.
 */
export function createLineReducer(grid: SeriesGrid, range: Range, smoothing: boolean): LineReducer {
  const size = grid.x.length;
  const { from, to } = range;
  const first = new Float64Array(size).fill(NaN);
  const last = new Float64Array(size).fill(NaN);
  const min = new Float64Array(size).fill(Infinity);
  const max = new Float64Array(size).fill(-Infinity);
  const firstX = new Float64Array(size).fill(Infinity);
  const lastX = new Float64Array(size).fill(-Infinity);
  const smoothedLast = smoothing ? new Float64Array(size).fill(NaN) : null;
  const nonFinite = createNonFiniteList(size);
  let count = 0;

  const add = (x: Float64Array, values: Float64Array, smoothed: Float64Array | null): void => {
    // The bucket at hand lives in variables: most points fall into that of the point before.
    let bucket = -1;
    let left = Infinity;
    let right = -Infinity;
    let bucketFirst = NaN;
    let bucketLast = NaN;
    let bucketMin = Infinity;
    let bucketMax = -Infinity;
    let bucketFirstX = Infinity;
    let bucketLastX = -Infinity;
    let bucketSmoothed = NaN;
    const put = (): void => {
      if (bucket < 0) return;
      first[bucket] = bucketFirst;
      last[bucket] = bucketLast;
      min[bucket] = bucketMin;
      max[bucket] = bucketMax;
      firstX[bucket] = bucketFirstX;
      lastX[bucket] = bucketLastX;
      if (smoothedLast !== null) smoothedLast[bucket] = bucketSmoothed;
    };
    for (let i = 0; i < x.length; i++) {
      // Both columns are of one length, and the index is within it.
      const at = x[i] as number;
      if (!(at >= from && at <= to)) continue;
      if (!(at >= left && at < right)) {
        put();
        bucket = grid.indexOf(at);
        if (bucket < 0) {
          left = Infinity;
          continue;
        }
        // A bucket that the grid has given is within all columns.
        left = grid.x[bucket] as number;
        right = grid.x[bucket + 1] ?? grid.end;
        bucketFirst = first[bucket] as number;
        bucketLast = last[bucket] as number;
        bucketMin = min[bucket] as number;
        bucketMax = max[bucket] as number;
        bucketFirstX = firstX[bucket] as number;
        bucketLastX = lastX[bucket] as number;
        if (smoothedLast !== null) bucketSmoothed = smoothedLast[bucket] as number;
      }
      count++;
      const value = values[i] as number;
      // NaN for NaN and ±∞ alone.
      if (value - value !== 0) {
        nonFinite.note(at, value, bucket);
        continue;
      }
      if (value < bucketMin) bucketMin = value;
      if (value > bucketMax) bucketMax = value;
      if (at < bucketFirstX) {
        bucketFirstX = at;
        bucketFirst = value;
      }
      if (at >= bucketLastX) {
        bucketLastX = at;
        bucketLast = value;
        if (smoothed !== null) bucketSmoothed = smoothed[i] as number;
      }
    }
    put();
  };

  return {
    add,
    finish: () => {
      for (let i = 0; i < size; i++) {
        // No finite point: no extremes.
        if (lastX[i] === -Infinity) {
          min[i] = NaN;
          max[i] = NaN;
        }
      }
      const columns = { count, first, min, max, last, nonFinite: nonFinite.list() };
      return smoothedLast === null ? columns : { ...columns, smoothed: smoothedLast };
    },
  };
}
