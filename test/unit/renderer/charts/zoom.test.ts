import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dragged, panned, zoomed } from '../../../../src-renderer/charts/zoom.ts';

const whole = { from: 0, to: 1000 };

describe('zooming', () => {
  it('keeps the point under the cursor where it is', () => {
    expect(zoomed(whole, whole, 250, 0.5, 1)).toEqual({ from: 125, to: 625 });
  });

  it('stays within the whole and is never shorter than the least', () => {
    const number = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(number, number, number, fc.constantFrom(0.5, 2), (a, b, center, factor) => {
        fc.pre(Math.abs(a - b) > 1);
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const next = zoomed(range, whole, Math.min(Math.max(center, range.from), range.to), factor, 5);
        if (next === null) return;
        expect(next.from).toBeGreaterThanOrEqual(0);
        expect(next.to).toBeLessThanOrEqual(1000 + 1e-9);
        expect(next.to - next.from).toBeGreaterThanOrEqual(5 - 1e-9);
      }),
    );
  });

  it('out of the whole shows all', () => {
    expect(zoomed({ from: 100, to: 700 }, whole, 300, 2, 1)).toBeNull();
  });
});

describe('dragging', () => {
  it('goes in either direction and no further than the whole', () => {
    expect(dragged(700, -20, whole, 1)).toEqual({ from: 0, to: 700 });
  });

  it('of next to nothing is no zoom', () => {
    expect(dragged(10, 10.5, whole, 1)).toBeNull();
  });
});

describe('a moved range', () => {
  it('keeps its length and stays within the whole, whichever way it goes', () => {
    const whole = { from: 0, to: 100 };
    expect(panned({ from: 20, to: 40 }, whole, 0.5, false)).toEqual({ from: 30, to: 50 });
    expect(panned({ from: 20, to: 40 }, whole, -5, false)).toEqual({ from: 0, to: 20 });
    expect(panned({ from: 20, to: 40 }, whole, 50, false)).toEqual({ from: 80, to: 100 });
  });

  it('keeps its decades on a logarithmic axis', () => {
    const moved = panned({ from: 1, to: 10 }, { from: 1, to: 1e4 }, 1, true);
    expect(moved.from).toBeCloseTo(10, 9);
    expect(moved.to).toBeCloseTo(100, 9);
    expect(panned({ from: 1, to: 10 }, { from: 1, to: 1e4 }, 9, true).to).toBeCloseTo(1e4, 6);
  });
});
