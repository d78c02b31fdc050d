import { isNotFinite, type LineReducer } from './line-reducer.ts';
import { createNonFiniteList } from './non-finite.ts';
import { placeOf } from './distinct-x.ts';

/**
 * Puts every point of a line at its x among the distinct ones of all lines; points elsewhere are passed over. Where no
 * x comes twice, which is nearly always, first, min, max and last are one and the same column.
 */
export function reduceToPoints(distinct: Float64Array, smoothing: boolean): LineReducer {
  const size = distinct.length;
  const first = new Float64Array(size).fill(NaN);
  // Of points at one x; made when the first of them comes.
  let several: { min: Float64Array; max: Float64Array; last: Float64Array } | null = null;
  const smoothedLast = smoothing ? new Float64Array(size).fill(NaN) : null;
  const nonFinite = createNonFiniteList(size);
  let count = 0;

  return {
    // Every index below is within its column: the columns of points are of one length, those of places of another.
    add: (x, values, smoothed) => {
      let place = -1;
      for (let index = 0; index < x.length; index++) {
        const at = x[index] as number;
        place = distinct[place + 1] === at ? place + 1 : placeOf(distinct, at);
        if (place < 0) continue;
        count++;
        const value = values[index] as number;
        if (isNotFinite(value)) {
          nonFinite.note(at, value, place);
          continue;
        }
        if (Number.isNaN(first[place])) {
          first[place] = value;
          if (several !== null) {
            several.min[place] = value;
            several.max[place] = value;
            several.last[place] = value;
          }
        } else {
          several ??= { min: first.slice(), max: first.slice(), last: first.slice() };
          several.min[place] = Math.min(several.min[place] as number, value);
          several.max[place] = Math.max(several.max[place] as number, value);
          several.last[place] = value;
        }
        if (smoothedLast !== null && smoothed !== null) smoothedLast[place] = smoothed(index);
      }
    },
    finish: () => {
      const { min, max, last } = several ?? { min: first, max: first, last: first };
      const columns = { count, first, min, max, last, nonFinite: nonFinite.list() };
      return smoothedLast === null ? columns : { ...columns, smoothed: smoothedLast };
    },
  };
}
