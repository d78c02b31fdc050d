import type { Correlations } from '#contract/dataset.ts';
import type { Column, NumberColumn } from './table.ts';

/** A square of more columns than that is read by nobody. */
const mostColumns = 30;

/**
 * Pearson's correlation between the first 30 columns of numbers, each pair over the rows that have both values. Null
 * for fewer than two such columns; a pair without spread has none.
 */
export function correlationsOf(columns: readonly Column[]): Correlations | null {
  const numbers = columns
    .filter((column): column is NumberColumn => column.type === 'number')
    .slice(0, mostColumns);
  if (numbers.length < 2) return null;
  const values: (number | null)[][] = numbers.map(() => numbers.map(() => null));
  for (const [i, a] of numbers.entries()) {
    for (const [j, b] of numbers.entries()) {
      const row = values[i];
      if (row !== undefined) row[j] = j < i ? (values[j]?.[i] ?? null) : pearson(a.values, b.values);
    }
  }
  return { columns: numbers.map(({ name }) => name), values };
}

/** Over the positions where neither is NaN; null without spread. Two passes, so that large means cost no digits. */
export function pearson(a: Float64Array, b: Float64Array): number | null {
  let count = 0;
  let meanA = 0;
  let meanB = 0;
  for (let at = 0; at < a.length; at++) {
    const x = a[at] ?? Number.NaN;
    const y = b[at] ?? Number.NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count++;
    meanA += (x - meanA) / count;
    meanB += (y - meanB) / count;
  }
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  for (let at = 0; at < a.length; at++) {
    const x = (a[at] ?? Number.NaN) - meanA;
    const y = (b[at] ?? Number.NaN) - meanB;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    squaresA += x * x;
    squaresB += y * y;
    products += x * y;
  }
  if (!(squaresA > 0) || !(squaresB > 0)) return null;
  return Math.max(-1, Math.min(1, products / Math.sqrt(squaresA) / Math.sqrt(squaresB)));
}
