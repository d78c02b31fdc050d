import { describe, expect, it } from 'vitest';
import { joined, valueRange, xExtent } from '../../../../src-renderer/charts/value-range.ts';
import { answerOf } from './answer.ts';

const all = { from: 0, to: 100 };

describe('the range of values', () => {
  it('ignores what is not finite', () => {
    const range = valueRange(answerOf([1, Number.NaN, Number.POSITIVE_INFINITY, 3]), all, false);
    expect(range?.from).toBeCloseTo(0.88);
    expect(range?.to).toBeCloseTo(3.12);
  });

  it('does not go below zero for what is never negative', () => {
    expect(valueRange(answerOf([0.01, 1]), all, false)?.from).toBe(0);
  });

  it('is of what is seen only', () => {
    expect(valueRange(answerOf([100, 1, 1]), { from: 1, to: 2 }, false)).toEqual({ from: 0.9, to: 1.1 });
  });

  it('of one value alone has room around it', () => {
    expect(valueRange(answerOf([0]), all, false)).toEqual({ from: 0, to: 1 });
    expect(valueRange(answerOf([-2]), all, false)).toEqual({ from: -2.2, to: -1.8 });
  });

  it('on a logarithmic axis is of values above zero', () => {
    const range = valueRange(answerOf([0, -3, 1, 100]), all, true);
    expect(range?.from).toBeCloseTo(Math.exp(-0.06 * Math.log(100)));
    expect(range?.to).toBeCloseTo(100 * Math.exp(0.06 * Math.log(100)));
    expect(valueRange(answerOf([0, -1]), all, true)).toBeNull();
  });

  it('stays finite for the largest doubles', () => {
    const range = valueRange(answerOf([-Number.MAX_VALUE, Number.MAX_VALUE]), all, false);
    expect(range).toEqual({ from: -Number.MAX_VALUE, to: Number.MAX_VALUE });
  });

  it('is none without values', () => {
    expect(valueRange(answerOf([Number.NaN]), all, false)).toBeNull();
    expect(valueRange(answerOf(), all, false)).toBeNull();
  });
});

describe('the extent of x', () => {
  it('goes to the end of the last bucket', () => {
    expect(xExtent({ ...answerOf([1, 2, 3]), bucketWidth: 1 }, false)).toEqual({ from: 0, to: 3 });
  });

  it('has room around a single point', () => {
    expect(xExtent(answerOf([1]), false)).toEqual({ from: -1, to: 1 });
    expect(xExtent(answerOf(), false)).toBeNull();
  });

  it('begins above zero on a logarithmic axis', () => {
    expect(xExtent(answerOf([1, 2, 3]), true)).toEqual({ from: 1, to: 2 });
  });

  it('joined with another holds both, but not zero on a logarithmic axis', () => {
    expect(joined({ from: 0, to: 5 }, { from: 3, to: 9 }, false)).toEqual({ from: 0, to: 9 });
    expect(joined({ from: 0, to: 5 }, { from: 3, to: 9 }, true)).toEqual({ from: 3, to: 9 });
    expect(joined(null, { from: 3, to: 9 }, false)).toEqual({ from: 3, to: 9 });
  });
});
