import type { ColumnSummary, DatasetSpec, DatasetSummary } from '#contract/dataset.ts';
import type { ParamValue } from '#contract/param.ts';
import { histogram, moments } from '../../base/statistics.ts';
import { formatDate } from './dates.ts';
import type { DatasetFiles } from './files.ts';
import { loadDataset } from './load.ts';
import { proposeTarget } from './select.ts';
import type { Column, Table } from './table.ts';

const headRows = 20;
const shownCategories = 50;
const histogramBins = 20;

/**
 * Reads a dataset and says what it is: columns with types and statistics, first rows, things a person should know.
 * Throws `invalid_input` only for a file that cannot be read as rows; a bad cell is a warning here.
 */
export async function describeDataset(spec: DatasetSpec, files: DatasetFiles): Promise<DatasetSummary> {
  const dataset = await loadDataset(spec, files);
  const identity = {
    name: dataset.name,
    source: spec.source,
    sha256: dataset.sha256,
    sizeBytes: dataset.sizeBytes,
  };
  if (dataset.kind === 'text') {
    const lines = dataset.text.split('\n');
    const characters = [...dataset.text];
    return {
      ...identity,
      format: 'text',
      rowCount: lines.length,
      columns: [],
      head: lines.slice(0, headRows).map((line) => [line]),
      proposedTarget: null,
      characters: { count: characters.length, distinct: new Set(characters).size },
      warnings: dataset.warnings,
    };
  }
  const columns = dataset.columns.map(summarise);
  return {
    ...identity,
    format: 'csv',
    rowCount: dataset.rowCount,
    columns,
    head: Array.from({ length: Math.min(headRows, dataset.rowCount) }, (_, row) =>
      dataset.columns.map((column) => cellOf(column, row)),
    ),
    proposedTarget: proposeTarget(dataset.columns),
    warnings: [...dataset.warnings, ...warningsOf(dataset, columns)],
  };
}

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

function summarise(column: Column): ColumnSummary {
  if (column.type === 'number' || column.type === 'date') {
    const { count, mean, standardDeviation, min, max } = moments(column.values);
    const summary = {
      name: column.name,
      type: column.type,
      missing: column.values.length - count,
      distinct: new Set(column.values.filter((value) => !Number.isNaN(value))).size,
    };
    if (count === 0) return summary;
    const bins = histogram(column.values, min, max, histogramBins);
    if (column.type === 'date') return { ...summary, min, max, histogram: bins };
    return { ...summary, mean, standardDeviation, min, max, histogram: bins };
  }
  const words =
    column.type === 'category'
      ? Array.from(column.codes, (code) => column.categories[code] ?? null)
      : column.values;
  const counts = new Map<string, number>();
  let missing = 0;
  for (const word of words) {
    if (word === null) missing++;
    else counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const summary = { name: column.name, type: column.type, missing, distinct: counts.size };
  if (column.type !== 'category') return summary;
  const categories = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, shownCategories);
  return { ...summary, categories };
}

function warningsOf(table: Table, columns: readonly ColumnSummary[]): string[] {
  const warnings: string[] = [];
  for (const [index, column] of columns.entries()) {
    const source = table.columns[index];
    const problem = source?.type === 'number' || source?.type === 'date' ? source.problem : undefined;
    if (problem !== undefined) warnings.push(problem.message);
    else if (column.missing > 0) {
      const values = column.missing === 1 ? 'one missing value' : `${column.missing} missing values`;
      warnings.push(`Column "${column.name}" has ${values}.`);
    }
    if (column.distinct === 1 && column.missing === 0) {
      warnings.push(`Column "${column.name}" has the same value in every row; it tells nothing.`);
    }
    if (looksLikeId(column, table.rowCount)) {
      warnings.push(
        `Column "${column.name}" looks like a row's number or name; leave it out of the features.`,
      );
    }
  }
  return warnings;
}

function looksLikeId(column: ColumnSummary, rowCount: number): boolean {
  return (
    rowCount >= 10 &&
    column.distinct === rowCount &&
    /^(id|index|row|nr|no|number|uuid|column 1)$|_id$|Id$/i.test(column.name)
  );
}
