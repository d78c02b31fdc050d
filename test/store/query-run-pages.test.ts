import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointsOf, latestCheckpoint } from '../../src-main/query/checkpoints.ts';
import { compareRuns } from '../../src-main/query/compare.ts';
import { listExperiments } from '../../src-main/query/experiments.ts';
import { queryPoints } from '../../src-main/query/points.ts';
import { runColumns } from '../../src-main/query/run-columns.ts';
import { runConsole } from '../../src-main/query/run-console.ts';
import { countPoints, countRuns, runStateOf } from '../../src-main/query/run-counts.ts';
import { runDetail } from '../../src-main/query/run-detail.ts';
import { runEvents } from '../../src-main/query/run-events.ts';
import { addCheckpoint, type NewCheckpoint } from '../../src-main/store/tables/checkpoints.ts';
import { appendConsoleLine, appendEvent } from '../../src-main/store/tables/events.ts';
import { setResult, setText } from '../../src-main/store/tables/results.ts';
import { setNotes } from '../../src-main/store/tables/run-labels.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { trashRuns } from '../../src-main/store/tables/trash.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
const now = 50_000;
const nowhere = 999_999;
const notFound = expect.objectContaining({
  code: 'not_found',
  message: `There is no run ${nowhere}.`,
}) as Error;

function trashed(run: number): number {
  setRunState(db, run, 'running', { now: 2000 });
  setRunState(db, run, 'complete', { now: 3000 });
  trashRuns(db, [run], 4000);
  return run;
}

describe('names and counts', () => {
  it('has names of columns, the commonest first, and counts, all without the trash', () => {
    givenRun(db, { experiment: 'B', spec: { rare: 1, both: 1 }, metrics: { loss: [1, 2], rare: [1] } });
    givenRun(db, { experiment: 'a', spec: { both: 2 }, metrics: { loss: [1] } });
    const gone = trashed(givenRun(db, { experiment: 'a', spec: { gone: 1 }, metrics: { gone: [1] } }));
    expect(runColumns(db)).toEqual({
      params: ['both', 'rare'],
      metrics: ['loss', 'rare'],
      tags: [],
      engines: [],
    });
    expect(countRuns(db)).toEqual({ runs: 2, trashed: 1 });
    expect(listExperiments(db).map(({ name, runCount }) => [name, runCount])).toEqual([
      ['a', 1],
      ['B', 1],
    ]);
    expect(countPoints(db, 1)).toBe(3);
    expect(countPoints(db, nowhere)).toBe(0);
    expect(runStateOf(db, gone)).toBe('complete');
    expect(runStateOf(db, nowhere)).toBeNull();
  });
});

describe('the page of a run', () => {
  it('has its spec, notes, texts, results, artifacts and checkpoints', () => {
    const spec = { seed: 7, model: { hidden: [8, 4] } };
    const run = givenRun(db, { spec, metrics: { loss: [1] } });
    setNotes(db, run, '# Note', 2000);
    setText(db, run, { key: 'sample', step: 10, text: 'b' });
    setText(db, run, { key: 'sample', step: 2, text: 'a' });
    setResult(db, run, 'linear', { gap: NaN, weights: Float64Array.of(-0, 2) });
    const checkpoint: NewCheckpoint = {
      step: 4,
      epoch: 1,
      bytes: 12,
      reasons: ['last'],
      value: null,
      sha256: 'a'.repeat(64),
      createdAt: 2500,
    };
    addCheckpoint(db, run, checkpoint);
    const detail = runDetail(db, run, now);
    expect(detail).toMatchObject({
      id: run,
      spec,
      notes: '# Note',
      environment: null,
      texts: [
        { key: 'sample', step: 2, text: 'a' },
        { key: 'sample', step: 10, text: 'b' },
      ],
      results: { linear: { gap: NaN, weights: Float64Array.of(-0, 2) } },
      artifacts: [{ kind: 'checkpoint', sizeBytes: 12, sha256: checkpoint.sha256, createdAt: 2500 }],
      checkpoints: [checkpoint],
      parentRunId: null,
      trashedAt: null,
    });
    expect(runDetail(db, trashed(givenRun(db)), now)).toMatchObject({
      trashedAt: 4000,
      notes: '',
      texts: [],
    });
  });

  it('goes on from the checkpoint of the latest step', () => {
    const run = givenRun(db);
    expect(latestCheckpoint(db, run)).toBeNull();
    for (const step of [10, 30]) {
      addCheckpoint(db, run, {
        step,
        epoch: 1,
        bytes: 1,
        reasons: ['last'],
        value: null,
        sha256: String(step).repeat(32),
        createdAt: 1,
      });
    }
    expect(latestCheckpoint(db, run)).toEqual({ step: 30, sha256: '30'.repeat(32) });
    expect(checkpointsOf(db, run).map(({ step }) => step)).toEqual([10, 30]);
  });

  it('has events and console lines after a sequence number', () => {
    const run = givenRun(db);
    for (const step of [1, 2, 3]) {
      appendEvent(db, run, { time: step, step, kind: 'note', message: `m${step}`, data: { step } });
      appendConsoleLine(db, run, { time: step, stream: 'err', text: `line ${step}` });
    }
    expect(runEvents(db, { run, after: 1, limit: 1 })).toEqual([
      { sequence: 2, time: 2, step: 2, kind: 'note', message: 'm2', data: { step: 2 } },
    ]);
    expect(runConsole(db, { run, after: 2, limit: 100 })).toEqual([
      { sequence: 3, time: 3, stream: 'err', text: 'line 3' },
    ]);
    expect(runEvents(db, { run, after: 0, limit: Infinity })).toHaveLength(3);
    expect(runConsole(db, { run, after: 0, limit: -1 })).toEqual([]);
    expect(runConsole(db, { run, after: 0, limit: 1.5 })).toHaveLength(1);
  });

  it('says that there is no such run', () => {
    expect(() => runDetail(db, nowhere, now)).toThrow(notFound);
    expect(() => runEvents(db, { run: nowhere, after: 0, limit: 1 })).toThrow(notFound);
    expect(() => runConsole(db, { run: nowhere, after: 0, limit: 1 })).toThrow(notFound);
    expect(() => queryPoints(db, { run: nowhere, key: 'loss', offset: 0, limit: 1 })).toThrow(notFound);
    expect(() => compareRuns(db, [givenRun(db), nowhere], now)).toThrow(notFound);
  });
});

