import { expect } from 'vitest';

/**
 * Numbers equal within `tolerance` of the larger of 1 and the expected number; NaN where NaN is expected. The message
 * names the worst of them.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  let worst = { error: 0, text: '' };
  for (let i = 0; i < expected.length; i++) {
    const [a = Number.NaN, e = Number.NaN] = [actual[i], expected[i]];
    if (Number.isNaN(a) && Number.isNaN(e)) continue;
    const error = Number.isNaN(a - e) ? Number.POSITIVE_INFINITY : Math.abs(a - e) / Math.max(1, Math.abs(e));
    if (error > worst.error) worst = { error, text: `${what}[${i}] is ${a}, not ${e}` };
  }
  expect(worst.error, worst.text).toBeLessThanOrEqual(tolerance);
}
