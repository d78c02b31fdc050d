import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import { latestCheckpoint } from '../../src-main/query/checkpoints.ts';
import { queryPoints } from '../../src-main/query/points.ts';
import { runConsole } from '../../src-main/query/run-console.ts';
import { countPoints, countRuns } from '../../src-main/query/run-counts.ts';
import { usedDatasets } from '../../src-main/query/used-datasets.ts';
import { runDetail } from '../../src-main/query/run-detail.ts';
import { runEvents } from '../../src-main/query/run-events.ts';
import { listRuns } from '../../src-main/query/runs-table.ts';
import { querySeries } from '../../src-main/query/series.ts';
import type { ReadDatabase, SqlParams, SqlValue } from '../../src-main/store/database.ts';
import { givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
const run = givenRun(db, { spec: { a: 1 }, metrics: { loss: [1, 2, 3] } });

interface Asked {
  readonly sql: string;
  readonly plan: readonly string[];
}

/** The statements that a question asks, each with the plan that SQLite makes for it. */
function asked(question: (spy: ReadDatabase) => unknown): Asked[] {
  const statements: Asked[] = [];
  const explain = (sql: string, params: SqlParams): void => {
    const steps = db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
    statements.push({ sql, plan: steps.map((step) => step.detail) });
  };
  question({
    get: <Row>(sql: string, params: SqlParams = {}) => {
      explain(sql, params);
      return db.get<Row>(sql, params);
    },
    all: <Row>(sql: string, params: SqlParams = {}) => {
      explain(sql, params);
      return db.all<Row>(sql, params);
    },
    column: <Value extends SqlValue>(sql: string, params: SqlParams = {}) => {
      explain(sql, params);
      return db.column<Value>(sql, params);
    },
    each: <Row>(sql: string, params: SqlParams, visit: (row: Row) => void) => {
      explain(sql, params);
      db.each<Row>(sql, params, visit);
    },
  });
  return statements;
}

/** Whole tables read, or orders made by sorting. A list in JSON is no table. */
function slowSteps(statements: readonly Asked[]): string[] {
  return statements
    .flatMap(({ plan }) => plan)
    .filter((step) => /^SCAN (?!\w+ VIRTUAL|CONSTANT)/.test(step) || step.includes('TEMP B-TREE'));
}

function list(spy: ReadDatabase, input: MethodInput<'runs.list'> = {}): unknown {
  return listRuns(spy, v.parse(methods['runs.list'].input, input), 1000);
}

describe('every question', () => {
  const points = { run, key: 'loss' };
  const series = { lines: [points], x: 'step', width: 2, smoothing: 0 } as const;
  const questions: Record<string, (spy: ReadDatabase) => unknown> = {
    'the first page of runs': (spy) => list(spy),
    'runs of an experiment': (spy) => list(spy, { experiment: 'Default', params: ['a'], metrics: ['loss'] }),
    points: (spy) => queryPoints(spy, { ...points, offset: 1, limit: 1 }),
    'a series': (spy) => querySeries(spy, { ...series, lines: [points] }),
    'a smoothed part of a series': (spy) =>
      querySeries(spy, { ...series, lines: [points], smoothing: 0.5, from: 1, to: 2 }),
    'a series by time': (spy) => querySeries(spy, { ...series, lines: [points], x: 'relative' }),
    'a run': (spy) => runDetail(spy, run, 1000),
    events: (spy) => runEvents(spy, { run, after: 0, limit: 10 }),
    'the console': (spy) => runConsole(spy, { run, after: 0, limit: 10 }),
    'the latest checkpoint': (spy) => latestCheckpoint(spy, run),
    'runs on a dataset': (spy) => list(spy, { datasets: ['ab'] }),
    counts: (spy) => [countRuns(spy), countPoints(spy, run)],
  };

  it('is answered through indexes', () => {
    const slow = Object.entries(questions).flatMap(([name, question]) =>
      slowSteps(asked(question)).map((step) => `${name}: ${step}`),
    );
    expect(slow).toEqual([]);
  });

  it('finds what runs were trained on by the index of params, grouped in memory', () => {
    const [used] = asked((spy) => usedDatasets(spy));
    expect(used?.plan.join('\n')).toMatch(/SEARCH p USING COVERING INDEX params_by_path \(path=\?\)/);
    expect(used?.plan.filter((step) => /^SCAN (p|r)\b/.test(step))).toEqual([]);
  });

  it('finds what a run is sorted by through the key of the table it lies in', () => {
    for (const by of ['metric:loss', 'metric:loss:best', 'param:a']) {
      const [, page] = asked((spy) => list(spy, { sort: { by } }));
      expect(page?.plan.join('\n')).toMatch(/SEARCH [mp] USING PRIMARY KEY \(run_id=\? AND (key|path)=\?\)/);
    }
  });

  it('takes as many statements for a page of one run as for one of a hundred', () => {
    const one = asked((spy) => list(spy, { limit: 1, text: 'run' })).length;
    for (let index = 0; index < 100; index++) givenRun(db, { metrics: { loss: [1] } });
    const hundred = asked((spy) => list(spy, { limit: 100, text: 'run' })).length;
    expect({ one, hundred }).toEqual({ one: 5, hundred: 5 });
    expect(asked((spy) => list(spy, { limit: 100 })).length).toBe(6);
  });
});
