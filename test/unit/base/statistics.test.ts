import { describe, expect, it } from 'vitest';
import { histogram, lowerMedian, median, moments } from '../../../src-main/base/statistics.ts';

describe('statistics', () => {
  it('leave out what is missing', () => {
    expect(moments([2, Number.NaN, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      count: 8,
      mean: 5,
      standardDeviation: 2,
      min: 2,
      max: 9,
    });
    expect(median([3, Number.NaN, 1, 10])).toBe(3);
    expect(median([4, 1])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect([lowerMedian([4, Number.NaN, 1]), lowerMedian([0.1, 0.4, 0.2, 0.3]), lowerMedian([])]).toEqual([
      1,
      0.2,
      Number.NaN,
    ]);
  });

  it('keep the digits of a small spread around a large mean', () => {
    expect(moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).standardDeviation).toBeCloseTo(Math.sqrt(22.5), 9);
  });

  it('count values in equal bins, the largest in the last', () => {
    expect(histogram([0, 1, 2, 3, 4], 0, 4, 2)).toEqual([2, 3]);
    expect(histogram([7, 7], 7, 7, 3)).toEqual([2, 0, 0]);
  });
});
