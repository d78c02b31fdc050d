import type { SeriesLine } from '#contract/metric.ts';

/**
 * A column in which a bucket without a value has the one on the straight line between its neighbours. Nothing is filled
 * in before the first value, after the last one, or where a value between them was not finite.
 */
export function filledColumn(
  x: Float64Array,
  values: Float64Array,
  nonFinite: SeriesLine['nonFinite'],
): Float64Array {
  const filled = values.slice();
  let before = -1;
  let mark = 0;
  for (let bucket = 0; bucket < x.length; bucket++) {
    const value = values[bucket] ?? NaN;
    if (Number.isNaN(value)) continue;
    const here = x[bucket] ?? NaN;
    const from = x[before] ?? NaN;
    while ((nonFinite[mark]?.x ?? Infinity) < from) mark++;
    const isBroken = (nonFinite[mark]?.x ?? Infinity) < here;
    if (before >= 0 && !isBroken) {
      const start = values[before] ?? NaN;
      for (let gap = before + 1; gap < bucket; gap++) {
        const share = ((x[gap] ?? NaN) - from) / (here - from);
        filled[gap] = start + share * (value - start);
      }
    }
    before = bucket;
  }
  return filled;
}
