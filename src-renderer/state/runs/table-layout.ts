import { leastWidth, mostWidth, nameColumn, newestFirst, parseColumn, type Sort } from './columns.ts';

/** What is kept of the runs table over restarts. */
export interface TableLayout {
  /** Ids of the chosen columns in order; null while they choose themselves. */
  readonly columns: readonly string[] | null;
  readonly widths: Readonly<Record<string, number>>;
  readonly sort: Sort;
}

export const initialLayout: TableLayout = { columns: null, widths: {}, sort: newestFirst };

/** Whether a stored document is a layout; one of another version may not be. */
export function isTableLayout(value: unknown): value is TableLayout {
  if (typeof value !== 'object' || value === null) return false;
  const { columns, widths, sort } = value as Partial<Record<keyof TableLayout, unknown>>;
  return isColumns(columns) && isWidths(widths) && isSort(sort);
}

function isColumns(value: unknown): boolean {
  if (value === null) return true;
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && parseColumn(id) !== null);
}

function isWidths(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([id, width]: [string, unknown]) =>
      (id === nameColumn || parseColumn(id) !== null) &&
      typeof width === 'number' &&
      width >= leastWidth &&
      width <= mostWidth,
  );
}

function isSort(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { by, direction } = value as Partial<Record<keyof Sort, unknown>>;
  return typeof by === 'string' && by.length <= 1100 && (direction === 'asc' || direction === 'desc');
}
