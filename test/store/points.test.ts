import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricDirection } from '#contract/metric.ts';
import type { SeriesBatch } from '#contract/training-event.ts';
import type { ReadDatabase } from '../../src-main/store/database.ts';
import { databaseHealth } from '../../src-main/store/health.ts';
import { findMetrics, numberOf } from '../../src-main/store/tables/metrics.ts';
import {
  appendPoints,
  readPoints,
  settlePoints,
  truncatePoints,
} from '../../src-main/store/tables/points.ts';
import { addRun, batch, temporaryStore } from './support.ts';

interface Point {
  readonly step: number;
  readonly time: number;
  readonly value: number;
}

const value = fc.oneof(
  { weight: 5, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324, 1.797e308, -1.797e308) },
);
// A few steps only, so that they come twice and out of order.
const point: fc.Arbitrary<Point> = fc.record({
  step: fc.oneof(fc.nat(20), fc.double({ noNaN: true, noDefaultInfinity: true })),
  time: fc.oneof(fc.integer({ min: 0, max: 1e6 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  value,
});
const key = fc.constantFrom('train/loss', 'val/accuracy', 'val/loss');
/** Batches of any size; now and then one that fills chunks, made longer by repeating. */
const batches = fc.array(
  fc.tuple(key, fc.array(point, { maxLength: 30 }), fc.constantFrom(1, 1, 1, 1, 60, 300)),
  { maxLength: 40 },
);

function toBatch(name: string, points: readonly Point[]): SeriesBatch {
  return batch(
    name,
    points.map(({ step }) => step),
    points.map((p) => p.value),
    points.map(({ time }) => time),
  );
}

function repeat<T>(items: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => items).flat();
}

/** What the plainest program would say of these points, as a row of latest_metrics. */
function summaryOf(name: string, points: readonly Point[]) {
  const last = points.at(-1);
  const finite = points.filter((p) => Number.isFinite(p.value));
  const sorted = finite.toSorted((a, b) => a.value - b.value);
  const smallest = finite.find((p) => p.value === sorted[0]?.value);
  const largest = finite.find((p) => p.value === sorted.at(-1)?.value);
  const best = metricDirection(name) === 'minimise' ? smallest : largest;
  const plain = (number: number | undefined): number | null => (number === undefined ? null : number + 0);
  return {
    key: name,
    count: points.length,
    last: last === undefined || Number.isNaN(last.value) ? null : plain(last.value),
    lastExactly: last?.value,
    last_step: plain(last?.step),
    last_time: plain(last?.time),
    min: plain(smallest?.value),
    min_step: plain(smallest?.step),
    max: plain(largest?.value),
    max_step: plain(largest?.step),
    best: plain(best?.value),
    best_step: plain(best?.step),
  };
}

function storedSummaries(db: ReadDatabase, run: number) {
  return db
    .all<{ last_bits: Uint8Array; key: string }>(
      `SELECT key, count, last, last_bits, last_step, last_time, min, min_step, max, max_step, best, best_step
       FROM latest_metrics WHERE run_id = :run ORDER BY key`,
      { run },
    )
    .map(({ last_bits, ...row }) => ({ ...row, lastExactly: numberOf(last_bits) }));
}

function storedPoints(db: ReadDatabase, run: number): Map<string, Point[]> {
  return new Map(
    findMetrics(db, run).map(({ id, key: name }) => {
      const { steps, times, values } = readPoints(db, id);
      return [
        name,
        Array.from(steps, (step, i) => ({ step, time: times[i] ?? NaN, value: values[i] ?? NaN })),
      ];
    }),
  );
}

function expectStored(db: ReadDatabase, run: number, model: Map<string, Point[]>): void {
  const filled = [...model].filter(([, points]) => points.length > 0);
  expect(storedPoints(db, run)).toEqual(new Map(filled));
  expect(storedSummaries(db, run)).toEqual(
    filled.map(([name, points]) => summaryOf(name, points)).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  );
}

describe('points', () => {
  it('come back exactly and in order, with their summaries, whatever the batches', () => {
    const { db } = temporaryStore();
    fc.assert(
      fc.property(batches, (given) => {
        const run = addRun(db);
        const model = new Map<string, Point[]>();
        for (const [name, points, times] of given) {
          const many = repeat(points, times);
          appendPoints(db, run, [toBatch(name, many)]);
          model.set(name, [...(model.get(name) ?? []), ...many]);
        }
        expectStored(db, run, model);
        settlePoints(db, run);
        expectStored(db, run, model);
      }),
      { numRuns: 60 },
    );
    expect(databaseHealth(db)).toEqual([]);
  });

  it('after a step are taken away as if they had never been, and can be measured again', () => {
    const { db } = temporaryStore();
    fc.assert(
      fc.property(batches, fc.nat(20), batches, (before, step, after) => {
        const run = addRun(db);
        const model = new Map<string, Point[]>();
        const append = (given: typeof before): void => {
          for (const [name, points, times] of given) {
            const many = repeat(points, times);
            appendPoints(db, run, [toBatch(name, many)]);
            model.set(name, [...(model.get(name) ?? []), ...many]);
          }
        };
        append(before);
        truncatePoints(db, run, step);
        for (const [name, points] of model) {
          model.set(
            name,
            points.filter((p) => p.step <= step),
          );
        }
        expectStored(db, run, model);
        append(after);
        expectStored(db, run, model);
      }),
      { numRuns: 40 },
    );
    expect(databaseHealth(db)).toEqual([]);
  });

  it('are sealed 4,096 at a time, at multiples of it, in few rows however they come', () => {
    const { db } = temporaryStore();
    const run = addRun(db);
    for (let i = 0; i < 4096 + 200; i++) appendPoints(db, run, [batch('loss', [i], [i / 7])]);
    const rows = db.all<{ first_sequence: number; count: number; sealed: number }>(
      'SELECT first_sequence, count, sealed FROM point_chunks ORDER BY first_sequence',
    );
    expect(rows[0]).toEqual({ first_sequence: 0, count: 4096, sealed: 1 });
    expect(rows.length).toBeLessThanOrEqual(1 + 64);
    settlePoints(db, run);
    expect(db.all('SELECT first_sequence, count, sealed FROM point_chunks ORDER BY first_sequence')).toEqual([
      { first_sequence: 0, count: 4096, sealed: 1 },
      { first_sequence: 4096, count: 200, sealed: 0 },
    ]);
  });

  it('tell the extremes of every row, of finite values only', () => {
    const { db } = temporaryStore();
    const run = addRun(db);
    appendPoints(db, run, [batch('loss', [3, 1, 2, 2], [NaN, -1, Infinity, 4], [9, 8, 7, 10])]);
    appendPoints(db, run, [batch('loss', [5], [-Infinity], [11])]);
    const rows = db.all(
      `SELECT count, min_step, max_step, min_time, max_time, min_value, max_value FROM point_chunks
       ORDER BY first_sequence`,
    );
    expect(rows).toEqual([
      { count: 4, min_step: 1, max_step: 3, min_time: 7, max_time: 10, min_value: -1, max_value: 4 },
      { count: 1, min_step: 5, max_step: 5, min_time: 11, max_time: 11, min_value: null, max_value: null },
    ]);
  });

  it('with a step that is no number are refused, all of the batch', () => {
    const { db } = temporaryStore();
    const run = addRun(db);
    expect(() => appendPoints(db, run, [batch('a', [1], [1]), batch('b', [NaN], [1], [1])])).toThrow(
      'a step or time of b is not a number',
    );
    expect(storedPoints(db, run)).toEqual(new Map());
  });
});
