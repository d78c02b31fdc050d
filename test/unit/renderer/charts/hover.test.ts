import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hoverRows,
  nearestIndex,
  nearestRow,
  nearestValue,
  neighbourX,
} from '../../../../src-renderer/charts/hover.ts';
import { answerOf } from './answer.ts';

const gap = Number.NaN;

describe('the nearest', () => {
  it('of a grid is the one that a search over all finds', () => {
    const grid = fc
      .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 })
      .map((values) => Float64Array.from(values.sort((a, b) => a - b)));
    fc.assert(
      fc.property(grid, fc.double({ min: -2000, max: 2000, noNaN: true }), (values, x) => {
        const found = Math.abs((values[nearestIndex(values, x)] ?? Number.NaN) - x);
        expect(found).toBe(Math.min(...values.map((value) => Math.abs(value - x))));
      }),
    );
  });

  it('of an empty grid is none', () => {
    expect(nearestIndex(new Float64Array(), 3)).toBe(-1);
  });

  it('value of a line passes over buckets without one', () => {
    const { x, lines } = answerOf([5, gap, gap, gap, 9]);
    const line = lines[0] ?? { last: new Float64Array() };
    expect([0, 1, 2, 3, 4].map((at) => nearestValue(x, line, at))).toEqual([0, 0, 0, 4, 4]);
    expect(nearestValue(x, line, Number.POSITIVE_INFINITY)).toBe(4);
    expect(nearestValue(x, { last: new Float64Array(5).fill(gap) }, 2)).toBe(-1);
  });

  it('row is the one drawn nearest to the pointer', () => {
    const rows = hoverRows(answerOf([1], [5], [9]), 0);
    expect(nearestRow(rows, 52, (value) => value * 10)).toBe(1);
    expect(nearestRow([], 52, (value) => value)).toBeNull();
  });
});

describe('values at the cursor', () => {
  it('come largest first, each with the x where it was measured', () => {
    const rows = hoverRows(answerOf([1, 2, 3], [gap, gap, 7]), 0);
    expect(rows.map(({ line, x, last }) => [line, x, last])).toEqual([
      [1, 2, 7],
      [0, 0, 1],
    ]);
  });
});

describe('the arrow keys', () => {
  const answer = answerOf([1, gap, 3, gap], [gap, gap, 4, gap]);

  it('go to the next bucket that has a value', () => {
    expect(neighbourX(answer, 0, 1)).toBe(2);
    expect(neighbourX(answer, 2, -1)).toBe(0);
  });

  it('begin at an end and stay there', () => {
    expect(neighbourX(answer, null, 1)).toBe(0);
    expect(neighbourX(answer, null, -1)).toBe(2);
    expect(neighbourX(answer, 2, 1)).toBe(2);
    expect(neighbourX(answerOf(), null, 1)).toBeNull();
  });
});
