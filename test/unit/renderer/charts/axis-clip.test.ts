import { describe, expect, it } from 'vitest';
import { clippedRange } from '../../../../src-renderer/charts/axis-clip.ts';
import { answerOf } from './answer.ts';

const calm = Array.from({ length: 100 }, (_, index) => 1 + (index % 10) / 10);
const everywhere = { from: 0, to: 1000 };

describe('an axis without outliers', () => {
  it('shows where most values lie, and says how far the others go', () => {
    const values = [...calm, 60, -45, ...calm];
    const range = clippedRange(answerOf(values), everywhere, false);
    expect(range).toMatchObject({ above: 60, below: -45 });
    expect(range?.from).toBeLessThanOrEqual(1);
    expect(range?.to).toBeGreaterThanOrEqual(1.9);
    expect(range?.to).toBeLessThan(3);
  });

  it('cuts nothing off where nothing is far from the rest', () => {
    expect(clippedRange(answerOf(calm), everywhere, false)).toBeNull();
  });

  it('goes by what is in view alone', () => {
    const values = [...calm, 60, ...calm];
    expect(clippedRange(answerOf(values), { from: 0, to: 90 }, false)).toBeNull();
    expect(clippedRange(answerOf(values), { from: 90, to: 200 }, false)?.above).toBe(60);
  });

  it('looks at decades where the axis does', () => {
    const values = [...calm, 5, ...calm];
    expect(clippedRange(answerOf(values), everywhere, false)?.above).toBe(5);
    expect(clippedRange(answerOf([...calm, 1e-9, ...calm]), everywhere, true)).toMatchObject({
      below: 1e-9,
      above: null,
    });
  });

  it('leaves few values as they are, and those that are not finite out', () => {
    expect(clippedRange(answerOf([1, 2, 1000]), everywhere, false)).toBeNull();
    expect(clippedRange(answerOf([...calm, Number.POSITIVE_INFINITY]), everywhere, false)).toBeNull();
  });
});
