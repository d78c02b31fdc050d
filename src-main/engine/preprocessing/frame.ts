import type { UsableColumn } from '../dataset/select.ts';
import type { CategoryColumn, NumberColumn } from '../dataset/table.ts';

/** Categories as ids for a model to embed: 0 for what is missing, rare or unseen, then 1, 2, … */
export interface IdColumn {
  readonly type: 'id';
  readonly name: string;
  readonly ids: Int32Array;
  /** How many ids there are, 0 among them. */
  readonly count: number;
}

export type FrameColumn = UsableColumn | IdColumn;
/** Columns on their way through the steps; all of one length. */
export type Frame = readonly FrameColumn[];

/** The given rows of a column, as a column of its own. */
export function takeRows<Column extends UsableColumn>(column: Column, rows: Uint32Array): Column;
export function takeRows(column: UsableColumn, rows: Uint32Array): UsableColumn {
  if (column.type === 'category') {
    return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
  }
  const values = Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN);
  return column.type === 'number' ? numberColumn(column.name, values) : { ...column, values };
}

export function numberColumn(name: string, values: Float64Array): NumberColumn {
  return { type: 'number', name, values };
}

export function rowCountOf(frame: Frame): number {
  const first = frame[0];
  return first === undefined ? 0 : lengthOf(first);
}

function lengthOf(column: FrameColumn): number {
  if (column.type === 'category') return column.codes.length;
  return column.type === 'id' ? column.ids.length : column.values.length;
}

/** The first row without a value; −1 where every row has one. An id stands for what is missing, too. */
export function firstHole(column: FrameColumn): number {
  if (column.type === 'category') return column.codes.findIndex((code) => code < 0);
  return column.type === 'id' ? -1 : column.values.findIndex(Number.isNaN);
}

/**
 * Rows × columns as 32-bit floats, row after row. All columns have to be numbers or ids. `onTooLarge` is called for the
 * first number of a column that a 32-bit float cannot hold.
 */
export function toMatrix(frame: Frame, onTooLarge: (column: string, value: number) => void): Float32Array {
  const rows = rowCountOf(frame);
  const matrix = new Float32Array(rows * frame.length);
  for (const [index, column] of frame.entries()) {
    if (column.type !== 'number' && column.type !== 'id') {
      throw new Error(`column "${column.name}" is not numeric yet`);
    }
    const values = column.type === 'id' ? column.ids : column.values;
    for (let row = 0; row < rows; row++) {
      const value = values[row] ?? Number.NaN;
      const place = row * frame.length + index;
      matrix[place] = value;
      if (!Number.isFinite(matrix[place])) onTooLarge(column.name, value);
    }
  }
  return matrix;
}

export function wordOf(column: CategoryColumn, row: number): string | null {
  return column.categories[column.codes[row] ?? -1] ?? null;
}

/** Numbers that stand for classes, such as a month, as the words that they are written as, by value. */
export function asCategories(column: NumberColumn | CategoryColumn): CategoryColumn {
  if (column.type === 'category') return column;
  const seen = [...new Set(column.values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b);
  const codeOf = new Map(seen.map((value, code) => [value, code]));
  return {
    type: 'category',
    name: column.name,
    codes: Int32Array.from(column.values, (value) => codeOf.get(value) ?? -1),
    categories: seen.map(String),
  };
}

/** How often each category occurs, by its code. */
export function categoryCounts(column: CategoryColumn): Uint32Array {
  const counts = new Uint32Array(column.categories.length);
  for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** The categories that occur, in their order. */
export function occurring(column: CategoryColumn): string[] {
  const counts = categoryCounts(column);
  return column.categories.filter((_, code) => (counts[code] ?? 0) > 0);
}

/** Ties go to the category that sorts first. */
export function commonestCategory(column: CategoryColumn): string {
  const counts = categoryCounts(column);
  return column.categories[counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))] ?? '';
}
