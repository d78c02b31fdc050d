import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetForecast, type BudgetQuestion } from '#contract/budget-forecast.ts';
import type { BudgetSpec } from '#contract/training.ts';

const plan = { totalSteps: 4000, stepsPerEpoch: 40, checkpointBytes: 1_000_000 };
const estimate = { memoryBytes: 300_000_000, diskBytes: 5_000_000, seconds: 200, stepsPerSecond: 20 };
const weighed = (budget: BudgetSpec, more: Partial<BudgetQuestion> = {}) =>
  budgetForecast({ spec: { budget, epochs: 100 }, plan, estimate, ...more });

describe('a budget before the start', () => {
  it.each<[string, BudgetSpec, ReturnType<typeof budgetForecast>]>([
    [
      'time',
      { seconds: 50, steps: 3000 },
      {
        limit: 'seconds',
        allowed: 50,
        needed: 200,
        step: 1000,
        offers: [
          { kind: 'shorter', changes: [{ path: 'epochs', value: 25 }] },
          { kind: 'raise', changes: [{ path: 'budget.seconds', value: 240 }] },
        ],
      },
    ],
    [
      'memory, in the first steps',
      { memoryBytes: 200_000_000, steps: 10 },
      {
        limit: 'memoryBytes',
        allowed: 200_000_000,
        needed: 300_000_000,
        step: 1,
        offers: [{ kind: 'raise', changes: [{ path: 'budget.memoryBytes', value: 360_000_000 }] }],
      },
    ],
    [
      'disk, nobody knows when',
      { diskBytes: 2_000_000 },
      {
        limit: 'diskBytes',
        allowed: 2_000_000,
        needed: 3_000_000,
        step: null,
        offers: [{ kind: 'raise', changes: [{ path: 'budget.diskBytes', value: 3_600_000 }] }],
      },
    ],
    ['what is enough', { seconds: 300, steps: 4000, epochs: 100, memoryBytes: 400_000_000 }, null],
    ['no budget', {}, null],
  ])('is told to end it first: %s', (_, budget, forecast) => {
    expect(weighed(budget)).toEqual(forecast);
  });

  it('says nothing of time before some steps were tried, and nothing of energy that nobody tells', () => {
    const untried = { estimate: { ...estimate, seconds: null, stepsPerSecond: null } };
    expect(weighed({ seconds: 1, wattHours: 0.001 }, untried)).toBeNull();
    const told = { estimate: { ...estimate, wattHours: 2 } };
    expect(weighed({ wattHours: 0.5 }, told)).toMatchObject({ limit: 'wattHours', step: 1000 });
  });

  it('shortens by steps where the length is in steps, and not below an epoch where it is in epochs', () => {
    const inSteps = weighed({ seconds: 1 }, { spec: { budget: { seconds: 1 } } });
    expect(inSteps?.offers[0]).toEqual({ kind: 'shorter', changes: [{ path: 'steps', value: 20 }] });
    expect(weighed({ seconds: 1 })?.offers.map(({ kind }) => kind)).toEqual(['raise']);
  });

  it('names the limit that comes first, whatever they are, and a larger one that is enough', () => {
    const amount = fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined });
    fc.assert(
      fc.property(amount, amount, amount, (steps, epochs, seconds) => {
        const budget = {
          ...(steps === undefined ? {} : { steps }),
          ...(epochs === undefined ? {} : { epochs }),
          ...(seconds === undefined ? {} : { seconds }),
        };
        const forecast = weighed(budget);
        const ends = [steps ?? 4000, (epochs ?? 100) * 40, Math.max(1, Math.floor((seconds ?? 200) * 20))];
        const first = Math.min(4000, ...ends);
        expect(forecast?.step ?? 4000).toBe(first);
        const raise = forecast?.offers.find(({ kind }) => kind === 'raise')?.changes[0];
        if (forecast === null || raise === undefined) return;
        const larger = weighed({ ...budget, [forecast.limit]: raise.value as number });
        expect(larger?.limit).not.toBe(forecast.limit);
      }),
    );
  });
});
