import type { XRange } from './line-style.ts';

/**
 * From the smallest to the largest value with some room at both ends; values that are all from 0 on get none below 0.
 * A logarithmic range is of values above zero. At least one value has to be given.
 */
export function paddedRange(values: readonly number[], log = false): XRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (log) return { from: low / 1.3, to: high * 1.3 };
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return { from: low >= 0 ? Math.max(0, low - room) : low - room, to: high + room };
}
