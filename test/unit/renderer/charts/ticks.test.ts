import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatTicks,
  formatXTicks,
  linearTicks,
  logTicks,
  xTicks,
} from '../../../../src-renderer/charts/ticks.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('linear ticks', () => {
  it('are round values apart by 1, 2 or 5 times a power of ten', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-3, 12, 4)).toEqual([0, 5, 10]);
    expect(linearTicks(0.05, 0.35, 6)).toEqual([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
  });

  it('lie within the range, ascend and are few', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 20 }), (a, b, most) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        // Neighbouring doubles have nothing round between them.
        fc.pre(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high), 1e-290));
        const ticks = linearTicks(low, high, most);
        const room = (high - low) * 1e-6;
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.every((tick) => tick >= low - room && tick <= high + room)).toBe(true);
        expect([...ticks].sort((x, y) => x - y)).toEqual(ticks);
      }),
    );
  });

  it('of steps are never fractions', () => {
    expect(xTicks('step', 0, 3, 1000, false)).toEqual([0, 1, 2, 3]);
  });

  it('of nothing are none', () => {
    expect(linearTicks(1, 1, 5)).toEqual([]);
    expect(linearTicks(Number.NaN, 1, 5)).toEqual([]);
  });
});

describe('logarithmic ticks', () => {
  it('are powers of ten where there are enough of them', () => {
    expect(logTicks(0.002, 500, 6)).toEqual([0.01, 0.1, 1, 10, 100]);
  });

  it('skip powers where there are many', () => {
    expect(logTicks(1e-12, 1e12, 5)).toEqual([1e-10, 1e-5, 1, 1e5, 1e10]);
  });

  it('are finer within few decades', () => {
    expect(logTicks(0.9, 12, 6)).toEqual([1, 2, 5, 10]);
    expect(logTicks(0.31, 0.34, 4)).toEqual([0.31, 0.32, 0.33, 0.34]);
  });
});

describe('labels', () => {
  it('have the decimals that tell neighbours apart', () => {
    expect(formatTicks([0, 0.25, 0.5])).toEqual(['0', '0.25', '0.5']);
    expect(formatTicks([-1000, 0, 1000])).toEqual(['−1,000', '0', '1,000']);
    expect(formatTicks([1e-7, 2e-7])).toEqual(['1e-7', '2e-7']);
    expect(formatTicks([1.5e6, 2e6])).toEqual(['1.5e6', '2e6']);
  });

  it('of steps are short', () => {
    expect(formatXTicks('step', [0, 5000, 20_000, 1_500_000])).toEqual(['0', '5,000', '20k', '1.5M']);
  });

  it('of durations name their units', () => {
    expect(formatXTicks('relative', [0, 30_000, 60_000, 90_000])).toEqual(['0', '30 s', '1m', '1m 30s']);
    expect(formatXTicks('relative', [0, 60 * minute, 120 * minute])).toEqual(['0', '1h', '2h']);
  });

  it('of times stand at round times of the local day', () => {
    const zone = 8 * 60;
    const ticks = xTicks('time', Date.UTC(2026, 0, 1, 3, 7), Date.UTC(2026, 0, 3, 9), 600, false, zone);
    expect(ticks.every((tick) => (tick + zone * minute) % (12 * 60 * minute) === 0)).toBe(true);
    expect(ticks.length).toBeGreaterThan(2);
  });

  it('of days are dates', () => {
    const first = new Date(2026, 4, 1).getTime();
    expect(formatXTicks('time', [first, first + day])).toEqual(['05-01', '05-02']);
  });
});
