import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesLine } from '#contract/metric.ts';
import { spansDecades } from '../../../../src-renderer/charts/decades.ts';

function lineOf(values: readonly number[]): SeriesLine {
  const column = Float64Array.from(values);
  return {
    run: 1,
    key: 'train/loss',
    count: values.length,
    first: column,
    min: column,
    max: column,
    last: column,
    nonFinite: [],
  };
}
const spans = (...lines: readonly (readonly number[])[]) => spansDecades({ lines: lines.map(lineOf) });

describe('an axis by itself', () => {
  it('is logarithmic where a loss went over more than three decades, and not below', () => {
    expect(spans([2, 40, 9e3, 1e7])).toBe(true);
    expect(spans([2, 0.5, 0.003])).toBe(false);
    expect(spans([1e300, 1e-300])).toBe(true);
  });

  it('looks at all lines together', () => {
    expect(spans([2, 1], [3, 1e5])).toBe(true);
  });

  it('is linear once a value is not above zero, and where there is none', () => {
    expect(spans([1e9, 0, 1])).toBe(false);
    expect(spans([1e9, -1, 1])).toBe(false);
    expect(spans()).toBe(false);
    expect(spans([Number.NaN])).toBe(false);
  });

  it('does not turn for one batch that happened to be easy', () => {
    expect(spans([...Array.from({ length: 99 }, () => 0.5), 1e-9])).toBe(false);
  });

  it('does not turn for how low the noise of a faint line goes, but for how high', () => {
    const faintFirst = (noise: readonly number[], ...lines: readonly (readonly number[])[]) => {
      const all = [noise, ...lines].map(lineOf);
      return spansDecades({ lines: all }, (line) => line === all[0]);
    };
    const noise = [2, 1e-5, 0.1, 1e-6];
    expect([faintFirst(noise, [1, 0.1]), faintFirst([...noise, 1e9], [1, 0.1]), faintFirst(noise)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('passes over buckets without a finite value', () => {
    expect(spans([Number.NaN, 1, 1e6])).toBe(true);
  });

  it('turns for no values within three decades', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 0.999, noNaN: true }), { minLength: 1 }), (values) => {
        expect(spans(values)).toBe(false);
      }),
    );
  });
});
