import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrialRow } from '#contract/sweep/sweep-view.ts';
import { canVary, proposeRange } from '../../../src-renderer/state/sweep/propose-range.ts';
import {
  bestFirst,
  bestSoFar,
  busyShare,
  lanes,
  ranks,
  savedMs,
  spansDecades,
} from '../../../src-renderer/state/sweep/sweep-figures.ts';

function trial(number: number, more: Partial<TrialRow> = {}): TrialRow {
  return {
    number,
    state: 'complete',
    origin: 'sampler',
    repeats: null,
    copy: null,
    params: {},
    why: null,
    values: [number],
    violations: [],
    run: null,
    reason: null,
    excluded: false,
    attempts: 0,
    createdAt: 0,
    startedAt: 0,
    endedAt: number,
    durationMs: 1000,
    exitCode: null,
    last: null,
    bestReport: null,
    ...more,
  };
}

describe('the best so far', () => {
  it('goes with the order in which trials ended, and only ever gets better', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true })),
        fc.constantFrom('minimise', 'maximise'),
        (values, direction) => {
          const trials = values.map((value, i) => trial(i, { values: [value], endedAt: -i }));
          const points = bestSoFar(trials, direction);
          expect(points.map(({ trial: number }) => number)).toEqual(
            trials.map(({ number }) => number).reverse(),
          );
          for (const [i, { best }] of points.entries()) {
            const until = points.slice(0, i + 1).map(({ value }) => value);
            expect(best).toBe(direction === 'maximise' ? Math.max(...until) : Math.min(...until));
          }
        },
      ),
    );
  });

  it('leaves out what failed, was stopped early or was excluded', () => {
    const trials = [
      trial(0),
      trial(1, { state: 'failed', values: null }),
      trial(2, { excluded: true }),
      trial(3, { state: 'pruned', values: null }),
    ];
    expect(bestSoFar(trials, 'minimise')).toEqual([{ trial: 0, x: 1, value: 0, best: 0 }]);
    expect(bestSoFar([trial(2, { startedAt: 5, endedAt: 9 })], 'minimise', 'time')[0]?.x).toBe(4);
  });
});

describe('figures of a sweep', () => {
  it('rank trials by what they reached, whichever way is better', () => {
    const trials = [
      trial(0, { values: [5] }),
      trial(1, { values: [1] }),
      trial(2, { values: [Number.NaN] }),
      trial(3, { values: null, bestReport: 3 }),
    ];
    expect([...ranks(bestFirst(trials, 'minimise'))]).toEqual([
      [1, 1],
      [3, 0.5],
      [0, 0],
    ]);
    expect([...ranks(bestFirst(trials, 'maximise'))]).toEqual([
      [0, 1],
      [3, 0.5],
      [1, 0],
    ]);
  });

  it('say how much of the time all places were in use', () => {
    const bars = [
      { lane: 0, from: 0, to: 60 },
      { lane: 1, from: 0, to: 20 },
      { lane: 1, from: 20, to: 100 },
    ];
    expect(busyShare(bars)).toBe(0.8);
    expect(busyShare([])).toBeNull();
  });

  it('tell the time that was saved by what complete trials took', () => {
    const trials = [
      trial(0, { durationMs: 1000 }),
      trial(1, { durationMs: 3000 }),
      trial(2, { state: 'pruned', durationMs: 500 }),
      trial(3, { state: 'paused', durationMs: 5000 }),
    ];
    expect(savedMs(trials)).toBe(1500);
    expect(savedMs(trials.slice(2))).toBe(0);
  });

  it('put trials into lanes in which none lies over another', () => {
    const times = fc.array(fc.tuple(fc.nat(1000), fc.nat(100)), { maxLength: 40 });
    fc.assert(
      fc.property(times, (spans) => {
        const placed = lanes(
          spans.map(([start, took], i) => trial(i, { startedAt: start, endedAt: start + took + 1 })),
          0,
        );
        for (const [i, one] of placed.entries()) {
          for (const other of placed.slice(i + 1)) {
            if (one.lane === other.lane) expect(one.to <= other.from || other.to <= one.from).toBe(true);
          }
        }
      }),
    );
  });

  it('need a logarithm where they lie far apart above zero', () => {
    expect([
      spansDecades([0.001, 1]),
      spansDecades([0.5, 1]),
      spansDecades([0, 1]),
      spansDecades([1]),
    ]).toEqual([true, false, false, false]);
  });
});

describe('a proposed range', () => {
  const rate = { name: 'learningRate', type: 'number' as const };
  it('of a learning rate is searched by factors around what it is', () => {
    expect(proposeRange(rate, 0.01)).toEqual({ type: 'float', low: 0.0003, high: 0.3, log: true });
  });

  it('holds the value that it was made from, and goes from low to high', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e6, noNaN: true }), (value) => {
        const range = proposeRange(rate, value);
        if (range?.type !== 'float') throw new Error('no range of numbers');
        expect(range.low).toBeLessThan(value);
        expect(range.high).toBeGreaterThan(value);
      }),
    );
  });

  it('keeps shares below one, and counts at one or more', () => {
    expect(proposeRange({ name: 'dropout', type: 'number' }, 0.1)).toEqual({
      type: 'float',
      low: 0,
      high: 0.6,
    });
    expect(proposeRange({ name: 'beta1', type: 'number' }, 0.9)).toEqual({
      type: 'float',
      low: 0.8,
      high: 0.999,
    });
    expect(proposeRange({ name: 'units', type: 'integer' }, 2)).toEqual({
      type: 'int',
      low: 1,
      high: 8,
      log: true,
    });
  });

  it('is offered for what is trained, and not for how it is computed or kept', () => {
    expect(canVary(rate, 'optimizer.learningRate')).toBe(true);
    expect(canVary({ type: 'choice', choices: ['auto', 'native'] }, 'engine')).toBe(false);
    expect(canVary({ type: 'integer' }, 'checkpoints.last')).toBe(false);
    expect(canVary({ type: 'text' }, 'name')).toBe(false);
  });
});
