import type { ColumnType } from '#contract/dataset.ts';
import { parseNumber, type MissingWords } from './cells.ts';
import { parseDate } from './dates.ts';
import type { Column, ColumnTotals } from './table.ts';

/** What reads a column, one cell after the other. */
export interface ColumnBuilder {
  /** A cell as it stands in the file. `keep` is false for a row that only counts towards the totals. */
  add(cell: string, keep: boolean): void;
  /** A number from a format that has numbers; NaN is missing. */
  addNumber(value: number, keep: boolean): void;
  /** So many rows without a value; `kept` of them are kept. */
  addMissing(times: number, kept: number): void;
  /** Forgets every second kept row. */
  thin(): void;
  /** The column and its totals; the other way of reading it, where the cells turned out to be of the other kind. */
  finish(): { readonly column: Column; readonly totals: ColumnTotals } | ReadAs;
}

/** A column is read as numbers, as dates, or as words that are told apart by a dictionary. */
export type ReadAs = 'numbers' | 'dates' | 'words';

export interface BuilderOptions {
  readonly fileName: string;
  readonly name: string;
  /** A type that was asked for; found from the cells when undefined. */
  readonly wanted: ColumnType | undefined;
  readonly decimalComma: boolean;
  readonly missing: MissingWords;
  /** Where the reader is, for messages: row counted from 1, and the line of the file where it has lines. */
  readonly place: () => { readonly row: number; readonly line: number | null };
}

/** By the beginning of the column: numbers if they are more than half of what is there, dates if all of it is. */
export function guessReadAs(cells: readonly string[], options: Omit<BuilderOptions, 'place'>): ReadAs {
  if (options.wanted === 'number') return 'numbers';
  if (options.wanted === 'date') return 'dates';
  if (options.wanted !== undefined) return 'words';
  let present = 0;
  let numbers = 0;
  let dates = 0;
  /** Words that are missing where the others are numbers, such as "none". */
  let perhapsMissing = 0;
  for (const cell of cells) {
    const trimmed = cell.trim();
    if (options.missing.anywhere(trimmed)) continue;
    present++;
    if (!Number.isNaN(parseNumber(trimmed, options.decimalComma))) numbers++;
    else if (mayBeDate(trimmed)) dates++;
    else if (options.missing.amongNumbers(trimmed)) perhapsMissing++;
  }
  if (present === 0 || (numbers > 0 && numbers * 2 > present - perhapsMissing)) return 'numbers';
  return dates === present ? 'dates' : 'words';
}

/** Whether it is one in either order of day and month. */
export function mayBeDate(cell: string): boolean {
  return !Number.isNaN(parseDate(cell, 'dayFirst')) || !Number.isNaN(parseDate(cell, 'monthFirst'));
}
