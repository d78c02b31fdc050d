import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureWorkTime } from '../../../src-main/engine/training/work-time.ts';

/** What a stopwatch that goes on by these laps is counted as. */
function counted(laps: readonly (readonly [kind: string, ms: number])[]): readonly number[] {
  let now = 0;
  const time = measureWorkTime<string>(() => now);
  return laps.map(([kind, ms]) => {
    now += ms;
    return time.lap(kind);
  });
}

const hours = 3_600_000;

describe('the time that work takes', () => {
  it('does not count a sleep of the machine, which counts as the longest lap of its kind', () => {
    expect(
      counted([
        ['step', 20],
        ['step', 50],
        ['step', 8 * hours],
        ['step', 30],
      ]),
    ).toEqual([20, 50, 50, 30]);
  });

  it('counts what is slow from the beginning, and what is slow of another kind', () => {
    expect(
      counted([
        ['step', 20],
        ['evaluation', hours],
        ['evaluation', 3 * hours],
        ['step', 25_000],
      ]),
    ).toEqual([20, hours, 3 * hours, 25_000]);
  });

  it('counts from the second one on when steps have become slow', () => {
    expect(
      counted([
        ['step', 20],
        ['step', hours],
        ['step', hours],
        ['step', hours],
      ]),
    ).toEqual([20, 20, hours, hours]);
  });

  it('takes two sleeps apart from each other for two sleeps', () => {
    expect(
      counted([
        ['step', 20],
        ['step', hours],
        ['step', 20],
        ['step', hours],
      ]),
    ).toEqual([20, 20, 20, 20]);
  });

  it('leaves out what is forgotten', () => {
    let now = 0;
    const time = measureWorkTime<string>(() => now);
    now = 500;
    time.forget();
    now = 510;
    expect([time.sinceLap(), time.lap('step')]).toEqual([10, 10]);
  });

  it('never counts more than what passed, and all of it where no lap is long', () => {
    const lap = fc.tuple(fc.constantFrom('step', 'evaluation'), fc.integer({ min: 0, max: 60_000 }));
    fc.assert(
      fc.property(fc.array(lap), (laps) => {
        const times = counted(laps);
        for (const [index, ms] of times.entries()) expect(ms).toBeLessThanOrEqual(laps[index]?.[1] ?? 0);
        if (laps.every(([, ms]) => ms <= 30_000)) expect(times).toEqual(laps.map(([, ms]) => ms));
      }),
    );
  });
});
