import type { Sentence } from '#contract/sentence.ts';
import type { DatasetFormat, TextEncoding } from '#contract/dataset.ts';
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
  /** The categories are texts of free words, which a step makes terms of. */
  readonly free?: true;
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
  readonly warnings: readonly Sentence[];
  /** Those of the warnings that only say how the file was read: nothing is wrong. */
  readonly information?: readonly Sentence[];
}

/** What all rows of a column amount to, kept or not. */
export interface ColumnTotals {
  readonly missing: number;
  /** Of words that were all told apart. */
  readonly distinct?: number;
  readonly mean?: number;
  readonly standardDeviation?: number;
  readonly min?: number;
  readonly max?: number;
  /** Rows of each category, in their order. */
  readonly counts?: Float64Array;
}

/** Sides and channels of an image, whose values stand row by row, the channels of a pixel side by side. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Images as they are read: image after image, each as `shape` says. */
export interface ImageRows {
  readonly shape: ImageShape;
  readonly values: Uint8Array | Float32Array;
}

export interface Table extends DatasetIdentity {
  readonly kind: 'table';
  readonly format: Exclude<DatasetFormat, 'text'>;
  readonly rowCount: number;
  readonly columns: readonly Column[];
  /** Set where the file has more rows than were kept: `rowCount` is what was kept, taken evenly. */
  readonly totals?: { readonly rows: number; readonly columns: readonly ColumnTotals[] };
  /** What the rows are images of, be it as `images` or as columns of numbers, in order. */
  readonly image?: ImageShape;
  /** The images of the rows, beside what columns say of them. */
  readonly images?: ImageRows;
  readonly dialect?: TextDialect;
}

/** How the text of a table was read. */
export interface TextDialect {
  readonly encoding: TextEncoding;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly decimalComma?: boolean;
}

export interface Text extends DatasetIdentity {
  readonly kind: 'text';
  readonly text: string;
}

export type Dataset = Table | Text;
