import type { ParamValue } from '#contract/param.ts';
import { formatDate } from './dates.ts';
import type { Column } from './table.ts';

/** A cell as a typed value; null is missing. */
export function cellOf(column: Column, row: number): ParamValue {
  if (column.type === 'number') {
    const value = column.values[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }
  if (column.type === 'date') {
    const value = column.values[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : formatDate(value);
  }
  if (column.type === 'category') return column.categories[column.codes[row] ?? -1] ?? null;
  return column.values[row] ?? null;
}
