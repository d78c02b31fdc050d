import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesAnswer, SeriesLine, SeriesRequest } from '#contract/metric.ts';
import { querySeries } from '../../src-main/query/series.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();

function ask(lines: SeriesRequest['lines'], more: Partial<SeriesRequest> = {}): SeriesAnswer {
  return querySeries(db, { lines, x: 'step', width: 100, smoothing: 0, ...more });
}

interface Point {
  readonly x: number;
  readonly value: number;
}

const special = fc.constantFrom(NaN, Infinity, -Infinity, 0, Number.MIN_VALUE, Number.MAX_VALUE, -1e300);
const value = fc.oneof({ weight: 5, arbitrary: fc.double({ noNaN: true, min: -10, max: 10 }) }, special);
/** A step so small that dividing it by a bucket's width gives 0 is a 0 to the chart, and is not what steps are. */
const fraction = fc
  .double({ noNaN: true, min: -50, max: 300 })
  .filter((x) => x === 0 || Math.abs(x) > 1e-300);
const x = fc.oneof(fc.integer({ min: -50, max: 300 }), fraction);
const disordered = fc.array(fc.record({ x, value }), { maxLength: 200 });
const ordered = disordered.map((points) => points.map(({ value }, index) => ({ x: index * 3, value })));
const points = fc.oneof(disordered, ordered);
const scene = fc.record({
  lines: fc.array(points, { minLength: 1, maxLength: 4 }),
  batch: fc.integer({ min: 1, max: 300 }),
  width: fc.integer({ min: 2, max: 250 }),
  from: fc.option(fc.integer({ min: -60, max: 200 }), { nil: undefined }),
  to: fc.option(fc.integer({ min: 0, max: 320 }), { nil: undefined }),
});

function write(lines: readonly (readonly Point[])[], batch: number): SeriesRequest['lines'] {
  return lines.map((line) => {
    const run = givenRun(db);
    const steps = line.map((point) => point.x);
    const values = line.map((point) => point.value);
    givenPoints(db, run, 'loss', steps, values, batch);
    return { run, key: 'loss' };
  });
}

function inRange(
  line: readonly Point[],
  { from, to }: { from?: number | undefined; to?: number | undefined },
): Point[] {
  return line.filter((point) => point.x >= (from ?? -Infinity) && point.x <= (to ?? Infinity));
}

/** What a bucket has to say, written down as it is defined. */
function columnsOf(
  buckets: readonly (readonly Point[])[],
): Pick<SeriesLine, 'first' | 'min' | 'max' | 'last'> {
  const column = (pick: (bucket: Point[]) => number | undefined): Float64Array =>
    Float64Array.from(buckets, (bucket) => {
      const finite = bucket.filter((point) => Number.isFinite(point.value));
      return pick(finite.toSorted((a, b) => a.x - b.x)) ?? NaN;
    });
  const values = (bucket: readonly Point[]): number[] => bucket.map((point) => point.value);
  return {
    first: column((bucket) => bucket[0]?.value),
    last: column((bucket) => bucket.at(-1)?.value),
    min: column((bucket) => (bucket.length === 0 ? undefined : Math.min(...values(bucket)))),
    max: column((bucket) => (bucket.length === 0 ? undefined : Math.max(...values(bucket)))),
  };
}

const definedRange = (range: {
  from: number | undefined;
  to: number | undefined;
}): Partial<SeriesRequest> => ({
  ...(range.from === undefined ? {} : { from: range.from }),
  ...(range.to === undefined ? {} : { to: range.to }),
});

