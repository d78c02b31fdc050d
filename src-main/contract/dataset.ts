import * as v from 'valibot';
import type { ParamValue } from './param.ts';

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

export const datasetSpecSchema = v.strictObject({
  source: datasetSourceSchema,
  /** By the file's name and content when left out. */
  format: v.optional(v.picklist(['csv', 'text'])),
  delimiter: v.optional(v.pipe(v.string(), v.length(1))),
  /** Column to be predicted; text has none, it predicts its own next character. */
  target: v.optional(v.string()),
  /** Columns to predict from; all others but the target when left out. */
  features: v.optional(v.array(v.string())),
  /** Types that differ from what was found. */
  types: v.optional(v.record(v.string(), v.picklist(columnTypes))),
  split: v.optional(
    v.strictObject({
      /** `stratified` keeps class shares; `ordered` holds out the end (for text). */
      kind: v.optional(v.picklist(['random', 'stratified', 'ordered'])),
      /** Share of the rows held out for validation. */
      validation: v.optional(
        v.pipe(
          v.number(),
          v.minValue(0, 'has to be between 0 and 0.9'),
          v.maxValue(0.9, 'has to be between 0 and 0.9'),
        ),
      ),
    }),
  ),
});
export type DatasetSpec = v.InferOutput<typeof datasetSpecSchema>;

/**
 * A column as found in the file. Quantiles and the like are of all rows; a date's `min` and `max` are milliseconds
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
  /** Commonest values first, at most 50. */
  readonly categories?: readonly { readonly value: string; readonly count: number }[];
  /** Counts in 20 equal bins from min to max. */
  readonly histogram?: readonly number[];
}

/** What a dataset is, before anything is trained on it. */
export interface DatasetSummary {
  readonly name: string;
  readonly format: 'csv' | 'text';
  readonly source: DatasetSource;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rowCount: number;
  readonly columns: readonly ColumnSummary[];
  /** The first rows, as typed values; null is missing. Text: its first lines. */
  readonly head: readonly (readonly ParamValue[])[];
  /** Proposed target: the column called target, label, class or y, else the last one. */
  readonly proposedTarget: string | null;
  /** Text only: number of characters and of distinct ones. */
  readonly characters?: { readonly count: number; readonly distinct: number };
  /** Things a person should know: missing values, an id column, a delimiter that was guessed. */
  readonly warnings: readonly string[];
  /** Those of the warnings that only say what was found, such as the delimiter: nothing is wrong. */
  readonly information?: readonly string[];
}
