import type { ColumnSummary, Quantiles } from '#contract/dataset.ts';
import { histogram, moments, quantile } from '../../base/statistics.ts';
import type { Column, ColumnTotals, DateColumn, NumberColumn } from './table.ts';

const shownCategories = 50;
const histogramBins = 20;

/** Statistics of a column. `totals` are those of all rows, where only some of them were kept. */
export function summarise(column: Column, totals: ColumnTotals | undefined): ColumnSummary {
  switch (column.type) {
    case 'number':
    case 'date':
      return summariseNumbers(column, totals);
    case 'category':
      return { ...summariseWords(column, totals), categories: commonest(column, totals) };
    default:
      return summariseWords(column, totals);
  }
}

function summariseNumbers(
  column: NumberColumn | DateColumn,
  totals: ColumnTotals | undefined,
): ColumnSummary {
  const kept = moments(column.values);
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const summary = {
    name: column.name,
    type: column.type,
    missing: totals?.missing ?? column.values.length - kept.count,
    distinct: countSteps(sorted),
  };
  if (kept.count === 0) return summary;
  const { mean, standardDeviation, min, max } = { ...kept, ...totals };
  const bins = histogram(column.values, min, max, histogramBins);
  if (column.type === 'date') return { ...summary, min, max, histogram: bins };
  return { ...summary, mean, standardDeviation, min, max, quantiles: quantilesOf(sorted), histogram: bins };
}

/** Distinct values of sorted ones. */
function countSteps(sorted: Float64Array): number {
  let distinct = 0;
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct++;
  return distinct;
}

function quantilesOf(sorted: Float64Array): Quantiles {
  const [q05, q25, q50, q75, q95] = [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => quantile(sorted, share));
  return { q05: q05 ?? 0, q25: q25 ?? 0, q50: q50 ?? 0, q75: q75 ?? 0, q95: q95 ?? 0 };
}

function summariseWords(
  column: Exclude<Column, NumberColumn | DateColumn>,
  totals: ColumnTotals | undefined,
): ColumnSummary {
  const { name, type } = column;
  if (column.type === 'category') {
    const missing = totals?.missing ?? column.codes.reduce((sum, code) => (code < 0 ? sum + 1 : sum), 0);
    return {
      name,
      type,
      missing,
      distinct: totals?.distinct ?? new Set(column.codes.filter((c) => c >= 0)).size,
    };
  }
  const distinct = new Set<string>();
  let missing = 0;
  for (const word of column.values) {
    if (word === null) missing++;
    else distinct.add(word);
  }
  return { name, type, missing: totals?.missing ?? missing, distinct: totals?.distinct ?? distinct.size };
}

function commonest(
  column: Extract<Column, { type: 'category' }>,
  totals: ColumnTotals | undefined,
): readonly { readonly value: string; readonly count: number }[] {
  const counts = totals?.counts ?? new Float64Array(column.categories.length);
  if (totals?.counts === undefined) {
    for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  return column.categories
    .map((value, code) => ({ value, count: counts[code] ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, shownCategories);
}
