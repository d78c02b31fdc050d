import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import * as v from 'valibot';
import type { SeriesRequest } from '#contract/metric.ts';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import type { SeriesBatch } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { stream } from '../../src-main/base/random.ts';
import { compareRuns } from '../../src-main/query/compare.ts';
import { listExperiments } from '../../src-main/query/experiments.ts';
import { runColumns } from '../../src-main/query/run-columns.ts';
import { listRuns } from '../../src-main/query/runs-table.ts';
import { querySeries } from '../../src-main/query/series.ts';
import type { WriteDatabase } from '../../src-main/store/database.ts';
import { openReadStore, openStore } from '../../src-main/store/open.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { insertRun, setRunState } from '../../src-main/store/tables/runs.ts';
import type { Report } from './run.ts';

const began = Date.UTC(2026, 0, 1);
const width = 1000;

const seriesFigures = [
  'series: 1,000,000 points',
  'series: 1,000,000 points, smoothed',
  'series: 1,000,000 points by time',
  'series: a tenth of 1,000,000 points',
  'series: 10 lines of 100,000 points',
  'series: 500 lines of 1,000 points, exact',
  'series: 500 lines of 1,000 points, reduced',
  'series: 1,000,000 plain rows by SQL',
];
const runsFigures = [
  'runs: first page',
  'runs: last page',
  'runs: by name',
  'runs: by duration',
  'runs: by a param',
  'runs: by a last metric',
  'runs: by a best metric',
  'runs: by a state',
  'runs: filtered by a text',
  'runs: names of columns',
  'runs: experiments counted',
  'runs: eight compared',
];
export const figures = [...seriesFigures, ...runsFigures];

