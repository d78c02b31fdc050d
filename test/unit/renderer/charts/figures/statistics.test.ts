import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binOf,
  boxFigures,
  countsIn,
  histogramBins,
  meanFigures,
  trendOf,
} from '../../../../../src-renderer/charts/figures/statistics.ts';

interface Reference {
  readonly boxes: readonly {
    readonly values: readonly number[];
    readonly quartiles: readonly number[];
    readonly whiskers: readonly number[];
    readonly outliers: readonly number[];
  }[];
  readonly histograms: readonly {
    readonly values: readonly number[];
    readonly edges: readonly number[];
    readonly counts: readonly number[];
  }[];
  readonly pairs: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly slope: number;
    readonly intercept: number;
    readonly r: number;
    readonly rank: number;
  }[];
}
const file = new URL('../../../../reference/figures.json', import.meta.url);
// Written by figures.py in this form.
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

describe('figures of many runs', () => {
  it.each(reference.boxes)('are quartiles and whiskers as NumPy has them: %#', (box) => {
    const { quartiles, whiskers } = boxFigures(box.values);
    for (const [index, expected] of box.quartiles.entries())
      expect(quartiles[index]).toBeCloseTo(expected, 10);
    expect(whiskers).toEqual(box.whiskers);
    const [low, high] = whiskers;
    expect(box.values.filter((value) => value < low || value > high).sort((a, b) => a - b)).toEqual(
      box.outliers,
    );
  });

  it.each(reference.histograms)('are bins and counts as NumPy has them: %#', ({ values, edges, counts }) => {
    const bins = histogramBins(values);
    expect(bins.counts).toEqual(counts);
    expect(bins.edges).toHaveLength(edges.length);
    for (const [index, edge] of edges.entries()) expect(bins.edges[index]).toBeCloseTo(edge, 9);
  });

  it.each(reference.pairs)('are a trend line and correlations as SciPy has them: %#', (pair) => {
    const trend = trendOf(pair.x, pair.y);
    expect(trend?.slope).toBeCloseTo(pair.slope, 10);
    expect(trend?.intercept).toBeCloseTo(pair.intercept, 10);
    expect(trend?.r).toBeCloseTo(pair.r, 10);
    expect(trend?.rank).toBeCloseTo(pair.rank, 10);
  });

  it('have no trend where one of both does not vary, or there are two', () => {
    expect(trendOf([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(trendOf([1, 2], [1, 2])).toBeNull();
  });

  it('put every value in one bin, in which it lies', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(numbers, (values) => {
        const { edges, counts } = histogramBins(values);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(countsIn(edges, values)).toEqual(counts);
        expect(counts.length).toBeLessThanOrEqual(200);
        for (const value of values) {
          const bin = binOf(edges, value) ?? -1;
          expect(value).toBeGreaterThanOrEqual(edges[bin] ?? Number.NaN);
          expect(value).toBeLessThanOrEqual(edges[bin + 1] ?? Number.NaN);
        }
      }),
    );
  });

  it('are a mean with the deviation of a sample', () => {
    expect(meanFigures([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
    expect(meanFigures([3])).toEqual({ mean: 3, deviation: 0 });
  });
});
