import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrialRow } from '#contract/sweep/sweep-view.ts';
import { fromTrialColumns, toTrialColumns } from '#contract/sweep/trial-columns.ts';
import { trialOrigins, trialStates } from '#contract/sweep/trial.ts';
import { decode, encode } from '#contract/wire.ts';

const number = fc.double({ noNaN: true });
const maybe = fc.option(number);
const figure = fc.double();

const row = fc
  .record({
    state: fc.constantFrom(...trialStates),
    origin: fc.constantFrom(...trialOrigins),
    repeats: fc.option(fc.nat(50)),
    copy: fc.option(fc.record({ from: fc.nat(9), step: number, replaces: fc.nat(9) })),
    params: fc.record(
      {
        rate: fc.double({ noNaN: true, noDefaultInfinity: true }),
        kind: fc.constantFrom('adam', 'sgd'),
        flag: fc.boolean(),
        mixed: fc.constantFrom(null, 3, 'none'),
      },
      { requiredKeys: [] },
    ),
    values: fc.option(fc.tuple(figure, figure)),
    missed: fc.tuple(figure),
    run: fc.option(fc.nat(1000)),
    reason: fc.option(fc.record({ code: fc.constant('internal' as const), message: fc.string() })),
    excluded: fc.boolean(),
    attempts: fc.nat(9),
    createdAt: number,
    startedAt: maybe,
    endedAt: maybe,
    durationMs: maybe,
    exitCode: fc.option(fc.integer()),
    last: fc.option(fc.record({ step: number, value: figure })),
    bestReport: maybe,
  })
  .map(({ missed, ...rest }): Omit<TrialRow, 'number' | 'why'> => ({
    ...rest,
    violations: rest.values === null ? [] : missed,
  }));

describe('trials by columns', () => {
  it('come back as they were, over the wire, but for what they were chosen by', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const trials = rows.map((own, i): TrialRow => ({ ...own, number: i, why: null }));
        // What the codec gives back has the type of what went in.
        const columns = decode(encode(toTrialColumns(trials))) as ReturnType<typeof toTrialColumns>;
        const expected = trials.map(({ why: _, ...summary }) => ({
          ...summary,
          params: { ...summary.params },
        }));
        expect(fromTrialColumns(columns)).toEqual(expected);
      }),
    );
  });
});