/** Questions of the window at the sizes that we promise, beside SQL over one row for each point. */
export async function bench(report: Report, wants: (figure: string) => boolean): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'descent-bench-query-'));
  try {
    if (seriesFigures.some(wants)) benchSeries(directory, report);
    if (runsFigures.some(wants)) benchRuns(directory, report);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function benchSeries(directory: string, report: Report): void {
  const path = join(directory, 'series.db');
  const store = openStore({ path });
  const one = insertRuns(store.db, 1, 1_000_000);
  const ten = insertRuns(store.db, 10, 100_000);
  const many = insertRuns(store.db, 500, 1000);
  store.close();

  const measure = (
    name: string,
    runs: readonly number[],
    more: Partial<SeriesRequest>,
    context: string,
  ): void => {
    const request: SeriesRequest = {
      lines: runs.map((run) => ({ run, key: 'train/loss' })),
      x: 'step',
      width,
      smoothing: 0,
      ...more,
    };
    // Every time a connection of its own, whose statements and pages are cold.
    const cold = median(9, () => {
      const { db, close } = openReadStore(path);
      const started = performance.now();
      querySeries(db, request);
      const took = performance.now() - started;
      close();
      return took;
    });
    report(name, cold, 'ms', context);
  };
  const toPixels = `to ${width} pixels, cold statement; median of 9`;
  measure('series: 1,000,000 points', one, {}, `${toPixels}; target 15`);
  measure('series: 1,000,000 points, smoothed', one, { smoothing: 0.9 }, toPixels);
  measure('series: 1,000,000 points by time', one, { x: 'relative' }, toPixels);
  measure('series: a tenth of 1,000,000 points', one, { from: 400_000, to: 500_000 }, toPixels);
  measure('series: 10 lines of 100,000 points', ten, {}, toPixels);
  measure('series: 500 lines of 1,000 points, exact', many, {}, toPixels);
  measure(
    'series: 500 lines of 1,000 points, reduced',
    many,
    { width: 700 },
    'to 700 pixels, cold statement',
  );
  benchRows(directory, report);
}

/** The floor to beat: one row for each point, reduced by SQL. */
function benchRows(directory: string, report: Report): void {
  const handle = new Sqlite(join(directory, 'rows.db'));
  handle.exec(
    'CREATE TABLE points (run_id INTEGER, step INTEGER, value REAL, PRIMARY KEY (run_id, step)) WITHOUT ROWID',
  );
  const insert = handle.prepare('INSERT INTO points VALUES (CAST(? AS INTEGER), CAST(? AS INTEGER), ?)');
  handle.transaction(() => {
    const { values } = lossColumns(1, 1_000_000);
    for (const [step, value] of values.entries()) insert.run(1, step, value);
  })();
  const reduce = handle.prepare(`
    SELECT step / 1024 AS bucket, min(value), max(value) FROM points WHERE run_id = 1 GROUP BY bucket`);
  const took = median(3, () => timed(() => reduce.all()));
  handle.close();
  report(
    'series: 1,000,000 plain rows by SQL',
    took,
    'ms',
    'GROUP BY with min and max alone, the floor to beat',
  );
}

function benchRuns(directory: string, report: Report): void {
  const store = openStore({ path: join(directory, 'runs.db') });
  const { db } = store;
  insertTable(db, 10_000);
  const context = '10,000 runs of 20 params and 10 metrics; median of 9';
  const ask = (name: string, input: MethodInput<'runs.list'>): void => {
    const request = v.parse(methods['runs.list'].input, input);
    listRuns(db, request, began);
    report(
      name,
      median(9, () => timed(() => void listRuns(db, request, began))),
      'ms',
      context,
    );
  };
  ask('runs: first page', {});
  ask('runs: last page', { offset: 9900 });
  ask('runs: by name', { sort: { by: 'name' } });
  ask('runs: by duration', { sort: { by: 'duration' } });
  ask('runs: by a param', { sort: { by: 'param:optimizer.learningRate' } });
  ask('runs: by a last metric', { sort: { by: 'metric:metric/3' } });
  ask('runs: by a best metric', { sort: { by: 'metric:metric/3:best' } });
  ask('runs: by a state', { states: ['failed'] });
  ask('runs: filtered by a text', { text: 'adamw 77' });
  report(
    'runs: names of columns',
    median(9, () => timed(() => void runColumns(db))),
    'ms',
    context,
  );
  report(
    'runs: experiments counted',
    median(9, () => timed(() => void listExperiments(db))),
    'ms',
    context,
  );
  report(
    'runs: eight compared',
    median(9, () => timed(() => void compareRuns(db, [1, 2, 3, 4, 5, 6, 7, 8], began))),
    'ms',
    context,
  );
  store.close();
}

function insertRuns(db: WriteDatabase, count: number, points: number): number[] {
  return db.transaction(() =>
    Array.from({ length: count }, (_, index) => {
      const run = newRun(db, `${points}-${index}`, {}, index);
      appendPoints(db, run, [{ key: 'train/loss', ...lossColumns(run, points) }]);
      return run;
    }),
  );
}

function insertTable(db: WriteDatabase, count: number): void {
  const random = stream(2, 'bench-runs');
  db.transaction(() => {
    for (let index = 0; index < count; index++) {
      const settings = Object.fromEntries(
        Array.from({ length: 15 }, (_, i) => [`setting${i}`, random.integer(10)]),
      );
      const kind = ['adam', 'adamw', 'sgd'][random.integer(3)] ?? 'sgd';
      const run = newRun(
        db,
        `run ${index}`,
        { optimizer: { kind, learningRate: random.uniform() }, settings },
        index,
      );
      const step = Float64Array.of(1, 2);
      const series = Array.from({ length: 10 }, (_, metric): SeriesBatch => ({
        key: `metric/${metric}`,
        steps: step,
        times: step.map((at) => began + at),
        values: step.map(() => random.normal()),
      }));
      appendPoints(db, run, series);
      if (index % 20 === 0) setRunState(db, run, 'failed', { now: began + index + 1000 });
    }
  });
}

function newRun(db: WriteDatabase, name: string, spec: object, index: number): number {
  const id = insertRun(db, {
    uid: (db.get<{ runs: number }>('SELECT count(*) AS runs FROM runs')?.runs ?? 0)
      .toString(16)
      .padStart(32, '0'),
    experimentId: ensureExperiment(db, `Experiment ${index % 10}`, began),
    parentId: null,
    name,
    // Queries look only at the params that are flattened from it.
    spec: spec as TrainingSpec,
    tags: index % 7 === 0 ? ['baseline'] : [],
    createdAt: began + index,
  });
  setRunState(db, id, 'running', { now: began + index });
  return id;
}

function lossColumns(seed: number, count: number): Omit<SeriesBatch, 'key'> {
  const random = stream(seed, 'bench-loss');
  const steps = Float64Array.from({ length: count }, (_, i) => i);
  return {
    steps,
    times: steps.map((step) => began + Math.floor(step * 2.7)),
    values: steps.map((step) => Math.exp(-step / count) + 0.1 * random.uniform()),
  };
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(times: number, measure: () => number): number {
  const measured = Array.from({ length: times }, measure).sort((a, b) => a - b);
  return measured[Math.floor(times / 2)] ?? NaN;
}