describe('a series', () => {
  it('says of every bucket what all of its points say, however they were written', () => {
    fc.assert(
      fc.property(scene, ({ lines, batch, width, from, to }) => {
        const request = write(lines, batch);
        const answer = ask(request, { width, ...definedRange({ from, to }) });
        expect(answer.x.length).toBeLessThanOrEqual(width);
        expect(answer.lines.map((line) => ({ run: line.run, key: line.key }))).toEqual(request);
        const isIn = (at: number, index: number): boolean => {
          const left = answer.x[index] ?? NaN;
          return answer.bucketWidth === 0 ? at === left : at >= left && at < left + answer.bucketWidth;
        };
        for (const [index, line] of lines.entries()) {
          const points = inRange(line, { from, to });
          const buckets = Array.from(answer.x, (_, bucket) =>
            points.filter((point) => isIn(point.x, bucket)),
          );
          // Every point is in one bucket, and none is lost.
          expect(buckets.flat().length).toBe(points.length);
          const { count, first, min, max, last } = answer.lines[index] ?? expect.fail('a line is missing');
          expect(count).toBe(points.length);
          expect(plain({ first, min, max, last })).toEqual(plain(columnsOf(buckets)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is drawn as it is, at the union of all x, where there are no more of them than pixels', () => {
    fc.assert(
      fc.property(scene, ({ lines, batch, width, from, to }) => {
        const answer = ask(write(lines, batch), { width, ...definedRange({ from, to }) });
        const distinct = new Set(
          lines.flatMap((line) => inRange(line, { from, to }).map((point) => point.x + 0)),
        );
        if (distinct.size <= width) {
          expect(answer.bucketWidth).toBe(0);
          expect(Array.from(answer.x)).toEqual([...distinct].sort((a, b) => a - b));
        } else {
          expect(Math.log2(answer.bucketWidth) % 1).toBe(0);
          for (const left of answer.x) expect(left % answer.bucketWidth).toBeCloseTo(0, 12);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('loses no spike of a hundred thousand points', () => {
    const run = givenRun(db);
    const count = 100_000;
    const values = Array.from({ length: count }, (_, index) => Math.sin(index / 1000));
    const spikes = [0, 4095, 4096, 50_001, 50_002, 99_999];
    for (const [index, spike] of spikes.entries())
      values[spike] = index % 2 === 0 ? 1000 + index : -1000 - index;
    givenPoints(db, run, 'loss', Array.from(values.keys()), values);
    const { x, bucketWidth, lines } = ask([{ run, key: 'loss' }], { width: 1000 });
    const line = lines[0] ?? expect.fail('the line is missing');
    for (const [index, spike] of spikes.entries()) {
      const bucket = Math.floor(spike / bucketWidth) - (x[0] ?? NaN) / bucketWidth;
      expect((index % 2 === 0 ? line.max : line.min)[bucket]).toBe(values[spike]);
    }
  });

  it('keeps its earlier buckets while points arrive, until two of them become one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 15 }),
        (width, batches) => {
          const run = givenRun(db);
          let step = 0;
          let before: SeriesAnswer | null = null;
          for (const batch of batches) {
            const steps = Array.from({ length: batch }, () => ++step);
            givenPoints(
              db,
              run,
              'loss',
              steps,
              steps.map((at) => Math.sin(at * at)),
            );
            const after = ask([{ run, key: 'loss' }], { width });
            if (before !== null && before.bucketWidth > 0) {
              expect([
                before.bucketWidth,
                2 * before.bucketWidth,
                4 * before.bucketWidth,
                8 * before.bucketWidth,
              ]).toContain(after.bucketWidth);
              if (after.bucketWidth === before.bucketWidth) {
                const kept = before.x.length - 1;
                expect(after.x.slice(0, kept)).toEqual(before.x.slice(0, kept));
                expect(after.lines[0]?.max.slice(0, kept)).toEqual(before.lines[0]?.max.slice(0, kept));
              }
            }
            before = after;
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has one grid for all lines, where each has NaN at what only others were measured at', () => {
    const often = givenRun(db, { metrics: { loss: [5, 4, 3, 2] } });
    const seldom = givenRun(db);
    givenPoints(db, seldom, 'loss', [2, 4], [7, 8]);
    const answer = ask([
      { run: often, key: 'loss' },
      { run: seldom, key: 'loss' },
    ]);
    expect(Array.from(answer.x)).toEqual([1, 2, 3, 4]);
    expect(answer.lines.map((line) => Array.from(line.last))).toEqual([
      [5, 4, 3, 2],
      [NaN, 7, NaN, 8],
    ]);
  });

  it('tells points at one step apart', () => {
    const run = givenRun(db);
    givenPoints(db, run, 'loss', [1, 2, 2, 2], [1, 5, 9, 3]);
    const line = ask([{ run, key: 'loss' }]).lines[0];
    expect(line).toEqual({
      run,
      key: 'loss',
      count: 4,
      first: Float64Array.of(1, 5),
      min: Float64Array.of(1, 3),
      max: Float64Array.of(1, 9),
      last: Float64Array.of(1, 3),
      nonFinite: [],
    });
  });

  it('lists what is not finite, in the order of x', () => {
    const run = givenRun(db);
    givenPoints(db, run, 'loss', [3, 1, 2, 4], [-Infinity, NaN, 1, Infinity]);
    expect(ask([{ run, key: 'loss' }]).lines[0]?.nonFinite).toEqual([
      { x: 1, kind: 'nan' },
      { x: 3, kind: '-inf' },
      { x: 4, kind: 'inf' },
    ]);
  });

  it('shows both of two long stretches of NaN', () => {
    const run = givenRun(db);
    const values = Array.from({ length: 30_000 }, (_, step) =>
      Math.floor(step / 6000) % 2 === 1 ? NaN : step,
    );
    givenPoints(db, run, 'loss', Array.from(values.keys()), values);
    const { bucketWidth, lines } = ask([{ run, key: 'loss' }], { width: 300 });
    const places = new Set(lines[0]?.nonFinite.map(({ x: at }) => Math.floor(at / bucketWidth)));
    const expected = new Set(
      values.flatMap((at, step) => (Number.isNaN(at) ? [Math.floor(step / bucketWidth)] : [])),
    );
    expect(places).toEqual(expected);
    expect(lines[0]?.nonFinite.length).toBeLessThanOrEqual(1000);
  });

  it('counts time from the start of each run, or from the epoch', () => {
    const runs = [100_000, 250_000].map((now) => {
      const run = givenRun(db);
      setRunState(db, run, 'running', { now });
      givenPoints(db, run, 'loss', [(now - 1000) / 10, (now - 1000) / 10 + 5], [1, 2]);
      return run;
    });
    const lines = runs.map((run) => ({ run, key: 'loss' }));
    expect(Array.from(ask(lines, { x: 'relative' }).x)).toEqual([0, 50]);
    expect(Array.from(ask(lines, { x: 'time' }).x)).toEqual([100_000, 100_050, 250_000, 250_050]);
    expect(Array.from(ask(lines, { x: 'relative', from: 1, to: 50 }).x)).toEqual([50]);
  });

  it('of what is held goes on to where its run is', () => {
    const run = givenRun(db);
    givenPoints(db, run, 'learningRate', [1, 40], [0.1, 0.01]);
    givenPoints(db, run, 'batch/loss', [1, 40, 70], [3, 2, 1]);
    const lines = [{ run, key: 'learningRate' }];
    const { x, lines: drawn } = ask(lines);
    expect([[...x], [...(drawn[0]?.last ?? [])], drawn[0]?.count]).toEqual([
      [1, 40, 70],
      [0.1, 0.01, 0.01],
      3,
    ]);
    // Ten milliseconds a step.
    expect([...ask(lines, { x: 'relative' }).x]).toEqual([10, 400, 700]);
    expect([...ask(lines, { from: 50 }).x]).toEqual([70]);
    expect([...ask(lines, { to: 60 }).x]).toEqual([1, 40]);
    // What is measured ends where it was measured last.
    givenPoints(db, run, 'val/loss', [1, 40], [3, 2]);
    expect([...ask([{ run, key: 'val/loss' }]).x]).toEqual([1, 40]);
  });

  it('is empty for a run or a metric that is not there, and for a range without points', () => {
    const run = givenRun(db, { metrics: { loss: [1, 2] } });
    const nowhere = ask([
      { run: 999_999, key: 'loss' },
      { run, key: 'accuracy' },
    ]);
    expect(nowhere.lines.map((line) => line.count)).toEqual([0, 0]);
    expect(ask([{ run, key: 'loss' }], { from: 5, to: 9 }).x.length).toBe(0);
    expect(ask([{ run, key: 'loss' }], { from: 9, to: 5 }).x.length).toBe(0);
    expect(ask([]).x.length).toBe(0);
  });

  it('has the width of buckets that was asked for, not that of what has arrived', () => {
    const run = givenRun(db);
    const steps = Array.from({ length: 500 }, (_, index) => index);
    givenPoints(db, run, 'loss', steps, steps);
    const answer = ask([{ run, key: 'loss' }], { width: 100, from: 0, to: 12_799 });
    expect(answer.bucketWidth).toBe(128);
    expect(Array.from(answer.x)).toEqual([0, 128, 256, 384]);
  });
});

/** −0 and 0 are one number here, as in every comparison of numbers. */
function plain(columns: Pick<SeriesLine, 'first' | 'min' | 'max' | 'last'>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, Array.from(column, (number) => number + 0)]),
  );
}
