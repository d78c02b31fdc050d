import * as v from 'valibot';
import type { ParamValue } from './param.ts';
import type { Sentence } from './sentence.ts';

export const columnTypes = ['number', 'category', 'date', 'text', 'ignore'] as const;
export type ColumnType = (typeof columnTypes)[number];

export const datasetSourceSchema = v.variant(
  'kind',
  [
    /** A file that ships with Descent, by its name in resources/samples. */
    v.strictObject({ kind: v.literal('sample'), name: v.string() }),
    /** A file of the user's, where it lies. */
    v.strictObject({ kind: v.literal('file'), path: v.pipe(v.string(), v.minLength(1, 'is empty')) }),
    /** A file dropped into the window, kept in the data directory by its content. */
    v.strictObject({
      kind: v.literal('stored'),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'has to be a SHA-256 in hex')),
    }),
    /** Generated: features uniform in [0,1), target = weights · features + bias + normal noise. */
    v.strictObject({
      kind: v.literal('linear'),
      rows: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1_000_000)),
      weights: v.pipe(v.array(v.number()), v.minLength(1)),
      bias: v.optional(v.number(), 0),
      /** Standard deviation of the noise. */
      noise: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
      seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    }),
  ],
  'has to be {"kind": "sample", "name": …}, {"kind": "file", "path": …}, {"kind": "stored", "sha256": …} or {"kind": "linear", …}',
);
export type DatasetSource = v.InferOutput<typeof datasetSourceSchema>;

/** How bytes become characters. UTF-8 and UTF-16 are found by themselves, GB18030 where its bytes are plain Chinese. */
export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252'] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** What a file can be; `images` is a folder with a folder of PNG and JPEG files per class. */
export const datasetFormats = ['csv', 'jsonl', 'parquet', 'idx', 'images', 'text'] as const;
export type DatasetFormat = (typeof datasetFormats)[number];

const imageSide = v.pipe(
  v.number(),
  v.integer('has to be a whole number of pixels'),
  v.minValue(1, 'has to be at least 1 pixel'),
  v.maxValue(512, 'has to be at most 512 pixels'),
);

const wholeFrom = (least: number) =>
  v.pipe(
    v.number(),
    v.integer('has to be a whole number'),
    v.minValue(least, `has to be at least ${least}`),
    v.maxValue(1000, 'has to be at most 1000'),
  );

/**
 * `random` draws rows; `stratified` keeps the shares of classes; `group` keeps the rows that share a value of the
 * column `by` together; `time` holds out the latest rows by that column; `column` holds out the rows whose `by` is
 * `value`; `ordered` holds out the end of the file.
 */
export const splitKinds = ['random', 'stratified', 'group', 'time', 'column', 'ordered'] as const;
export type SplitKind = (typeof splitKinds)[number];

export const splitSpecSchema = v.strictObject({
  kind: v.optional(v.picklist(splitKinds)),
  /** Share of the rows held out for validation. */
  validation: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0, 'has to be between 0 and 0.9'),
      v.maxValue(0.9, 'has to be between 0 and 0.9'),
    ),
  ),
  /** The column of `group`, `time` and `column`. It is no feature unless it is named as one. */
  by: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty'))),
  /** Of `column`: rows with this value are held out. */
  value: v.optional(v.union([v.string(), v.number(), v.boolean()])),
  /** Cut into so many parts of which one is held out, instead of by `validation`: for cross-validation. */
  folds: v.optional(wholeFrom(2)),
  /** Which of the folds is held out, from 0. */
  fold: v.optional(wholeFrom(0)),
});
export type SplitSpec = v.InferOutput<typeof splitSpecSchema>;

export const datasetSpecSchema = v.strictObject({
  source: datasetSourceSchema,
  /** By the file's name and content when left out. */
  format: v.optional(v.picklist(datasetFormats)),
  /** Between the cells of a CSV; found in the file when left out, as are the next four. */
  delimiter: v.optional(v.pipe(v.string(), v.length(1, 'has to be one character'))),
  /** Around cells that hold delimiters; empty for none. */
  quote: v.optional(v.pipe(v.string(), v.maxLength(1, 'has to be one character, or empty for none'))),
  encoding: v.optional(v.picklist(textEncodings)),
  /** Whether "1,5" is one and a half. */
  decimalComma: v.optional(v.boolean()),
  /** Words that mean "no value", whatever their case; an empty cell always does. */
  missing: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(100, 'holds more than 100 words')),
  ),
  /** The size that images of a folder are brought to; their own when all are of one size and small. */
  image: v.optional(
    v.strictObject({
      height: v.optional(imageSide),
      width: v.optional(imageSide),
      /** 1 is grey, 3 is red, green and blue. */
      channels: v.optional(v.picklist([1, 3], 'has to be 1 (grey) or 3 (colour)')),
    }),
  ),
  /** Column to be predicted; text has none, it predicts its own next character. */
  target: v.optional(v.string()),
  /** Of a target of two classes, the one that precision, recall, F1 and the curves are of; the second when left out. */
  positive: v.optional(v.string()),
  /** Columns to predict from; all others but the target when left out. */
  features: v.optional(v.array(v.string())),
  /** Types that differ from what was found. */
  types: v.optional(v.record(v.string(), v.picklist(columnTypes))),
  split: v.optional(splitSpecSchema),
});
export type DatasetSpec = v.InferOutput<typeof datasetSpecSchema>;
/** Of numbers in their order: the value below which that share lies, between two by linear interpolation. */
export interface Quantiles {
  readonly q05: number;
  readonly q25: number;
  readonly q50: number;
  readonly q75: number;
  readonly q95: number;
}

