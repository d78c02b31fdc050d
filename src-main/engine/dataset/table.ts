import type { CodedError } from '#contract/errors.ts';
import type { SlashOrder } from './dates.ts';

/** A column of numbers; NaN is missing. */
export interface NumberColumn {
  readonly type: 'number';
  readonly name: string;
  readonly values: Float64Array;
  /** The first cell that is not a number, raised as an error once the column is used. */
  readonly problem?: CodedError;
}

/** A column of few distinct words: an index into `categories` per row, −1 is missing. */
export interface CategoryColumn {
  readonly type: 'category';
  readonly name: string;
  readonly codes: Int32Array;
  /** Sorted: numbers by value, words by code unit, so that the order does not depend on the rows'. */
  readonly categories: readonly string[];
}

/** A column of dates, in milliseconds since 1970; NaN is missing. */
export interface DateColumn {
  readonly type: 'date';
  readonly name: string;
  readonly values: Float64Array;
  /** How its dates with slashes are read, for those that are typed later. */
  readonly slashes?: SlashOrder;
  /** The first cell that is not a date, raised as an error once the column is used. */
  readonly problem?: CodedError;
}

/** A column of free text or one left out on purpose; null is missing. */
export interface TextColumn {
  readonly type: 'text' | 'ignore';
  readonly name: string;
  readonly values: readonly (string | null)[];
}

export type Column = NumberColumn | CategoryColumn | DateColumn | TextColumn;

interface DatasetIdentity {
  readonly name: string;
  /** Of the file's bytes; of the generated numbers for a generated dataset. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly warnings: readonly string[];
}

export interface Table extends DatasetIdentity {
  readonly kind: 'table';
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

export interface Text extends DatasetIdentity {
  readonly kind: 'text';
  readonly text: string;
}

export type Dataset = Table | Text;
