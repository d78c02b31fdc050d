import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile } from '../../../src-main/base/statistics.ts';
import { hypervolumeGrowth } from '../../../src-main/sweep/hypervolume-growth.ts';

/** The part of a fine grid of the box that some point dominates. */
function byCounting(points: readonly (readonly number[])[], steps: number): number {
  const sorted = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis] ?? 0).sort());
  const [low, high] = [sorted.map((s) => s[0] ?? 0), sorted.map((s) => quantile(s, 0.9))];
  let dominated = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const at = [i, j].map((k, axis) => {
        const [from = 0, to = 0] = [low[axis], high[axis]];
        return from + ((k + 0.5) / steps) * (to - from);
      });
      if (points.some((point) => point.every((loss, axis) => loss <= (at[axis] ?? 0)))) dominated++;
    }
  }
  return dominated / steps ** 2;
}

describe('the growth of a front', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
    minLength: 12,
    maxLength: 40,
  });

  it('ends at the volume that all points dominate, by counting', () => {
    fc.assert(
      fc.property(points, (given) => {
        fc.pre(new Set(given.map(([x]) => x)).size > 8 && new Set(given.map(([, y]) => y)).size > 8);
        expect(hypervolumeGrowth(given).at(-1)).toBeCloseTo(byCounting(given, 120), 1);
      }),
      { numRuns: 25 },
    );
  });

  it('never falls, stays within 0 and 1, and what is not finite adds nothing', () => {
    const some = fc.array(
      fc.tuple(fc.double({ min: -1e6, max: 1e6 }), fc.double({ min: -1e6, max: 1e6 }), fc.double()),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(some, (given) => {
        const shares = hypervolumeGrowth(given);
        expect(shares.length).toBe(given.length);
        for (const [i, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual((shares[i - 1] ?? 0) - 1e-12);
          expect(share).toBeLessThanOrEqual(1 + 1e-9);
          if (given[i]?.some((loss) => !Number.isFinite(loss))) expect(share).toBe(shares[i - 1] ?? 0);
        }
      }),
    );
  });
});
