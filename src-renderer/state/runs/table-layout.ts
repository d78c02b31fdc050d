import type { RunState } from '#contract/run.ts';
import { statistics, type Grouping } from './grouping.ts';
import { leastWidth, mostWidth, nameColumn, newestFirst, parseColumn, type Sort } from './columns.ts';

/** What is kept of the runs table over restarts. */
export interface TableLayout {
  /** Ids of the chosen columns in order; null while they choose themselves. */
  readonly columns: readonly string[] | null;
  readonly widths: Readonly<Record<string, number>>;
  readonly sort: Sort;
  /** Ids of columns that stay in view at the left. */
  readonly pinned?: readonly string[];
  readonly grouping?: Grouping | null;
  /** The run to which all others are compared. */
  readonly baseline?: number | null;
  /** Whether differences to it are shown as they are, or as shares of it. */
  readonly difference?: Difference;
}

/** Which runs a table shows. */
export interface TableFilter {
  readonly text: string;
  readonly states: readonly RunState[];
  readonly experiment: string | null;
  /** Archived ones in place of the others. */
  readonly archived: boolean;
}

export const differences = ['absolute', 'relative'] as const;
export type Difference = (typeof differences)[number];

export const initialLayout: TableLayout = { columns: null, widths: {}, sort: newestFirst };

/** Whether a stored document is a layout; one of another version may not be. */
export function isTableLayout(value: unknown): value is TableLayout {
  if (typeof value !== 'object' || value === null) return false;
  const { columns, widths, sort, pinned, grouping, baseline, difference } = value as Partial<
    Record<keyof TableLayout, unknown>
  >;
  const isPinned = pinned === undefined || (pinned !== null && isColumns(pinned));
  const isBaseline = baseline === undefined || baseline === null || Number.isSafeInteger(baseline);
  const isDifference = difference === undefined || differences.some((known) => known === difference);
  if (!isPinned || !isGrouping(grouping) || !isBaseline || !isDifference) return false;
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

function isGrouping(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  const { by, statistic } = value as Partial<Record<keyof Grouping, unknown>>;
  return typeof by === 'string' && by.length <= 1000 && statistics.some((known) => known === statistic);
}

function isSort(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { by, direction } = value as Partial<Record<keyof Sort, unknown>>;
  return typeof by === 'string' && by.length <= 1100 && (direction === 'asc' || direction === 'desc');
}
