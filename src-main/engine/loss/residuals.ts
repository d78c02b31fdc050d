import type { NumberEvaluation } from '#contract/evaluation.ts';
import { histogram } from '../../base/statistics.ts';

/** More rows than this are not drawn one by one. */
const mostPoints = 1000;
/** Of those that are, so many are the furthest off: an outlier must not be thinned away. */
const mostFurthest = 200;
const bins = 30;

/** What is drawn of predicted numbers, and the sums that several held-out parts are pooled by. In the target's units. */
export function numberEvaluation(actual: Float64Array, predicted: Float64Array): NumberEvaluation {
  const errors = predicted.map((value, row) => value - (actual[row] ?? Number.NaN));
  let squared = 0;
  let absolute = 0;
  let mean = 0;
  let spread = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const [row, error] of errors.entries()) {
    squared += error * error;
    absolute += Math.abs(error);
    const distance = (actual[row] ?? Number.NaN) - mean;
    mean += distance / (row + 1);
    spread += distance * ((actual[row] ?? Number.NaN) - mean);
    if (error < min) min = error;
    if (error > max) max = error;
  }
  const { rows, furthest } = shownRows(errors);
  return {
    points: {
      actual: Float64Array.from(rows, (row) => actual[row] ?? Number.NaN),
      predicted: Float64Array.from(rows, (row) => predicted[row] ?? Number.NaN),
    },
    furthest,
    residuals: { min, max, counts: histogram(errors, min, max, bins) },
    sums: { squared, absolute, mean, spread },
  };
}

/** All rows, or the furthest off with an even sample of the others, in the order of the data. */
function shownRows(errors: Float64Array): { readonly rows: Uint32Array; readonly furthest: number } {
  const all = Uint32Array.from(errors, (_, row) => row);
  if (all.length <= mostPoints) return { rows: all, furthest: 0 };
  const size = (row: number): number => Math.abs(errors[row] ?? 0);
  const byError = all.slice().sort((a, b) => size(b) - size(a));
  const others = byError.subarray(mostFurthest).slice().sort();
  const stride = others.length / (mostPoints - mostFurthest);
  const sampled = Array.from(
    { length: mostPoints - mostFurthest },
    (_, index) => others[Math.floor(index * stride)] ?? 0,
  );
  return {
    rows: Uint32Array.from([...byError.subarray(0, mostFurthest), ...sampled]).sort(),
    furthest: mostFurthest,
  };
}
