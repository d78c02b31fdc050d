import type { Spread } from '#contract/run-group.ts';
import { median } from './statistics.ts';
import { studentQuantile } from './student-t.ts';

/**
 * Mean, median, extremes and how sure the mean is, of finite numbers; null where there is none. The deviation is that of
 * a sample (n − 1), the error s / √n, the interval Student's t · s / √n on either side at 95 %; all three are null for a
 * single number.
 */
export function spreadOf(numbers: readonly number[]): Spread | null {
  const values = numbers.filter((value) => Number.isFinite(value));
  const count = values.length;
  if (count === 0) return null;
  // In two passes: the squares of large numbers that are close together would lose what makes them differ.
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  const min = values.reduce((least, value) => Math.min(least, value));
  const max = values.reduce((most, value) => Math.max(most, value));
  const middle = { count, mean: Math.min(max, Math.max(min, mean)), median: median(values), min, max };
  if (count === 1) return { ...middle, deviation: null, error: null, halfWidth: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  const error = deviation / Math.sqrt(count);
  return { ...middle, deviation, error, halfWidth: studentQuantile(0.975, count - 1) * error };
}
