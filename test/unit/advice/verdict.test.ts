import { describe, expect, it } from 'vitest';
import { differenceError, judge, type Finisher } from '../../../src-main/engine/advice/verdict.ts';

/** Four parts, three measurements; the parts differ among themselves far more than the finishers do. */
function finisher(loss: number, more: Partial<Finisher> = {}): Finisher {
  const parts = [0.5, -0.2, 0.1, -0.4];
  return {
    own: false,
    slotsPerWeight: 2,
    millisecondsPerStep: 1,
    last: [0.001, -0.001, 0].map((change) => Float64Array.from(parts, (part) => loss + part + change)),
    curve: { steps: [0, 50, 100], times: [0, 50, 100], losses: [2, (2 + loss) / 2, loss] },
    ...more,
  };
}
const diverged = (more: Partial<Finisher> = {}): Finisher => ({ ...finisher(9), last: [], ...more });

describe('the verdict of a race', () => {
  it('takes what is clearly better than the own, and says after how many steps it was there', () => {
    const verdict = judge([finisher(1, { own: true }), finisher(0.5)], 2);
    expect(verdict).toMatchObject({ reason: 'better', choice: 1, best: 1, equal: [1], stepsToOwn: 100 });
  });

  it('keeps the own where it is clearly best', () => {
    expect(judge([finisher(0.5, { own: true }), finisher(1)], 2)).toMatchObject({
      reason: 'ownBest',
      choice: 0,
    });
  });

  it('keeps the own where the best is no better than a fiftieth of the fall', () => {
    expect(judge([finisher(0.51, { own: true }), finisher(0.5)], 2)).toMatchObject({
      reason: 'equalOwn',
      choice: 0,
      best: 1,
      equal: [0, 1],
    });
  });

  it('takes of those about equal the one that keeps less for each weight', () => {
    const verdict = judge([finisher(0.5, { own: true }), finisher(0.51, { slotsPerWeight: 1 })], 2);
    expect(verdict).toMatchObject({ reason: 'equalSimpler', choice: 1, best: 0 });
  });

  it('counts a difference that parts do not agree on as noise', () => {
    const swinging = finisher(0.4, {
      last: [1, 2, 3].map(() => Float64Array.from([0.9, -0.8, 2.4, -0.9])),
    });
    const own = finisher(0.5, { own: true });
    expect(differenceError([own, swinging], 1, 0)).toBeGreaterThan(0.4);
    expect(judge([own, swinging], 2).equal).toEqual([0, 1]);
  });

  it('is the standard error of the paired differences over parts', () => {
    // Differences 0.1, 0.2, 0.3: standard deviation 0.1, over the root of three.
    const a = { last: [Float64Array.from([1.1, 5.2, 9.3])] };
    const b = { last: [Float64Array.from([1, 5, 9])] };
    expect(differenceError([a, b], 0, 1)).toBeCloseTo(0.1 / Math.sqrt(3), 12);
  });

  it('says so when all diverged, or when nothing learned', () => {
    expect(judge([diverged({ own: true }), diverged()], 2)).toMatchObject({
      reason: 'allDiverged',
      choice: null,
    });
    expect(judge([finisher(2.5, { own: true }), finisher(2.1)], 2)).toMatchObject({
      reason: 'noneLearned',
      choice: null,
      best: 1,
    });
  });

  it('takes another one where the own diverged', () => {
    expect(judge([diverged({ own: true }), finisher(1)], 2)).toMatchObject({
      reason: 'better',
      choice: 1,
      stepsToOwn: null,
    });
  });

  it('names who is ahead by the clock', () => {
    const slow = finisher(0.5, {
      curve: { steps: [0, 50, 100], times: [0, 500, 1000], losses: [2, 1.2, 0.5] },
    });
    const quick = finisher(0.7, { own: true });
    expect(judge([quick, slow], 2)).toMatchObject({ reason: 'better', choice: 1, aheadInTime: 0 });
  });
});
