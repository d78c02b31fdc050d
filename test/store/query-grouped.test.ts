import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupedSeriesRequest } from '#contract/grouped-series.ts';
import { filledColumn } from '../../src-main/query/filled-column.ts';
import { queryGroupedSeries } from '../../src-main/query/grouped-series.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();

function ask(runs: readonly number[], groups: number[][], more: Partial<GroupedSeriesRequest> = {}) {
  return queryGroupedSeries(db, {
    lines: runs.map((run) => ({ run, key: 'loss' })),
    groups,
    x: 'step',
    width: 500,
    smoothing: 0,
    center: 'mean',
    band: 'range',
    ...more,
  });
}

describe('a group of runs', () => {
  it('has the mean or the median of its runs, and a band around it', () => {
    const runs = [
      [1, 2],
      [2, 4],
      [6, 6],
    ].map((loss) => givenRun(db, { metrics: { loss } }));
    const [mean] = ask(runs, [[0, 1, 2]], { band: 'deviation' }).lines;
    expect([...(mean?.last ?? [])]).toEqual([3, 4]);
    // The sample deviations are √7 and 2.
    expect(mean?.high[0]).toBeCloseTo(3 + Math.sqrt(7), 12);
    expect(mean?.low[1]).toBeCloseTo(2, 12);
    const [median] = ask(runs, [[0, 1, 2]], { center: 'median' }).lines;
    expect([...(median?.last ?? [])]).toEqual([2, 4]);
    expect([...(median?.low ?? [])]).toEqual([1, 2]);
    expect([...(median?.high ?? [])]).toEqual([6, 6]);
    const [interval] = ask(runs, [[0, 1, 2]], { band: 'interval' }).lines;
    // Student's t for 2 degrees of freedom at 97.5 % is 4.302653.
    expect(interval?.high[1]).toBeCloseTo(4 + (4.302653 * 2) / Math.sqrt(3), 5);
  });

  it('counts a run between its points, and neither before the first nor after the last', () => {
    const [one, two] = [givenRun(db), givenRun(db)];
    givenPoints(db, one, 'loss', [0, 10, 20], [0, 0, 0]);
    givenPoints(db, two, 'loss', [5, 15], [10, 30]);
    const answer = ask([one, two], [[0, 1]]);
    expect([...answer.x]).toEqual([0, 5, 10, 15, 20]);
    expect([...(answer.lines[0]?.last ?? [])]).toEqual([0, 5, 10, 15, 0]);
    expect([...(answer.lines[0]?.runs ?? [])]).toEqual([1, 2, 2, 2, 1]);
  });

  it('is not changed by other groups, whichever are shown beside it', () => {
    const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(series, { minLength: 2, maxLength: 5 }), (all) => {
        const runs = all.map((loss) => givenRun(db, { metrics: { loss } }));
        const others = runs.slice(1).map((_, index) => index + 1);
        const [alone] = ask(runs, [[0]]).lines;
        const [beside] = ask(runs, [[0], others]).lines;
        expect(beside).toEqual(alone);
      }),
      { numRuns: 30 },
    );
  });

  it('from the smallest to the largest covers every point of its runs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 60, maxLength: 200 }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.integer({ min: 2, max: 20 }),
        (all, width) => {
          const runs = all.map((loss) => givenRun(db, { metrics: { loss } }));
          const { x, bucketWidth, lines } = ask(runs, [runs.map((_, index) => index)], { width });
          for (const values of all) {
            for (const [index, value] of values.entries()) {
              const bucket = x.findLastIndex((edge) => edge <= index + 1);
              expect(index + 1).toBeLessThan((x[bucket] ?? 0) + (bucketWidth || Number.MIN_VALUE + 1));
              expect(value).toBeGreaterThanOrEqual(lines[0]?.low[bucket] ?? NaN);
              expect(value).toBeLessThanOrEqual(lines[0]?.high[bucket] ?? NaN);
            }
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has nothing where a value between two others was not finite', () => {
    const x = Float64Array.of(0, 1, 2, 3, 4);
    const values = Float64Array.of(1, NaN, 3, NaN, 5);
    expect([...filledColumn(x, values, [{ x: 3, kind: 'nan' }])]).toEqual([1, 2, 3, NaN, 5]);
  });
});
