import type { ColumnSummary } from '#contract/dataset.ts';
import { looksLikeId } from './row-id.ts';
import type { Column } from './table.ts';

/** More names than this are counted instead. */
const mostNames = 8;

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
): string[] {
  const problems = columns.flatMap(({ column }) =>
    (column.type === 'number' || column.type === 'date') && column.problem !== undefined
      ? [column.problem.message]
      : [],
  );
  const holes = columns.filter(({ column, summary }) => summary.missing > 0 && !('problem' in column));
  // The corners of images are often the same everywhere, and nobody leaves single pixels out.
  if (areImages) return [...problems, ...missing(holes)];
  const constant = columns.filter(({ summary }) => summary.distinct === 1 && summary.missing === 0);
  const ids = columns.filter(({ column, summary }) => looksLikeId(column, rowCount, summary.distinct));
  return [...problems, ...numbering(ids), ...missing(holes), ...same(constant)];
}

function missing(columns: readonly RemarkedColumn[]): string[] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const { name, missing: count } = first.summary;
  if (others.length === 0)
    return [`Column "${name}" has ${count === 1 ? 'one missing value' : `${count} missing values`}.`];
  const listed = columns.map(({ summary }) => `"${summary.name}" (${summary.missing})`);
  return [`Values are missing in ${enumerate(listed)}.`];
}

function same(columns: readonly RemarkedColumn[]): string[] {
  const names = columns.map(({ summary }) => `"${summary.name}"`);
  if (names.length === 0) return [];
  if (names.length === 1)
    return [`Column ${names.join()} has the same value in every row; it tells nothing.`];
  return [`${enumerate(names)} have the same value in every row; they tell nothing.`];
}

function numbering(columns: readonly RemarkedColumn[]): string[] {
  const names = columns.map(({ summary }) => `"${summary.name}"`);
  if (names.length === 0) return [];
  if (names.length === 1)
    return [`Column ${names.join()} looks like a row's number or name; leave it out of the features.`];
  return [`${enumerate(names)} look like a row's number or name; leave them out of the features.`];
}

/** `"a", "b" and "c"`; many are cut short with how many more there are. */
function enumerate(names: readonly string[]): string {
  const shown = names.length > mostNames ? names.slice(0, mostNames) : names.slice(0, -1);
  const last = names.length > mostNames ? `${names.length - mostNames} more columns` : names.at(-1);
  return `${shown.join(', ')} and ${last ?? ''}`;
}
