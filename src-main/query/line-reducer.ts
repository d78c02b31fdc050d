import type { SeriesLine } from '#contract/metric.ts';
import type { SmoothedAt } from './column-smoothing.ts';

/** Takes the points of one line and makes the columns of its buckets. */
export interface LineReducer {
  /** Points as columns of one length; where there is smoothing, each has a smoothed value, too. */
  add(x: Float64Array, values: Float64Array, smoothed: SmoothedAt | null): void;
  finish(): LineColumns;
}

export type LineColumns = Omit<SeriesLine, 'run' | 'key'>;

/** NaN, ∞ and −∞ are not finite; the difference is NaN for them alone, and takes no call. */
export function isNotFinite(value: number): boolean {
  return value - value !== 0;
}
