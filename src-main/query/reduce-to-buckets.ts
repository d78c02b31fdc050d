import { isNotFinite, type LineReducer } from './line-reducer.ts';
import { createNonFiniteList } from './non-finite.ts';
import type { Range } from './range.ts';
import type { SeriesGrid } from './series-grid.ts';

/**
 * Reduces the points of a line whose x lies in the range to the buckets of a grid. First and last are by x; of equal x
 * the first that came and the last that came. Points may come in any order, and fastest in the order of x.
 */
export function reduceToBuckets(grid: SeriesGrid, range: Range, smoothing: boolean): LineReducer {
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

  return {
    // Every index below is within its column: the columns of points are of one length, those of buckets of another.
    add: (x, values, smoothed) => {
      const length = x.length;
      let index = 0;
      while (index < length) {
        let at = x[index] as number;
        const bucket = at >= from && at <= to ? grid.indexOf(at) : -1;
        if (bucket < 0) {
          index++;
          continue;
        }
        // Most points fall into the bucket of the point before: it lives in variables until one does not.
        const began = index;
        const left = Math.max(grid.x[bucket] as number, from);
        const right = grid.x[bucket + 1] ?? grid.end;
        let bucketFirst = first[bucket] as number;
        let bucketLast = last[bucket] as number;
        let bucketMin = min[bucket] as number;
        let bucketMax = max[bucket] as number;
        let bucketFirstX = firstX[bucket] as number;
        let bucketLastX = lastX[bucket] as number;
        let lastIndex = -1;
        do {
          const value = values[index] as number;
          if (isNotFinite(value)) {
            nonFinite.note(at, value, bucket);
          } else {
            if (value < bucketMin) bucketMin = value;
            if (value > bucketMax) bucketMax = value;
            if (at < bucketFirstX) {
              bucketFirstX = at;
              bucketFirst = value;
            }
            if (at >= bucketLastX) {
              bucketLastX = at;
              bucketLast = value;
              lastIndex = index;
            }
          }
          index++;
          if (index === length) break;
          at = x[index] as number;
        } while (at >= left && at < right && at <= to);
        count += index - began;
        first[bucket] = bucketFirst;
        last[bucket] = bucketLast;
        min[bucket] = bucketMin;
        max[bucket] = bucketMax;
        firstX[bucket] = bucketFirstX;
        lastX[bucket] = bucketLastX;
        if (smoothedLast !== null && smoothed !== null && lastIndex >= 0) {
          smoothedLast[bucket] = smoothed(lastIndex);
        }
      }
    },
    finish: () => {
      for (let bucket = 0; bucket < size; bucket++) {
        // No finite point: no extremes.
        if (lastX[bucket] === -Infinity) {
          min[bucket] = NaN;
          max[bucket] = NaN;
        }
      }
      const columns = { count, first, min, max, last, nonFinite: nonFinite.list() };
      return smoothedLast === null ? columns : { ...columns, smoothed: smoothedLast };
    },
  };
}
