import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import { prunerSpecSchema, type Trial } from '#contract/sweep.ts';
import { bracketOf, bracketShares } from '../../../src-main/sweep/pruners/hyperband.ts';
import { openPruner } from '../../../src-main/sweep/pruners/open.ts';
import type { Pruner } from '../../../src-main/sweep/pruners/pruner.ts';
import { trialOf } from '../../support/trials.ts';

const minimise = { direction: 'minimise' } as const;
const maximise = { direction: 'maximise' } as const;

function open(spec: unknown, objective: { direction: 'minimise' | 'maximise' } = minimise): Pruner {
  return openPruner(parse(prunerSpecSchema, spec, 'The pruner'), objective);
}

const five = [1, 2, 3, 4, 5].map((value, number) => trialOf(number, [value, value]));

describe('the median pruner', () => {
  it('stops a trial whose best is worse than the median of the finished ones', () => {
    const worse = trialOf(9, [7, 3.1], 'running');
    expect(open('median').decide(worse, [...five, worse])).toMatchObject({
      decision: 'stop',
      why: { said: { code: 'sweep.prunePercentile', values: { step: 2, best: 3.1, bar: 3, trials: 5 } } },
    });
    const better = trialOf(9, [2.9, 7], 'running');
    expect(open('median').decide(better, five).decision).toBe('continue');
  });

  it('waits for enough finished trials and for its warm-up', () => {
    const worse = trialOf(9, [9, 9], 'running');
    expect(open({ kind: 'median', startupTrials: 6 }).decide(worse, five).decision).toBe('continue');
    expect(open({ kind: 'median', warmupSteps: 3 }).decide(worse, five).decision).toBe('continue');
    expect(open({ kind: 'median', leastTrials: 6 }).decide(worse, five).decision).toBe('continue');
  });

  it('judges once in an interval of steps', () => {
    const pruner = open({ kind: 'median', warmupSteps: 1, interval: 2 });
    const decisions = [1, 2, 3, 4].map(
      (steps) => pruner.decide(trialOf(9, new Array<number>(steps).fill(9), 'running'), five).decision,
    );
    expect(decisions).toEqual(['stop', 'continue', 'stop', 'continue']);
  });

  it('stops a trial that has told nothing but NaN', () => {
    expect(open('median').decide(trialOf(9, [Number.NaN], 'running'), five).decision).toBe('stop');
  });

  it('lets what a user took out count for nothing', () => {
    const excluded = five.map((trial) => ({ ...trial, excluded: true }));
    expect(open('median').decide(trialOf(9, [9], 'running'), excluded).decision).toBe('continue');
  });
});

describe('the percentile pruner', () => {
  it('keeps the best share, between two values by a straight line', () => {
    const pruner = open({ kind: 'percentile', percentile: 30 });
    expect(pruner.decide(trialOf(9, [2.2], 'running'), five).decision).toBe('continue');
    expect(pruner.decide(trialOf(9, [2.21], 'running'), five).decision).toBe('stop');
  });
});

describe('the threshold pruner', () => {
  it('stops what leaves the bounds or is no number', () => {
    const pruner = open({ kind: 'threshold', lower: 0, upper: 1 });
    const decide = (value: number) => pruner.decide(trialOf(0, [value], 'running'), []).decision;
    expect([0, 0.5, 1, -0.1, 1.1, Number.NaN].map(decide)).toEqual([
      'continue',
      'continue',
      'continue',
      'stop',
      'stop',
      'stop',
    ]);
  });

  it('needs a bound', () => {
    expect(() => open('threshold')).toThrow(CodedError);
  });
});

describe('the patient pruner', () => {
  it('waits until nothing got better for more reports than it is patient', () => {
    const pruner = open({ kind: 'patient', patience: 1 });
    const decide = (...values: number[]) => pruner.decide(trialOf(0, values, 'running'), []).decision;
    expect(decide(3, 4)).toBe('continue');
    expect(decide(3, 2, 4)).toBe('continue');
    expect(decide(3, 4, 4)).toBe('stop');
  });

  it('leaves the verdict to the pruner inside', () => {
    const pruner = open({ kind: 'patient', patience: 0, pruner: 'median' });
    expect(pruner.decide(trialOf(9, [2, 2.5], 'running'), five).decision).toBe('continue');
    expect(pruner.decide(trialOf(9, [4, 4.5], 'running'), five).decision).toBe('stop');
  });
});

