import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Smoother } from '#contract/metric.ts';
import { smoothColumn } from '../../src-main/query/column-smoothing.ts';
import { querySeries } from '../../src-main/query/series.ts';
import { createSmoother } from '../../src-main/query/smoothing.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

interface Reference {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly weight: number;
  readonly hole: number;
  readonly timeEma: readonly number[];
  readonly mean: readonly number[];
  readonly gaussian: readonly number[];
}

// Written by smoothing.py beside it.
const reference = JSON.parse(
  readFileSync(new URL('../reference/smoothing.json', import.meta.url), 'utf8'),
) as Reference;
const { steps, values, weight, hole } = reference;
const windowed: readonly Exclude<Smoother, 'ema'>[] = ['timeEma', 'mean', 'gaussian'];
const db = queryStore();

function smoothedOf(kind: Exclude<Smoother, 'ema'>, x: readonly number[], y: readonly number[]): number[] {
  const at = smoothColumn(kind, weight, Float64Array.from(x), Float64Array.from(y));
  return y.map((_, index) => at(index));
}

describe('a smoother', () => {
  it('over x is the exponentially weighted mean of pandas over times', () => {
    for (const [index, at] of smoothedOf('timeEma', steps, values).entries()) {
      expect(at).toBeCloseTo(reference.timeEma[index] ?? NaN, 6);
    }
  });

  it('over a window is the centred rolling mean of pandas, past a value that is not finite', () => {
    const holed = values.map((value, index) => (index === hole ? NaN : value));
    for (const [index, at] of smoothedOf('mean', steps, holed).entries()) {
      if (index === hole) expect(at).toBeNaN();
      else expect(at).toBeCloseTo(reference.mean[index] ?? NaN, 12);
    }
  });

  it('with a Gaussian is the weighted mean of NumPy', () => {
    for (const [index, at] of smoothedOf('gaussian', steps, values).entries()) {
      expect(at).toBeCloseTo(reference.gaussian[index] ?? NaN, 12);
    }
  });

  it('over x is the plain average where points are evenly spaced', () => {
    const even = values.map((_, index) => 7 * index);
    const plain = createSmoother(weight)(Float64Array.from(values));
    for (const [index, at] of smoothedOf('timeEma', even, values).entries()) {
      expect(at).toBeCloseTo(plain[index] ?? NaN, 12);
    }
  });

  it('never leaves the values that it smooths', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...windowed),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
          minLength: 1,
          maxLength: 120,
        }),
        (kind, points) => {
          let x = 0;
          const places = points.map(([gap]) => (x += gap));
          const y = points.map(([, value]) => value);
          const [low, high] = [Math.min(...y), Math.max(...y)];
          const slack = (high - low) * 1e-9;
          for (const at of smoothedOf(kind, places, y)) {
            expect(at).toBeGreaterThanOrEqual(low - slack - 1e-9);
            expect(at).toBeLessThanOrEqual(high + slack + 1e-9);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(['ema', ...windowed] as const)('%s does not depend on the range that is looked at', (smoother) => {
    const run = givenRun(db);
    const y = Array.from({ length: 9000 }, (_, step) => Math.sin(step / 50) + (step % 7));
    givenPoints(db, run, 'loss', Array.from(y.keys()), y, 1000);
    const request = { lines: [{ run, key: 'loss' }], x: 'step', smoothing: 0.95, smoother } as const;
    const ask = (more: { from?: number; to?: number; width: number }) =>
      querySeries(db, { ...request, lines: [...request.lines], ...more });
    const whole = ask({ width: 20_000 });
    const part = ask({ width: 400, from: 8000, to: 8060 });
    expect(part.lines[0]?.smoothed).toEqual(whole.lines[0]?.smoothed?.slice(8000, 8061));
    const reduced = ask({ width: 300 });
    for (const [bucket, left] of reduced.x.entries()) {
      const last = Math.min(left + reduced.bucketWidth, y.length) - 1;
      expect(reduced.lines[0]?.smoothed?.[bucket]).toBe(whole.lines[0]?.smoothed?.[last]);
    }
  });

  it('is not fooled by a part in which nothing changes', () => {
    const run = givenRun(db);
    const y = Array.from({ length: 9000 }, (_, step) => (step < 4500 ? 1 : 2));
    givenPoints(db, run, 'loss', Array.from(y.keys()), y, 1000);
    const [line] = querySeries(db, {
      lines: [{ run, key: 'loss' }],
      x: 'step',
      width: 200,
      from: 5000,
      to: 5001,
      smoothing: 0.999,
    }).lines;
    expect(line?.smoothed?.[0]).toBeLessThan(1.5);
  });
});
