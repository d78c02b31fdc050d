import type { AddedChart } from './added-chart.ts';
import { numberAt, type RunValues } from './run-values.ts';

/** The best of these rows by a value, the worst of them first, so that the best are drawn above; all where nothing is said. */
export function bestRows(
  chart: Pick<AddedChart, 'best'>,
  values: RunValues,
  field: string,
  rows: readonly number[],
): readonly number[] {
  if (chart.best === null) return rows;
  const { count, from } = chart.best;
  const column = values.column(field);
  const sorted = rows
    .map((row) => ({ row, value: numberAt(column, row, false) }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => (from === 'high' ? b.value - a.value : a.value - b.value));
  return sorted
    .slice(0, count)
    .map(({ row }) => row)
    .reverse();
}
