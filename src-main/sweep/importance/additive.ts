import type { BinnedAxis } from './bins.ts';

/** What each bin of each axis adds to the mean. */
export interface Additive {
  readonly effects: readonly Float64Array[];
  /** What is left of every value. */
  readonly rest: Float64Array;
}

const rounds = 5;
/** Rows' worth of nothing that every bin's mean is drawn to 0 by, so that a bin with one row does not follow it. */
const shrinkage = 1;

/** A sum of functions of one axis each, by backfitting (Hastie and Tibshirani 1986). */
export function fitAdditive(
  axes: readonly BinnedAxis[],
  columns: readonly Uint8Array[],
  values: Float64Array,
): Additive {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rest = values.map((value) => value - mean);
  const effects = axes.map(({ bins }) => new Float64Array(bins));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { bins }] of axes.entries()) {
      const column = columns[index] ?? new Uint8Array(0);
      const effect = effects[index] ?? new Float64Array(bins);
      const sums = new Float64Array(bins);
      const counts = new Float64Array(bins);
      for (let row = 0; row < column.length; row++) {
        const bin = column[row] ?? 0;
        sums[bin] = (sums[bin] ?? 0) + (rest[row] ?? 0) + (effect[bin] ?? 0);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      const next = sums.map((sum, bin) => sum / ((counts[bin] ?? 0) + shrinkage));
      for (let row = 0; row < column.length; row++) {
        const bin = column[row] ?? 0;
        rest[row] = (rest[row] ?? 0) + (effect[bin] ?? 0) - (next[bin] ?? 0);
      }
      effect.set(next);
    }
  }
  return { effects, rest };
}
