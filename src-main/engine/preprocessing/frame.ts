import type { CategoryColumn, NumberColumn } from '../dataset/table.ts';
import type { UsableColumn } from '../dataset/select.ts';

/** Columns on their way through the steps; all of one length. */
export type Frame = readonly UsableColumn[];

/** The given rows of a column, as a column of its own. */
export function takeRows(column: UsableColumn, rows: Uint32Array): UsableColumn {
  if (column.type === 'number') {
    const values = Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN);
    return numberColumn(column.name, values);
  }
  return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
}

export function numberColumn(name: string, values: Float64Array): NumberColumn {
  return { type: 'number', name, values };
}

export function rowCountOf(frame: Frame): number {
  const first = frame[0];
  if (first === undefined) return 0;
  return first.type === 'number' ? first.values.length : first.codes.length;
}

/** Rows × columns as 32-bit floats, row after row. All columns have to be numbers. */
export function toMatrix(frame: Frame): Float32Array {
  const rows = rowCountOf(frame);
  const matrix = new Float32Array(rows * frame.length);
  for (const [index, column] of frame.entries()) {
    if (column.type !== 'number') throw new Error(`column "${column.name}" is not numeric yet`);
    for (let row = 0; row < rows; row++)
      matrix[row * frame.length + index] = column.values[row] ?? Number.NaN;
  }
  return matrix;
}

export function wordOf(column: CategoryColumn, row: number): string | null {
  return column.categories[column.codes[row] ?? -1] ?? null;
}
