import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import { runStates, type RunRow } from '#contract/run.ts';
import { numberWord } from '../../src-main/query/number-word.ts';
import { listRuns } from '../../src-main/query/runs-table.ts';
import { keepFigures } from '../../src-main/store/tables/metrics.ts';
import { truncatePoints } from '../../src-main/store/tables/points.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { trashRuns } from '../../src-main/store/tables/trash.ts';
import { givenRun, queryStore, type GivenRun } from '../support/query-store.ts';

const db = queryStore();
const now = 50_000;

function list(input: MethodInput<'runs.list'>): { rows: readonly RunRow[]; total: number } {
  return listRuns(db, v.parse(methods['runs.list'].input, input), now);
}

function ids(input: MethodInput<'runs.list'>): number[] {
  return list(input).rows.map((row) => row.id);
}

/** Every test looks at an experiment of its own. */
let experiments = 0;
function newExperiment(): string {
  return `Experiment ${++experiments}.`;
}

interface Given extends GivenRun {
  readonly state: (typeof runStates)[number];
  readonly startedAt: number | null;
  readonly trashed: boolean;
}

const word = fc.constantFrom(
  'adam',
  'Adam',
  'sgd',
  'tanh',
  '100%',
  'a_b',
  'Épreuve',
  'épreuve',
  '运行',
  'x*y',
  '[z]',
);
const setting: fc.Arbitrary<ParamValue> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  word,
  fc.boolean(),
  fc.constant(null),
);
const number = fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 0.5, 2);
const givenArbitrary: fc.Arbitrary<Given> = fc.record({
  name: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
  spec: fc.record({ a: setting, b: fc.record({ c: setting }) }, { requiredKeys: [] }),
  tags: fc.uniqueArray(word, { maxLength: 2 }),
  createdAt: fc.integer({ min: 1000, max: 1004 }),
  state: fc.constantFrom('waiting', 'running', 'paused', 'complete', 'failed', 'stopped'),
  startedAt: fc.option(fc.integer({ min: 2000, max: 2003 })),
  trashed: fc.boolean(),
  metrics: fc.dictionary(
    fc.constantFrom('loss', 'accuracy', 'loss:best', 'a:b:min'),
    fc.array(number, { minLength: 1, maxLength: 3 }),
    { noNullPrototype: true },
  ),
});

function write(given: Given, experiment: string): number {
  const run = givenRun(db, { ...given, experiment });
  if (given.startedAt !== null) setRunState(db, run, 'running', { now: given.startedAt });
  if (given.state !== 'waiting') setRunState(db, run, given.state, { now: 3000 + (run % 3) });
  if (given.trashed && given.state !== 'waiting' && given.state !== 'running' && given.state !== 'paused') {
    trashRuns(db, [run], now);
  }
  return run;
}

const sorts = [
  'created',
  'name',
  'state',
  'started',
  'duration',
  'experiment',
  'param:a',
  'param:b.c',
  'param:nowhere',
  'metric:loss',
  'metric:loss:best',
  'metric:loss:min',
  'metric:loss:max',
  'metric:accuracy:best',
  'metric:loss:best:max',
  'metric:a:b:min',
  'metric:a:b:min:min',
  'metric:nowhere',
];

