import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesRequest } from '#contract/metric.ts';
import { querySeries } from '../../src-main/query/series.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();

function ask(run: number, key: string, more: Partial<SeriesRequest> = {}) {
  const answer = querySeries(db, { lines: [{ run, key }], x: 'step', width: 1000, smoothing: 0, ...more });
  return { x: [...answer.x], values: [...(answer.lines[0]?.last ?? [])], line: answer.lines[0] };
}

const point = fc.record({
  step: fc.integer({ min: 0, max: 60 }),
  value: fc.integer({ min: -100, max: 100 }),
});
const points = fc.array(point, { minLength: 1, maxLength: 60 });

function written(run: number, key: string, all: readonly { step: number; value: number }[]): void {
  givenPoints(
    db,
    run,
    key,
    all.map(({ step }) => step),
    all.map(({ value }) => value),
    7,
  );
}

describe('a derived metric', () => {
  it('has a value exactly where all that it is made of were measured', () => {
    fc.assert(
      fc.property(points, points, (one, other) => {
        const run = givenRun(db);
        const [a, b] = [one, other].map((all) => all.toSorted((p, q) => p.step - q.step));
        written(run, 'val/loss', a ?? []);
        written(run, 'train/loss', b ?? []);
        const lastOf = (all: typeof one = [], step: number): number | undefined =>
          all.findLast((measured) => measured.step === step)?.value;
        const expected = [...new Set(one.map(({ step }) => step))]
          .toSorted((p, q) => p - q)
          .flatMap((step) => {
            const [left, right] = [lastOf(a, step), lastOf(b, step)];
            return left === undefined || right === undefined ? [] : [[step, 2 * left - right] as const];
          });
        const { x, values } = ask(run, '=2 * val/loss - train/loss');
        expect(x).toEqual(expected.map(([step]) => step));
        expect(values).toEqual(expected.map(([, value]) => value));
      }),
      { numRuns: 60 },
    );
  });

  it('is smoothed, reduced and placed in time as any other', () => {
    const run = givenRun(db, { metrics: { a: Array.from({ length: 500 }, (_, i) => i % 9) } });
    const twice = ask(run, '=a + a', { x: 'time', width: 50, smoothing: 0.5 });
    const once = ask(run, 'a', { x: 'time', width: 50, smoothing: 0.5 });
    expect(twice.x).toEqual(once.x);
    expect(twice.values).toEqual(once.values.map((value) => 2 * value));
    expect(twice.line?.count).toBe(500);
  });

  it('marks where a division gave no number', () => {
    const run = givenRun(db, { metrics: { a: [1, 0, 2], b: [1, 0, 0] } });
    expect(ask(run, '=a / b').line?.nonFinite).toEqual([
      { x: 2, kind: 'nan' },
      { x: 3, kind: 'inf' },
    ]);
  });

  it('is empty where a run lacks one of its metrics', () => {
    const run = givenRun(db, { metrics: { a: [1, 2] } });
    expect(ask(run, '=a - missing').line?.count).toBe(0);
  });

  it('says what is wrong with it', () => {
    const run = givenRun(db, { metrics: { a: [1, 2] } });
    expect(() => ask(run, '=a -')).toThrow('ends too early');
  });
});

describe('another metric as x', () => {
  it('places points by its value at the same step', () => {
    const run = givenRun(db);
    givenPoints(db, run, 'loss', [1, 2, 3, 4], [9, 8, 7, 6]);
    givenPoints(db, run, 'tokens', [1, 3, 4], [100, 300, 350]);
    const { x, values } = ask(run, 'loss', { x: 'metric', xKey: 'tokens' });
    expect(x).toEqual([100, 300, 350]);
    expect(values).toEqual([9, 7, 6]);
  });

  it('leaves out points whose place is not finite', () => {
    const run = givenRun(db);
    givenPoints(db, run, 'loss', [1, 2], [9, 8]);
    givenPoints(db, run, 'tokens', [1, 2], [Number.NaN, 5]);
    expect(ask(run, 'loss', { x: 'metric', xKey: 'tokens' }).x).toEqual([5]);
  });

  it('shows what lies in the asked part alone', () => {
    const run = givenRun(db);
    givenPoints(db, run, 'loss', [1, 2, 3], [9, 8, 7]);
    givenPoints(db, run, 'tokens', [1, 2, 3], [10, 20, 30]);
    expect(ask(run, 'loss', { x: 'metric', xKey: 'tokens', from: 15, to: 25 }).values).toEqual([8]);
  });
});
