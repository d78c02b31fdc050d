import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import { pairedTest, welchTest } from '../../src-main/base/mean-difference.ts';
import { compareGroups } from '../../src-main/query/group-comparison.ts';
import { setResult } from '../../src-main/store/tables/results.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
const now = 50_000;

function compared(input: MethodInput<'runs.compareGroups'>) {
  return compareGroups(db, v.parse(methods['runs.compareGroups'].input, input), now);
}

interface Settings {
  readonly rate: number;
  readonly split?: object;
  readonly source?: string;
}

function complete({ rate, split, source = 'a.csv' }: Settings, seed: number, accuracy: number): number {
  const run = givenRun(db, {
    name: `rate ${rate}`,
    spec: {
      seed,
      dataset: { source, ...(split === undefined ? {} : { split }) },
      optimizer: { kind: 'adam', learningRate: rate },
    },
    metrics: { 'val/accuracy': [0.1, accuracy], 'val/loss': [1 - accuracy] },
  });
  setRunState(db, run, 'running', { now });
  setRunState(db, run, 'complete', { now });
  return run;
}

const better = [0.91, 0.92, 0.9, 0.915, 0.905];
const worse = [0.8, 0.81, 0.79, 0.82, 0.8];

describe('settings that are compared by their seeds', () => {
  it('are held against the first ones, with runs of the same settings that were not named', () => {
    const a = worse.map((value, seed) => complete({ rate: 0.1 }, seed, value));
    const b = better.map((value, seed) => complete({ rate: 0.2 }, seed + 10, value));
    const answer = compared({ runs: [a[2] ?? 0, b[0] ?? 0] });
    expect(answer.metric).toBe('val/accuracy');
    expect(answer.groups.map(({ run, members }) => ({ run, runs: members.map((one) => one.run) }))).toEqual([
      { run: a[2], runs: a },
      { run: b[0], runs: b },
    ]);
    const test = welchTest(worse, better);
    expect(answer.differences).toEqual([
      expect.objectContaining({
        group: 1,
        method: 'student',
        paired: false,
        corrected: false,
        difference: expect.closeTo(test?.difference ?? NaN, 12),
        low: test?.low,
        high: test?.high,
        p: test?.p,
        adjusted: test?.p,
        better: true,
      }),
    ]);
    expect(answer.differences[0]?.verdict.message).toMatch(
      /^rate 0\.2 is better by 10\.6 points \(95 % interval 9\.\d+ to 1\d\.\d+\)/,
    );
    const alone = compared({ runs: [a[0] ?? 0, b[0] ?? 0], others: false });
    expect(alone.differences[0]?.verdict).toMatchObject({
      said: { code: 'comparison.oneRun', values: { first: 1, second: 1 } },
    });
  });

  it('are held run against run where they have the same seeds, unless that is not wanted', () => {
    const a = worse.map((value, seed) => complete({ rate: 0.3 }, seed, value));
    const b = better.map((value, seed) => complete({ rate: 0.4 }, seed, value));
    const test = pairedTest(better.map((value, seed) => value - (worse[seed] ?? 0)));
    const runs = [a[0] ?? 0, b[0] ?? 0];
    expect(compared({ runs }).differences[0]).toMatchObject({ paired: true, p: test?.p, low: test?.low });
    expect(compared({ runs, pairs: false }).differences[0]).toMatchObject({
      paired: false,
      p: welchTest(worse, better)?.p,
    });
    expect(compared({ runs, method: 'resampling' }).differences[0]).toMatchObject({
      method: 'resampling',
      // All five pairs have one sign: two of 32 permutations are as far out.
      p: 2 / 32,
      better: null,
    });
    expect(compared({ runs, method: 'resampling' }).notes.map(({ said }) => said)).toContainEqual({
      code: 'comparison.fewPermutations',
      values: { percent: 6.25 },
    });
  });

  it('have the variance of shared training rows where each run held out other rows', () => {
    const folds = (rate: number, values: readonly number[]): number[] =>
      values.map((value, fold) => {
        const run = complete({ rate, split: { folds: 5, fold } }, 7, value);
        setResult(db, run, 'evaluation', {
          rows: 20,
          trainRows: 80,
          loss: 1,
          metrics: {},
          classes: null,
          numbers: null,
        });
        return run;
      });
    const a = folds(0.5, worse);
    const b = folds(0.6, better);
    const test = pairedTest(
      better.map((value, fold) => value - (worse[fold] ?? 0)),
      20 / 80,
    );
    const answer = compared({ runs: [a[3] ?? 0, b[1] ?? 0] });
    expect(answer.groups.map(({ members }) => members.map(({ fold }) => fold))).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
    expect(answer.differences[0]).toMatchObject({
      paired: true,
      corrected: true,
      p: test?.p,
      high: test?.high,
    });
  });

  it('leave out runs that diverged or repeat a seed, and say so', () => {
    const a = worse.map((value, seed) => complete({ rate: 0.7 }, seed, value));
    const b = better.map((value, seed) => complete({ rate: 0.8 }, seed, value));
    const repeated = complete({ rate: 0.7 }, 0, 0.5);
    const diverged = complete({ rate: 0.8 }, 99, NaN);
    const answer = compared({ runs: [a[0] ?? 0, b[0] ?? 0] });
    const used = answer.groups.flatMap(({ members }) => members.map(({ run }) => run));
    expect(used).not.toContain(repeated);
    expect(used).not.toContain(diverged);
    expect(answer.notes.map(({ said }) => said)).toEqual([
      { code: 'comparison.leftOut', values: { count: 1 } },
      { code: 'comparison.repeated', values: { count: 1 } },
    ]);
  });

  it('are corrected for their number where several are held against one', () => {
    const runs = [0.91, 0.92, 0.93].map((rate, index) => {
      const values = index === 0 ? worse : better;
      return values.map((value, seed) => complete({ rate }, seed + index * 10, value))[0] ?? 0;
    });
    const { differences, notes } = compared({ runs });
    expect(differences.map(({ adjusted }) => adjusted)).toEqual(differences.map(({ p }) => 2 * (p ?? NaN)));
    expect(notes.map(({ said }) => said?.code)).toEqual(['comparison.several']);
  });

  it('are not told apart by other data, nor where seeds change nothing', () => {
    const one = complete({ rate: 1, source: 'a.csv' }, 1, 0.5);
    const other = complete({ rate: 1, source: 'b.csv' }, 1, 0.6);
    expect(compared({ runs: [one, other] })).toMatchObject({
      apart: 'dataset',
      differences: [],
      notes: [{ said: { code: 'comparison.apartDataset' } }],
    });
    const a = [1, 2].map((seed) => complete({ rate: 1.1 }, seed, 0.5))[0] ?? 0;
    const b = [1, 2].map((seed) => complete({ rate: 1.2 }, seed, 0.75))[0] ?? 0;
    expect(compared({ runs: [a, b] }).differences[0]).toMatchObject({
      p: null,
      better: null,
      verdict: { said: { code: 'comparison.fixed', values: { difference: 25, unit: 'points' } } },
    });
  });

  it('of which lower is better are told in the same words', () => {
    const a = worse.map((value, seed) => complete({ rate: 1.3 }, seed, value))[0] ?? 0;
    const b = better.map((value, seed) => complete({ rate: 1.4 }, seed + 10, value))[0] ?? 0;
    const { said } = compared({ runs: [a, b], metric: 'val/loss' }).differences[0]?.verdict ?? {};
    expect(said).toMatchObject({ code: 'comparison.better', values: { difference: 0.106, unit: 'none' } });
    const back = compared({ runs: [b, a], metric: 'val/loss' }).differences[0]?.verdict.said;
    expect(back).toMatchObject({ code: 'comparison.worse', values: { difference: 0.106 } });
  });
});
