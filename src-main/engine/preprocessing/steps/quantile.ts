import { normalQuantile } from '../../../base/normal.ts';
import { quantile, sortedPresent } from '../../../base/quantile.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { numberColumn, type Frame } from '../frame.ts';
import { replaceColumns } from '../step.ts';

export interface FittedQuantile {
  readonly step: 'quantile';
  readonly to: 'uniform' | 'normal';
  readonly columns: readonly {
    readonly column: string;
    /** The training values at equally spaced shares, ascending. */
    readonly quantiles: readonly number[];
  }[];
}

/** A column without any value passes as it is. */
export function fitQuantile(
  to: 'uniform' | 'normal',
  most: number,
  columns: readonly NumberColumn[],
): FittedQuantile {
  return {
    step: 'quantile',
    to,
    columns: columns.flatMap((column) => {
      const sorted = sortedPresent(column.values);
      if (sorted.length === 0) return [];
      let reached = Number.NEGATIVE_INFINITY;
      const quantiles = shares(Math.max(1, Math.min(most, column.values.length))).map((share) => {
        // Through per cent and back, and never falling, as in NumPy: the last digit decides among equal values.
        reached = Math.max(reached, quantile(sorted, (share * 100) / 100));
        return reached;
      });
      return [{ column: column.name, quantiles }];
    }),
  };
}

export function applyQuantile(fitted: FittedQuantile, frame: Frame): Frame {
  return replaceColumns(frame, fitted.columns, (column, { quantiles }) => {
    if (column.type !== 'number') return [column];
    const ranks = shares(quantiles.length);
    return [
      numberColumn(
        column.name,
        column.values.map((value) => {
          const share = shareBelow(value, quantiles, ranks);
          return fitted.to === 'uniform' ? share : toNormal(value, share, quantiles);
        }),
      ),
    ];
  });
}

function shares(count: number): number[] {
  if (count === 1) return [0];
  const step = 1 / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : i * step));
}

/** The share of training values below x; for a value that occurs often, the middle of its shares. */
function shareBelow(x: number, quantiles: readonly number[], ranks: readonly number[]): number {
  const last = quantiles.length - 1;
  if (Number.isNaN(x)) return x;
  // In a constant column both ends are the same value, which counts as the lower.
  if (x === quantiles[0]) return 0;
  if (x === quantiles[last]) return 1;
  if (x < (quantiles[0] ?? 0)) return 0;
  if (x > (quantiles[last] ?? 0)) return 1;
  const at = (i: number): number => quantiles[i] ?? 0;
  const rank = (i: number): number => ranks[i] ?? 0;
  const above = firstAbove(quantiles, x);
  const between = (i: number): number =>
    rank(i) + ((rank(i + 1) - rank(i)) / (at(i + 1) - at(i))) * (x - at(i));
  if (at(above - 1) < x) return between(above - 1);
  // x is one of the landmarks: the middle of the first and the last that equal it.
  let first = above - 1;
  while (first > 0 && at(first - 1) === x) first--;
  return 0.5 * (rank(above - 1) + rank(first));
}

/** Index of the first value above x. */
function firstAbove(values: readonly number[], x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Ends that would be infinite are put at ±5.2. */
const end = 1e-7;
const lowest = normalQuantile(end - 2 ** -52);
const highest = normalQuantile(1 - (end - 2 ** -52));

function toNormal(x: number, share: number, quantiles: readonly number[]): number {
  if (Number.isNaN(x)) return x;
  if (x - end < (quantiles[0] ?? 0)) return lowest;
  if (x + end > (quantiles.at(-1) ?? 0)) return highest;
  return Math.min(highest, Math.max(lowest, normalQuantile(share)));
}
