import type { ValueType } from './run-query/tree.ts';

/** Values of many runs, a column for each that was asked for; rows are runs, in the order that was asked for. */
export interface ValueColumns {
  readonly runs: Float64Array;
  readonly names: readonly string[];
  /** Slots of their colours. */
  readonly colors: Float64Array;
  /** How many runs were found; there may be more than there are rows. */
  readonly total: number;
  /** In the order of the fields. */
  readonly columns: readonly ValueColumn[];
}

/** NaN, and −1, is where a run has no such value, or none that is a number. */
export type ValueColumn =
  | { readonly kind: 'number'; readonly type: ValueType; readonly values: Float64Array }
  /** `places` in `texts`, which are in the order of the alphabet, numbers by their size. */
  | { readonly kind: 'text'; readonly texts: readonly string[]; readonly places: Int32Array };

/** So many runs at most in one answer. */
export const mostValueRows = 10_000;