describe('the runs table', () => {
  it('sorts by anything, in both directions, with what is missing last', () => {
    fc.assert(
      fc.property(fc.array(givenArbitrary, { minLength: 1, maxLength: 12 }), (given) => {
        const experiment = newExperiment();
        for (const run of given) write(run, experiment);
        const all = list({ experiment }).rows;
        for (const by of sorts) {
          for (const direction of ['asc', 'desc'] as const) {
            const expected = all.toSorted(comparison(by, direction)).map((row) => row.id);
            expect({ by, direction, ids: ids({ experiment, sort: { by, direction } }) }).toEqual({
              by,
              direction,
              ids: expected,
            });
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('finds the runs in which every word occurs, in either case and with no wildcards', () => {
    const words = fc.array(
      fc.oneof(word, fc.constantFrom('A', 'ÉPREUVE', 'run', '%', '_', '*', '?', '[', ']', '^', 'fail')),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        fc.array(givenArbitrary, { minLength: 1, maxLength: 8 }),
        words,
        fc.boolean(),
        (given, searched, trashed) => {
          const experiment = newExperiment();
          for (const run of given) write(run, experiment);
          const found = list({ experiment, trashed, text: ` ${searched.join('  ')} ` });
          const expected = list({ experiment, trashed }).rows.filter((row) =>
            searched.every((part) =>
              textsOf(row).some((text) => text.toLowerCase().includes(part.toLowerCase())),
            ),
          );
          expect(found).toEqual({ rows: expected, total: expected.length });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds numbers among the params as they are written, also while they are typed', () => {
    const experiment = newExperiment();
    const given = [
      { rate: 0.002, units: 64 },
      { rate: 0.0025, units: 640 },
      { rate: 0.003, units: 16 },
      { rate: -0.5, units: 1 },
    ].map((spec) => givenRun(db, { experiment, spec }));
    const found = (text: string): number[] =>
      ids({ experiment, text })
        .map((id) => given.indexOf(id))
        .sort();
    expect(found('0.002')).toEqual([0, 1]);
    expect(found('.0025')).toEqual([1]);
    expect(found('2e-3')).toEqual([0]);
    expect(found('0.00')).toEqual([0, 1, 2]);
    expect(found('64')).toEqual([0]);
    expect(found('64 0.003')).toEqual([]);
    expect(found('−0.5')).toEqual([3]);
    expect(found('0.5')).toEqual([]);
    // A single digit is in nearly every run.
    expect([numberWord('1'), numberWord('1.2.3'), numberWord('adam')]).toEqual([null, null, null]);
  });

  it('gives a page and how many there are, also after the last one', () => {
    const experiment = newExperiment();
    const runs = Array.from({ length: 7 }, (_, index) => givenRun(db, { experiment, createdAt: index }));
    const [a, b, c] = runs.toReversed().slice(2, 5);
    for (const text of ['', 'run']) {
      expect(ids({ experiment, text, offset: 2, limit: 3 })).toEqual([a, b, c]);
      expect(list({ experiment, text, offset: 9, limit: 3 })).toEqual({ rows: [], total: 7 });
      expect(list({ experiment, text, limit: 0 })).toEqual({ rows: [], total: 7 });
    }
  });

  it('shows a run with all that a row has', () => {
    const experiment = newExperiment();
    const run = givenRun(db, {
      experiment,
      name: 'first',
      spec: { optimizer: { kind: 'adam', learningRate: 0.1, nesterov: false, clipNorm: null } },
      tags: ['b', 'a'],
      metrics: { loss: [3, 2, NaN], 'val/accuracy': [0.5, 0.9, 0.7] },
    });
    setRunState(db, run, 'running', { now: 2000 });
    setRunState(db, run, 'failed', { now: 2500, error: { code: 'diverged', message: 'diverged at step 3' } });
    const { uid, color, ...row } = list({ experiment }).rows[0] ?? expect.fail('no row');
    expect(uid).toMatch(/^[0-9a-f]{32}$/);
    expect(color).toBeGreaterThanOrEqual(0);
    expect({ ...row, params: { ...row.params }, metrics: { ...row.metrics } }).toEqual({
      id: run,
      name: 'first',
      experiment,
      state: 'failed',
      createdAt: 1000,
      startedAt: 2000,
      endedAt: 2500,
      durationMs: 500,
      engine: null,
      error: { code: 'diverged', message: 'diverged at step 3' },
      params: {
        'optimizer.kind': 'adam',
        'optimizer.learningRate': 0.1,
        'optimizer.nesterov': false,
        'optimizer.clipNorm': null,
      },
      tags: ['a', 'b'],
      metrics: {
        loss: {
          count: 3,
          last: NaN,
          lastStep: 3,
          final: NaN,
          finalStep: 3,
          min: 2,
          minStep: 2,
          max: 3,
          maxStep: 1,
          best: 2,
          bestStep: 2,
          direction: 'minimise',
        },
        'val/accuracy': {
          count: 3,
          last: 0.7,
          lastStep: 3,
          final: 0.7,
          finalStep: 3,
          min: 0.5,
          minStep: 1,
          max: 0.9,
          maxStep: 2,
          best: 0.9,
          bestStep: 2,
          direction: 'maximise',
        },
      },
      progress: null,
    });
  });

  it('gives a last value bit for bit', () => {
    const values = [NaN, Infinity, -Infinity, -0, 5e-324, 0.1 + 0.2];
    const experiment = newExperiment();
    givenRun(db, {
      experiment,
      metrics: Object.fromEntries(values.map((value, index) => [`m${index}`, [1, value]])),
    });
    const { metrics } = list({ experiment }).rows[0] ?? expect.fail('no row');
    expect(values.map((_, index) => metrics[`m${index}`]?.last)).toEqual(values);
  });

  it('shows and sorts by what the weights reach that a run keeps, until it trains again', () => {
    const experiment = newExperiment();
    const restored = givenRun(db, { experiment, metrics: { loss: [3, 1, 9], other: [5] } });
    const plain = givenRun(db, { experiment, metrics: { loss: [3, 2] } });
    const finals = () =>
      list({ experiment, sort: { by: 'metric:loss', direction: 'asc' } }).rows.map(({ id, metrics }) => [
        id,
        metrics['loss']?.final,
        metrics['loss']?.finalStep,
      ]);
    keepFigures(db, restored, 2, { loss: 1, unlogged: 4 });
    expect(finals()).toEqual([
      [restored, 1, 2],
      [plain, 2, 2],
    ]);
    expect(list({ experiment }).rows.at(-1)?.metrics['other']?.final).toBe(5);
    keepFigures(db, restored, 2, { loss: Number.NaN });
    expect(finals()[1]).toEqual([restored, Number.NaN, 2]);
    truncatePoints(db, restored, 3);
    expect(finals()[1]).toEqual([restored, 9, 3]);
  });

  it('counts the time of a run that trains up to now, and none before its start', () => {
    const experiment = newExperiment();
    const waiting = givenRun(db, { experiment, createdAt: 1 });
    const running = givenRun(db, { experiment, createdAt: 2 });
    setRunState(db, running, 'running', { now: now - 700 });
    const durations = list({ experiment }).rows.map((row) => [row.id, row.durationMs]);
    expect(durations).toEqual([
      [running, 700],
      [waiting, null],
    ]);
  });

  it('sends only the params and metrics that are asked for', () => {
    const experiment = newExperiment();
    givenRun(db, { experiment, spec: { a: 1, b: 2 }, metrics: { loss: [1], accuracy: [2] } });
    const shown = (input: MethodInput<'runs.list'>) => {
      const row = list({ experiment, ...input }).rows[0];
      return [Object.keys(row?.params ?? {}), Object.keys(row?.metrics ?? {})];
    };
    expect(shown({})).toEqual([
      ['a', 'b'],
      ['accuracy', 'loss'],
    ]);
    expect(shown({ params: ['b', 'nowhere'], metrics: ['loss'] })).toEqual([['b'], ['loss']]);
    expect(shown({ params: [], metrics: [] })).toEqual([[], []]);
  });

  it('is filtered by states and experiment, and shows the trash apart', () => {
    const experiment = newExperiment();
    const waiting = givenRun(db, { experiment });
    const complete = givenRun(db, { experiment });
    const trashed = givenRun(db, { experiment });
    for (const run of [complete, trashed]) {
      setRunState(db, run, 'running', { now: 2000 });
      setRunState(db, run, 'complete', { now: 3000 });
    }
    trashRuns(db, [trashed], now);
    expect(ids({ experiment, states: ['complete', 'failed'] })).toEqual([complete]);
    expect(ids({ experiment })).toEqual([complete, waiting]);
    expect(ids({ experiment, trashed: true })).toEqual([trashed]);
    expect(ids({ experiment, states: [] })).toEqual([]);
    expect(ids({ experiment: 'Nowhere' })).toEqual([]);
  });

  it('says what it can sort by when asked for anything else', () => {
    for (const by of ['colour', 'param:', 'metric:', '', 'name; DROP TABLE runs']) {
      expect(() => list({ sort: { by } })).toThrow(
        expect.objectContaining({
          code: 'invalid_input',
          message: expect.stringContaining('param:PATH') as string,
        }) as Error,
      );
    }
  });
});

function textsOf(row: RunRow): string[] {
  const params = Object.values(row.params).filter((value) => typeof value === 'string');
  return [row.name, row.experiment, row.state, ...row.tags, ...params];
}

/** A place among others: its class first, which no direction turns, then the value. */
type Place = readonly [number, number | string];

function comparison(by: string, direction: 'asc' | 'desc'): (a: RunRow, b: RunRow) => number {
  const sign = direction === 'asc' ? 1 : -1;
  return (a, b) => {
    const [classA, valueA] = placeOf(by, a);
    const [classB, valueB] = placeOf(by, b);
    return classA - classB || sign * (valueA < valueB ? -1 : valueA > valueB ? 1 : a.id - b.id);
  };
}

function placeOf(by: string, row: RunRow): Place {
  if (by.startsWith('param:')) return paramPlace(row.params[by.slice('param:'.length)]);
  if (by.startsWith('metric:')) {
    const [, key = '', column = 'final'] = /^metric:(.+?)(?::(best|min|max))?$/.exec(by) ?? [];
    const summary = row.metrics[key];
    const value = summary?.[column as 'final' | 'best' | 'min' | 'max'];
    if (value === undefined) return [2, 0];
    return value === null || Number.isNaN(value) ? [1, 0] : [0, value];
  }
  switch (by) {
    case 'created':
      return [0, row.createdAt];
    case 'name':
      return [0, lower(row.name)];
    case 'state':
      return [0, runStates.indexOf(row.state)];
    case 'started':
      return row.startedAt === null ? [1, 0] : [0, row.startedAt];
    case 'duration':
      return row.durationMs === null ? [1, 0] : [0, row.durationMs];
    default:
      return [0, lower(row.experiment)];
  }
}

function paramPlace(value: ParamValue | undefined): Place {
  switch (typeof value) {
    case 'number':
      return [0, value];
    case 'boolean':
      return [1, Number(value)];
    case 'string':
      return [2, lower(value)];
    default:
      return value === null ? [3, 0] : [4, 0];
  }
}

/** A to Z alone, as SQLite folds them. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
