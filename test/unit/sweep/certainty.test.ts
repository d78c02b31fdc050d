import { describe, expect, it } from 'vitest';
import type { Trial } from '#contract/sweep.ts';
import { stream } from '../../../src-main/base/random.ts';
import { nextRepeat, rankRepeated } from '../../../src-main/sweep/certainty.ts';
import { finishedTrial } from '../../support/trials.ts';

const maximise = { direction: 'maximise' } as const;
const minimise = { direction: 'minimise' } as const;
const repeat = (number: number, repeats: number, value: number): Trial => ({
  ...finishedTrial(number, {}, value),
  origin: 'repeat',
  repeats,
});

describe('repeated trials', () => {
  it('are ranked by their means, with intervals of Student’s t', () => {
    const trials = [
      finishedTrial(0, {}, 0.9),
      finishedTrial(1, {}, 0.8),
      repeat(2, 0, 0.6),
      repeat(3, 1, 0.9),
    ];
    const [first, second] = rankRepeated(trials, maximise, 0.9);
    expect(first).toMatchObject({ trial: 1, values: [0.8, 0.9] });
    expect(first?.mean).toBeCloseTo(0.85, 12);
    expect(second?.mean).toBeCloseTo(0.75, 12);
    // Pooled: (0.005 + 0.045) / 2 with two degrees of freedom, for which t is 2.92.
    const reach = 2.919986 * Math.sqrt(0.025 / 2);
    expect(first?.interval?.[0]).toBeCloseTo(0.85 - reach, 5);
    expect(first?.interval?.[1]).toBeCloseTo(0.85 + reach, 5);
  });

  it('have no interval while no spread is known', () => {
    expect(rankRepeated([finishedTrial(0, {}, 1)], minimise)[0]?.interval).toBeNull();
  });

  it('begin with one more of each of the best', () => {
    const trials = [3, 1, 2, 9].map((value, number) => finishedTrial(number, {}, value));
    expect(nextRepeat(trials, minimise)).toMatchObject({
      trial: 1,
      why: { said: { code: 'sweep.repeatFirst' } },
    });
    expect(nextRepeat([...trials, repeat(4, 1, 1.01)], minimise)?.trial).toBe(2);
  });

  it('go on while the order may be chance, and end when it is certain', () => {
    const unsure = [0, 1].map((number) => finishedTrial(number, {}, number * 0.1));
    const noisy = [...unsure, repeat(2, 0, 1), repeat(3, 1, -0.5)];
    expect(nextRepeat(noisy, minimise, { best: 2 })?.why.said?.code).toBe('sweep.repeat');
    const sure = [...unsure, repeat(2, 0, 0.001), repeat(3, 1, 0.101)];
    expect(nextRepeat(sure, minimise, { best: 2 })).toBeNull();
  });

  it('end at the most repeats even where two are equal', () => {
    const trials: Trial[] = [finishedTrial(0, {}, 1), finishedTrial(1, {}, 1)];
    const random = stream(0, 'noise');
    for (let next = nextRepeat(trials, minimise); next !== null; next = nextRepeat(trials, minimise)) {
      trials.push(repeat(trials.length, next.trial, 1 + 0.1 * random.normal()));
      expect(trials.length).toBeLessThanOrEqual(20);
    }
  });
});
