import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisScale } from '../../../../src-renderer/charts/axis-scale.ts';

describe('the scale of an axis', () => {
  it('has its ends at 0 and 1 for any range of doubles', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        // Neighbours of the smallest doubles have no half between them.
        fc.pre(Math.abs(b / 2 - a / 2) > 1e-300);
        const { toShare } = axisScale({ from: Math.min(a, b), to: Math.max(a, b) }, false);
        expect(toShare(Math.min(a, b))).toBe(0);
        expect(toShare(Math.max(a, b))).toBe(1);
      }),
    );
  });

  it('goes by powers where it is logarithmic', () => {
    const { toShare, toValue } = axisScale({ from: 0.01, to: 100 }, true);
    expect([toShare(0.01), toShare(1), toShare(100)]).toEqual([0, expect.closeTo(0.5), expect.closeTo(1)]);
    expect(toValue(0.75)).toBeCloseTo(10);
  });

  it('comes back from a share as it went in', () => {
    const { toShare, toValue } = axisScale({ from: -30, to: 170 }, false);
    expect(toValue(toShare(42))).toBeCloseTo(42);
  });
});
