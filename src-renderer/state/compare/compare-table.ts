import { compareBys, type CompareBy, type MetricRow, type PlainRow } from './comparison-rows.ts';

/** The parts of the table; `all` shows one below the other. */
export const tableSections = ['all', 'metrics', 'params', 'environment'] as const;
export type TableSection = (typeof tableSections)[number];

/** `usual`: as people look, what differs first. `difference`: what differs most first. */
export const rowOrders = ['usual', 'name', 'difference'] as const;
export type RowOrder = (typeof rowOrders)[number];

/** How the table was arranged; kept over restarts. */
export interface TableOptions {
  readonly section: TableSection;
  readonly order: RowOrder;
  readonly onlyDiffering: boolean;
  readonly by: CompareBy;
  /** Numbers of runs. */
  readonly hidden: readonly number[];
  readonly pinned: readonly number[];
  readonly curves: boolean;
}

export const usualOptions: TableOptions = {
  section: 'all',
  order: 'usual',
  onlyDiffering: true,
  by: 'final',
  hidden: [],
  pinned: [],
  curves: true,
};

export function isTableOptions(value: unknown): value is TableOptions {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1];
  const isNumbers = (list: unknown): boolean =>
    Array.isArray(list) && list.every((item) => typeof item === 'number');
  return (
    tableSections.some((one) => one === has('section')) &&
    rowOrders.some((one) => one === has('order')) &&
    compareBys.some((one) => one === has('by')) &&
    typeof has('onlyDiffering') === 'boolean' &&
    typeof has('curves') === 'boolean' &&
    isNumbers(has('hidden')) &&
    isNumbers(has('pinned'))
  );
}

/** Whether a row is called so, in the words of the window or by its path: all words of the text occur. */
export function rowMatches(text: string, ...names: readonly string[]): boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const name = names.join(' ').toLowerCase();
  return words.every((word) => name.includes(word));
}

/** Metrics in an order; by difference means by their range as a share of the largest value. */
export function orderedMetrics(rows: readonly MetricRow[], order: RowOrder): readonly MetricRow[] {
  if (order === 'name') return [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (order === 'usual') return rows;
  const rank = new Map(rows.map((row) => [row.key, rangeOf(row)]));
  return [...rows].sort((a, b) => (rank.get(b.key) ?? 0) - (rank.get(a.key) ?? 0));
}

function rangeOf({ cells }: MetricRow): number {
  const values = cells.flatMap(({ value }) => (value === null || !Number.isFinite(value) ? [] : [value]));
  const most = Math.max(0, ...values.map(Math.abs));
  return most === 0 || values.length < 2 ? 0 : (Math.max(...values) - Math.min(...values)) / most;
}

/** Params or facts in an order; by difference means by how many values they have. */
export function orderedPlain<R extends PlainRow>(rows: readonly R[], order: RowOrder): readonly R[] {
  if (order === 'name') return [...rows].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (order === 'usual') return rows;
  return [...rows].sort((a, b) => new Set(b.values).size - new Set(a.values).size);
}
