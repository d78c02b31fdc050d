import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blewUp, readRateCurve } from '../../../src-main/engine/advice/rate-curve.ts';
import { stream } from '../../../src-main/base/random.ts';

const count = 120;
const rates = Float64Array.from({ length: count }, (_, i) => 1e-6 * 1e6 ** (i / (count - 1)));

/** A loss that falls from 2 around `falls`, fastest there, and rises again around `rises`. */
function curve(falls: number, rises: number, noise = 0, seed = 1): Float64Array {
  const random = stream(seed, 'noise');
  return Float64Array.from(rates, (rate) => {
    const fallen = 1 / (1 + falls / rate);
    const risen = 4 / (1 + (rises / rate) ** 4);
    return 2 - 1.5 * fallen + risen + noise * random.normal();
  });
}

describe('a learning-rate range test', () => {
  it('finds where the loss falls fastest and where it is lowest', () => {
    const { lowest, steepest, suggested } = readRateCurve(rates, curve(1e-3, 0.3));
    // d/d(log r) of 1 / (1 + f/r) is largest at r = f.
    expect(steepest?.rate).toBeGreaterThan(0.7e-3);
    expect(steepest?.rate).toBeLessThan(1.5e-3);
    expect(lowest?.rate).toBeGreaterThan(0.02);
    expect(lowest?.rate).toBeLessThan(0.3);
    expect(suggested).toBeCloseTo((lowest?.rate ?? 0) / 10, 10);
  });

  it('suggests a rate between a tenth of the lowest and the lowest, whatever the noise', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (seed, noise) => {
          const { lowest, suggested } = readRateCurve(rates, curve(1e-3, 0.3, noise, seed));
          if (lowest === null || suggested === null) throw new Error('nothing was suggested');
          expect(suggested).toBeGreaterThanOrEqual(lowest.rate / 10 - 1e-12);
          expect(suggested).toBeLessThan(lowest.rate);
        },
      ),
    );
  });

  it('suggests nothing where the loss only wavers', () => {
    const random = stream(3, 'noise');
    const flat = Float64Array.from(rates, () => 2 + 0.1 * random.normal());
    expect(readRateCurve(rates, flat).suggested).toBeNull();
    expect(
      readRateCurve(
        rates,
        Float64Array.from(rates, (_, i) => 2 + i),
      ).suggested,
    ).toBeNull();
    expect(readRateCurve([], []).suggested).toBeNull();
  });

  it('ends when the loss is no number or has risen far above where it began', () => {
    expect(blewUp(Number.NaN, 2, 1)).toBe(true);
    expect(blewUp(Number.POSITIVE_INFINITY, 2, 1)).toBe(true);
    expect(blewUp(2.5, 2, 1)).toBe(false);
    expect(blewUp(6, 2, 1)).toBe(true);
  });
});
