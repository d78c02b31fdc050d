import type { ColumnType } from '#contract/dataset.ts';
import { CodedError } from '#contract/errors.ts';
import type { CsvRecord } from './csv.ts';
import { parseDate, slashOrder } from './dates.ts';
import type { CategoryColumn, Column } from './table.ts';

/** Words that mean "no value", whatever their case. */
const missingWords = new Set(['', 'na', 'nan', 'null', '?']);
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Above so many distinct words a column is text, unless most of them come up again and again. */
const fewCategories = 50;

export function isMissing(cell: string): boolean {
  return missingWords.has(cell.trim().toLowerCase());
}

/** A cell as a number, NaN when it is none. With `decimalComma`, "1,5" is 1.5. */
export function parseNumber(cell: string, decimalComma: boolean): number {
  let text = cell.trim();
  if (decimalComma && !text.includes('.')) text = text.replace(',', '.');
  return numberPattern.test(text) ? Number(text) : Number.NaN;
}

export interface ColumnSource {
  readonly fileName: string;
  readonly name: string;
  /** Position in the records' cells. */
  readonly index: number;
  readonly records: readonly CsvRecord[];
  readonly decimalComma: boolean;
  /** A type that was asked for; found from the cells when undefined. */
  readonly wanted: ColumnType | undefined;
}

/**
 * Types the cells of one column. More than half numbers make a number column, and then a cell that is no number is
 * a problem of the file, which names its row; cells that are dates without exception make dates; few distinct
 * words make categories; the rest is text.
 */
export function readColumn(source: ColumnSource): Column {
  const cells = source.records.map((record) => record.cells[source.index] ?? '');
  const type = source.wanted ?? findType(cells, source.decimalComma);
  if (type === 'number') return readNumbers(source, cells);
  if (type === 'date') return readDates(source, cells);
  const values = cells.map((cell) => (isMissing(cell) ? null : cell.trim()));
  if (type === 'category') return categoryColumn(source.name, values);
  return { type, name: source.name, values };
}

function findType(cells: readonly string[], decimalComma: boolean): ColumnType {
  const present = cells.filter((cell) => !isMissing(cell));
  const numbers = present.filter((cell) => !Number.isNaN(parseNumber(cell, decimalComma))).length;
  if (numbers * 2 > present.length || present.length === 0) return 'number';
  const slashes = slashOrder(present) ?? undefined;
  // Only where every cell is one: a single other word says that they are names.
  if (present.every((cell) => !Number.isNaN(parseDate(cell, slashes)))) return 'date';
  const distinct = new Set(present.map((cell) => cell.trim())).size;
  const recurring = distinct * 5 <= present.length;
  return recurring || (distinct <= fewCategories && distinct < present.length) ? 'category' : 'text';
}

function readNumbers(source: ColumnSource, cells: readonly string[]): Column {
  const values = new Float64Array(cells.length);
  let problem: CodedError | undefined;
  for (const [row, cell] of cells.entries()) {
    const value = isMissing(cell) ? Number.NaN : parseNumber(cell, source.decimalComma);
    values[row] = Number.isFinite(value) ? value : Number.NaN;
    if (problem === undefined && !isMissing(cell) && !Number.isFinite(value)) {
      problem = wrongCell(source, row, cell, 'number');
    }
  }
  const column = { type: 'number', name: source.name, values } as const;
  return problem === undefined ? column : { ...column, problem };
}

function readDates(source: ColumnSource, cells: readonly string[]): Column {
  const slashes = slashOrder(cells.filter((cell) => !isMissing(cell))) ?? undefined;
  const values = Float64Array.from(cells, (cell) =>
    isMissing(cell) ? Number.NaN : parseDate(cell, slashes),
  );
  const wrong = cells.findIndex((cell, row) => !isMissing(cell) && Number.isNaN(values[row]));
  const column = {
    type: 'date',
    name: source.name,
    values,
    ...(slashes === undefined ? {} : { slashes }),
  } as const;
  if (wrong < 0) return column;
  return { ...column, problem: wrongCell(source, wrong, cells[wrong] ?? '', 'date') };
}

function wrongCell(source: ColumnSource, row: number, cell: string, wanted: 'number' | 'date'): CodedError {
  const line = source.records[row]?.line ?? row + 2;
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
  const message =
    `${source.fileName}: row ${row + 1} (line ${line} of the file), column "${source.name}": ` +
    `"${shown}" is not a ${wanted}${wanted === 'date' ? ' such as 2024-05-31' : ''}. Correct the cell, leave it empty if the value is missing, or set the column's type to category or ignore.`;
  return new CodedError('invalid_input', message, {
    issues: [{ path: `dataset.types.${source.name}`, message }],
    row: row + 1,
    line,
    column: source.name,
  });
}

/** Codes for words. Categories are sorted, so that the same words get the same codes in any order of rows. */
export function categoryColumn(name: string, values: readonly (string | null)[]): CategoryColumn {
  const categories = sortCategories(new Set(values.filter((value) => value !== null)));
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1)));
  return { type: 'category', name, codes, categories };
}

function sortCategories(words: ReadonlySet<string>): string[] {
  const sorted = [...words].sort();
  return sorted.every((word) => numberPattern.test(word))
    ? sorted.sort((a, b) => Number(a) - Number(b))
    : sorted;
}