/**
 * A column as found in the file. Counts, means and extremes are of all rows; a date's `min` and `max` are milliseconds
 * since 1970.
 */
export interface ColumnSummary {
  readonly name: string;
  readonly type: ColumnType;
  readonly missing: number;
  readonly distinct: number;
  readonly mean?: number;
  readonly standardDeviation?: number;
  readonly min?: number;
  readonly max?: number;
  readonly quantiles?: Quantiles;
  /** Commonest values first, at most 50. */
  readonly categories?: readonly { readonly value: string; readonly count: number }[];
  /** Counts in 20 equal bins from min to max. */
  readonly histogram?: readonly number[];
}

export interface ImageSummary {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** One for each channel. */
  readonly mean?: readonly number[];
  readonly standardDeviation?: readonly number[];
}

export interface Correlations {
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** How often something occurs in a text. */
export interface Frequency {
  readonly value: string;
  readonly count: number;
}

/** What a text is made of, commonest first; of a long one, its first four million characters. */
export interface TextFigures {
  readonly characters: readonly Frequency[];
  /** In lower case; empty for a text in a script without spaces, whose words nobody marked. */
  readonly words: readonly Frequency[];
  readonly wordCount: number;
  readonly distinctWords: number;
  /** In characters, of lines that are not empty; counts in 20 equal bins from `min` to `max`. */
  readonly lineLengths: {
    readonly count: number;
    readonly min: number;
    readonly median: number;
    readonly max: number;
    readonly histogram: readonly number[];
  };
  /** Lines of at least 20 characters that are there more than once, word for word. */
  readonly repeatedLines: readonly Frequency[];
}

/** Data that Descent knows: a sample, a file that was dropped into it, or what a run was trained on. */
export interface KnownDataset {
  readonly name: string;
  readonly source: DatasetSource;
  /** 0 where nobody knows: of a folder, of generated data, and of what is gone. */
  readonly sizeBytes: number;
  /** There is no such file any more; what was trained on it stays. */
  readonly isGone: boolean;
  /** Runs on it that are not in the trash. */
  readonly runs: number;
  /** What it held when runs were trained on it, that of the newest run first. */
  readonly contents: readonly {
    readonly sha256: string;
    readonly runs: number;
    /** Rows that were trained on or held out; null where that is not known. */
    readonly rowCount: number | null;
  }[];
}

/** What a dataset is, before anything is trained on it. */
export interface DatasetSummary {
  readonly name: string;
  readonly format: DatasetFormat;
  readonly source: DatasetSource;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rowCount: number;
  readonly columns: readonly ColumnSummary[];
  /** The first rows, as typed values; null is missing. Text: its first lines. */
  readonly head: readonly (readonly ParamValue[])[];
  /** Proposed target: the column called target, label, class or y, else the last one. */
  readonly proposedTarget: string | null;
  /**
   * Set where the file is too large for every row to be kept while it is described: distinct values, quantiles,
   * histograms and correlations are of so many rows, taken evenly.
   */
  readonly sampledRows?: number;
  /** Pearson's correlation between the first 30 columns of numbers, row after row; null where one has no spread. */
  readonly correlations?: Correlations;
  /** How the text of a table was read, found or as asked for. */
  readonly dialect?: {
    readonly encoding: TextEncoding;
    readonly delimiter?: string;
    readonly quote?: string;
    readonly decimalComma?: boolean;
  };
  /** Of images: their size, and the mean and standard deviation of each channel. */
  readonly image?: ImageSummary;
  /** Of images: those of `head`, a byte a value, row by row, the channels of a pixel side by side. */
  readonly headImages?: Uint8Array;
  /** Text only: number of characters and of distinct ones. */
  readonly characters?: { readonly count: number; readonly distinct: number };
  /** Text only: what it is made of. */
  readonly text?: TextFigures;
  /** Things a person should know: missing values, an id column, a delimiter that was guessed. */
  readonly warnings: readonly Sentence[];
  /** Those of the warnings that only say what was found, such as the delimiter: nothing is wrong. */
  readonly information?: readonly Sentence[];
}

/** Some of the rows, typed as described; null is missing. */
export interface DatasetRows {
  readonly columns: readonly string[];
  readonly offset: number;
  readonly rows: readonly (readonly ParamValue[])[];
  /** Of images: those of the rows, as `headImages`. */
  readonly images?: Uint8Array;
}