describe('points of a metric', () => {
  it('come back exactly and in order, any page of them', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(NaN, -0, Infinity, -Infinity));
    const page = {
      offset: fc.nat(10_000),
      limit: fc.integer({ min: 1, max: 10_000 }),
      batch: fc.integer({ min: 1, max: 5000 }),
    };
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 150 }),
        fc.record(page),
        (some, times, { offset, limit, batch }) => {
          const values = Array.from({ length: times }, () => some).flat();
          const run = givenRun(db);
          const steps = values.map((_, index) => index - 3);
          givenPoints(db, run, 'loss', steps, values, batch);
          expect(queryPoints(db, { run, key: 'loss', offset, limit })).toEqual({
            steps: Float64Array.from(steps.slice(offset, offset + limit)),
            times: Float64Array.from(steps.slice(offset, offset + limit), (step) => 1000 + 10 * step),
            values: Float64Array.from(values.slice(offset, offset + limit)),
            total: values.length,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are missed with the metrics that there are', () => {
    const run = givenRun(db, { metrics: { loss: [1], accuracy: [1] } });
    expect(() => queryPoints(db, { run, key: 'los', offset: 0, limit: 1 })).toThrow(
      `Run ${run} has no metric "los". It has accuracy, loss.`,
    );
    const empty = givenRun(db);
    expect(() => queryPoints(db, { run: empty, key: 'loss', offset: 0, limit: 1 })).toThrow(
      `Run ${empty} has no metric "loss". It has no metrics yet.`,
    );
  });
});

describe('runs side by side', () => {
  it('has differing params first, and tells null from a param that a run lacks', () => {
    const runs = [
      givenRun(db, { spec: { same: 'x', c: 1, b: { d: true }, none: null } }),
      givenRun(db, { spec: { same: 'x', c: 1, b: { d: false }, a: 0 } }),
      givenRun(db, { spec: { same: 'x', c: 1, b: { d: true }, a: 0, none: null } }),
    ];
    const comparison = compareRuns(db, runs, now);
    expect(comparison.runs.map((row) => row.id)).toEqual(runs);
    expect(comparison.params).toEqual([
      { path: 'a', differs: true, has: [false, true, true], values: [null, 0, 0] },
      { path: 'b.d', differs: true, has: [true, true, true], values: [true, false, true] },
      { path: 'none', differs: true, has: [true, false, true], values: [null, null, null] },
      { path: 'c', differs: false, has: [true, true, true], values: [1, 1, 1] },
      { path: 'same', differs: false, has: [true, true, true], values: ['x', 'x', 'x'] },
    ]);
  });

  it('marks the best runs of each metric by its direction, and none where neither way is better', () => {
    const runs = [
      givenRun(db, { metrics: { loss: [3, 2], accuracy: [0.5], diverged: [NaN], learningRate: [0.1] } }),
      givenRun(db, { metrics: { loss: [1, 4], accuracy: [0.9], diverged: [Infinity], learningRate: [0.2] } }),
      givenRun(db, { metrics: { loss: [NaN, 1], accuracy: [0.9, 0.1] } }),
    ];
    expect(compareRuns(db, runs, now).metrics).toEqual([
      {
        key: 'accuracy',
        direction: 'maximise',
        apart: null,
        final: [0.5, 0.9, 0.1],
        bestValues: [0.5, 0.9, 0.9],
        best: [false, true, false],
      },
      {
        key: 'diverged',
        direction: 'minimise',
        apart: null,
        final: [NaN, Infinity, null],
        bestValues: [null, null, null],
        best: [false, false, false],
      },
      {
        key: 'learningRate',
        direction: null,
        apart: null,
        final: [0.1, 0.2, null],
        bestValues: [0.1, 0.2, null],
        best: [false, false, false],
      },
      {
        key: 'loss',
        direction: 'minimise',
        apart: null,
        final: [2, 4, 1],
        bestValues: [2, 1, 1],
        best: [false, false, true],
      },
    ]);
  });

  it('keeps the order that was asked for', () => {
    const [a, b] = [givenRun(db), givenRun(db)];
    expect(compareRuns(db, [b, a, b], now).runs.map((row) => row.id)).toEqual([b, a, b]);
  });
});
