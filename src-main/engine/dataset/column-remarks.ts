import type { ColumnSummary } from '#contract/dataset.ts';
import type { CodedError } from '#contract/errors.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { looksLikeId } from './row-id.ts';
import type { Column } from './table.ts';

/** A column as it was read and what it amounts to. */
export interface RemarkedColumn {
  readonly column: Column;
  readonly summary: ColumnSummary;
}

/**
 * What a person should know of the columns before training on them, one line for all columns of which the same is to be
 * said: cells that do not fit, missing values, values that are the same everywhere, numbers of rows.
 */
export function columnRemarks(
  columns: readonly RemarkedColumn[],
  rowCount: number,
  areImages: boolean,
): Sentence[] {
  const problems = columns.flatMap(({ column }) =>
    (column.type === 'number' || column.type === 'date') && column.problem !== undefined
      ? [sentenceOf(column.problem)]
      : [],
  );
  const holes = columns.filter(({ column, summary }) => summary.missing > 0 && !('problem' in column));
  // The corners of images are often the same everywhere, and nobody leaves single pixels out.
  if (areImages) return [...problems, ...missing(holes)];
  const constant = columns.filter(({ summary }) => summary.distinct === 1 && summary.missing === 0);
  const ids = columns.filter(({ column, summary }) => looksLikeId(column, rowCount, summary.distinct));
  return [...problems, ...numbering(ids), ...missing(holes), ...same(constant)];
}

function missing(columns: readonly RemarkedColumn[]): Sentence[] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const { name, missing: count } = first.summary;
  if (others.length === 0) return [say('dataset.missing', { column: name, count })];
  const listed = columns.map(({ summary }) => `"${summary.name}" (${summary.missing})`);
  return [say('dataset.missingInSeveral', { columns: listed })];
}

function same(columns: readonly RemarkedColumn[]): Sentence[] {
  const [first, ...others] = columns.map(({ summary }) => summary.name);
  if (first === undefined) return [];
  if (others.length === 0) return [say('dataset.constant', { column: first })];
  return [say('dataset.severalConstant', { columns: quoted([first, ...others]) })];
}

function numbering(columns: readonly RemarkedColumn[]): Sentence[] {
  const [first, ...others] = columns.map(({ summary }) => summary.name);
  if (first === undefined) return [];
  if (others.length === 0) return [say('dataset.rowNames', { column: first })];
  return [say('dataset.severalRowNames', { columns: quoted([first, ...others]) })];
}

function quoted(names: readonly string[]): string[] {
  return names.map((name) => `"${name}"`);
}

function sentenceOf({ message, said }: CodedError): Sentence {
  return said === undefined ? { message } : { message, said };
}
