import type { ColumnSummary, DatasetSpec, DatasetSummary } from '#contract/dataset.ts';
import { cellOf } from './cell-of.ts';
import { correlationsOf } from './correlations.ts';
import type { DatasetFiles } from './files.ts';
import { loadDataset } from './load.ts';
import { looksLikeId } from './row-id.ts';
import { proposeTarget } from './select.ts';
import { summarise } from './summarise.ts';
import { keepSome } from './table-builder.ts';
import type { Table } from './table.ts';

const headRows = 20;
/** A warning about every column of a wide file would be read by nobody. */
const mostWarnings = 50;

/**
 * Reads a dataset and says what it is: columns with types and statistics, correlations, first rows, things a person
 * should know. A large file streams by and only some of its rows are kept (`sampledRows`). Throws `invalid_input`
 * only for a file that cannot be read as rows; a bad cell is a warning here.
 */
export async function describeDataset(spec: DatasetSpec, files: DatasetFiles): Promise<DatasetSummary> {
  const dataset = await loadDataset(spec, files, keepSome);
  const identity = {
    name: dataset.name,
    source: spec.source,
    sha256: dataset.sha256,
    sizeBytes: dataset.sizeBytes,
  };
  if (dataset.kind === 'text') {
    const lines = dataset.text.split('\n');
    return {
      ...identity,
      format: 'text',
      rowCount: lines.length,
      columns: [],
      head: lines.slice(0, headRows).map((line) => [line]),
      proposedTarget: null,
      characters: countCharacters(dataset.text),
      warnings: dataset.warnings,
    };
  }
  const { totals, image, dialect } = dataset;
  const columns = dataset.columns.map((column, index) => summarise(column, totals?.columns[index]));
  const correlations = image === undefined ? correlationsOf(dataset.columns) : null;
  return {
    ...identity,
    format: dataset.format,
    rowCount: totals?.rows ?? dataset.rowCount,
    columns,
    head: Array.from({ length: Math.min(headRows, dataset.rowCount) }, (_, row) =>
      dataset.columns.map((column) => cellOf(column, row)),
    ),
    ...(totals === undefined ? {} : { sampledRows: dataset.rowCount }),
    ...(correlations === null ? {} : { correlations }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(image === undefined ? {} : { image }),
    proposedTarget: proposeTarget(dataset.columns),
    warnings: shortened([...dataset.warnings, ...warningsOf(dataset, columns)]),
  };
}

function countCharacters(text: string): { readonly count: number; readonly distinct: number } {
  const distinct = new Set<string>();
  let count = 0;
  for (const character of text) {
    distinct.add(character);
    count++;
  }
  return { count, distinct: distinct.size };
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
    // The corners of images are often the same everywhere.
    if (column.distinct === 1 && column.missing === 0 && table.image === undefined) {
      warnings.push(`Column "${column.name}" has the same value in every row; it tells nothing.`);
    }
    if (source !== undefined && looksLikeId(source, table.rowCount, column.distinct)) {
      warnings.push(
        `Column "${column.name}" looks like a row's number or name; leave it out of the features.`,
      );
    }
  }
  return warnings;
}

function shortened(warnings: readonly string[]): readonly string[] {
  if (warnings.length <= mostWarnings) return warnings;
  const more = warnings.length - mostWarnings;
  return [
    ...warnings.slice(0, mostWarnings),
    `There are ${more.toLocaleString('en')} more of such warnings.`,
  ];
}