describe('successive halving', () => {
  const asha = open({ kind: 'asha', leastResource: 1, reduction: 3 });

  it('lets the best third of those that reached a rung go on and pauses the others', () => {
    const rung = [5, 4, 3].map((value, number) => trialOf(number, [value], 'paused'));
    expect(asha.decide(trialOf(3, [3.5], 'running'), rung).decision).toBe('pause');
    expect(asha.decide(trialOf(3, [2], 'running'), rung).decision).toBe('continue');
  });

  it('judges at its rungs alone', () => {
    const others = [1, 1, 1].map((value, number) => trialOf(number, [value, value, value], 'paused'));
    const decisions = [1, 2, 3, 4].map(
      (steps) => asha.decide(trialOf(3, new Array<number>(steps).fill(9), 'running'), others).decision,
    );
    expect(decisions).toEqual(['pause', 'continue', 'pause', 'continue']);
  });

  it('promotes the best paused trial as soon as there is room, from the highest rung first', () => {
    const paused = [5, 4, 3].map((value, number) => trialOf(number, [value], 'paused'));
    expect(asha.nextPromotion(paused.slice(0, 2))).toBeNull();
    expect(asha.nextPromotion(paused)?.trial).toBe(2);
    const promoted = { ...trialOf(2, [3, 3], 'running') };
    expect(asha.nextPromotion([...paused.slice(0, 2), promoted])).toBeNull();
    const higher = [1, 2, 1.5].map((value, at) => trialOf(10 + at, [value, value, value], 'paused'));
    expect(asha.nextPromotion([...paused, ...higher])?.trial).toBe(10);
  });

  it('judges by the larger value where the objective is to be large', () => {
    const rung = [5, 4, 3].map((value, number) => trialOf(number, [value], 'paused'));
    const largest = open('asha', maximise);
    expect(largest.decide(trialOf(3, [6], 'running'), rung).decision).toBe('continue');
    expect(largest.nextPromotion(rung)?.trial).toBe(0);
  });

  it('pauses nobody at the end, so that who gets there is complete', () => {
    const pruner = open({ kind: 'asha', mostResource: 9 });
    const others = [0, 0, 0].map((value, number) => trialOf(number, new Array<number>(9).fill(value)));
    expect(pruner.decide(trialOf(3, new Array<number>(9).fill(9), 'running'), others).decision).toBe(
      'continue',
    );
  });

  it('never promotes more than the best of each rung, and ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (values) => {
          let trials: Trial[] = values.map((value, number) => trialOf(number, [value], 'paused'));
          let promotions = 0;
          for (let next = asha.nextPromotion(trials); next !== null; next = asha.nextPromotion(trials)) {
            promotions++;
            const chosen = trials[next.trial];
            const steps = (chosen?.reports.length ?? 0) * 3;
            trials = trials.map((trial) =>
              trial.number === next?.trial
                ? trialOf(trial.number, new Array<number>(steps).fill(values[trial.number] ?? 0), 'paused')
                : trial,
            );
          }
          const reached = (steps: number) => trials.filter(({ reports }) => reports.length >= steps).length;
          for (const steps of [3, 9, 27]) {
            expect(reached(steps)).toBe(Math.floor(reached(steps / 3) / 3));
          }
          expect(promotions).toBe(reached(3) + reached(9) + reached(27));
        },
      ),
    );
  });
});

describe('hyperband', () => {
  it('gives its brackets the sizes of the algorithm', () => {
    const shares = bracketShares({ leastResource: 1, mostResource: 81, reduction: 3 });
    expect(shares.map((share) => Math.round(share * 143))).toEqual([81, 34, 15, 8, 5]);
  });

  it('spreads any stretch of trials over its brackets', () => {
    const shares = bracketShares({ leastResource: 1, mostResource: 9, reduction: 3 });
    const counts = [0, 0, 0];
    for (let number = 30; number < 60; number++) {
      const bracket = bracketOf(number, shares);
      counts[bracket] = (counts[bracket] ?? 0) + 1;
    }
    expect(counts.every((count, bracket) => Math.abs(count - 30 * (shares[bracket] ?? 0)) < 2)).toBe(true);
  });
});

describe('every pruner', () => {
  const specs = [
    'none',
    'median',
    { kind: 'percentile', percentile: 20 },
    { kind: 'patient', patience: 2, pruner: 'median' },
    'asha',
    { kind: 'hyperband', mostResource: 27 },
  ];
  const reports = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 10 });

  it('decides for what is to be large as for its negative that is to be small', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...specs),
        fc.array(reports, { minLength: 1, maxLength: 12 }),
        (spec, all) => {
          const trials = all.map((values, number) => trialOf(number, values));
          const mirrored = all.map((values, number) =>
            trialOf(
              number,
              values.map((value) => -value),
            ),
          );
          const last = trials.length - 1;
          const judged = { ...trialOf(last, all[last] ?? []), state: 'running' as const };
          const judgedMirrored = { ...(mirrored[last] ?? judged), state: 'running' as const };
          expect(open(spec, maximise).decide(judgedMirrored, mirrored).decision).toBe(
            open(spec).decide(judged, trials).decision,
          );
        },
      ),
    );
  });
});
