import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import type { ParamValue } from '#contract/param.ts';
import { printRunQuery } from '#contract/run-query/print.ts';
import { listRuns } from '../../src-main/query/runs-table.ts';
import { clockAt } from '../../src-main/query/run-query/value-sql.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { evaluateQuery, type AskedRun } from '../support/evaluate-query.ts';
import { givenPoints, givenRun, queryStore } from '../support/query-store.ts';
import { queryArbitrary } from '../support/run-queries.ts';

const db = queryStore();
const now = Date.UTC(2025, 10, 25, 12);

const names = ['a', 'b.c', 'val/loss', 'x y'];
const texts = ['adam', 'Abba', 'sgd', 'x1', '50%', ''];
const numbers = [0, 1, 2, -1.5, 3];
const words = { names, texts, numbers };

// So that every name of a query is one that a run has.
givenRun(db, {
  experiment: 'Names',
  spec: Object.fromEntries(names.map((name) => [name, 1])),
  tags: texts.filter((text) => text !== ''),
  metrics: Object.fromEntries(names.map((name) => [name, [1]])),
});

function list(input: MethodInput<'runs.list'>): ReturnType<typeof listRuns> {
  return listRuns(db, v.parse(methods['runs.list'].input, input), now);
}

function ids(query: string, experiment?: string): number[] {
  return list({ query, ...(experiment === undefined ? {} : { experiment }) }).rows.map(({ id }) => id);
}

function refusal(query: string): CodedError {
  try {
    list({ query });
  } catch (thrown) {
    if (thrown instanceof CodedError) return thrown;
    throw thrown;
  }
  return expect.fail(`${query} is understood`);
}

const value: fc.Arbitrary<ParamValue> = fc.oneof(
  fc.constantFrom(...numbers),
  fc.constantFrom(...texts),
  fc.boolean(),
  fc.constant(null),
);
const point = fc.record({
  step: fc.constantFrom(0, 1, 2, 5),
  value: fc.constantFrom(NaN, Infinity, -Infinity, ...numbers),
});
const given = fc.record({
  name: fc.constantFrom(...texts.filter((text) => text !== '')),
  spec: fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true }),
  tags: fc.uniqueArray(fc.constantFrom(...texts.filter((text) => text !== '')), { maxLength: 3 }),
  createdAt: fc.constantFrom(now, now - 1500, now - 86_400_000, now - 8 * 86_400_000),
  state: fc.constantFrom('waiting' as const, 'running' as const, 'complete' as const, 'failed' as const),
  points: fc.dictionary(fc.constantFrom(...names), fc.array(point, { minLength: 1, maxLength: 4 }), {
    noNullPrototype: true,
  }),
  batch: fc.constantFrom(1, 2, 4096),
});

let experiments = 0;

describe('a query', () => {
  it('finds what looking at every run finds, in the same order', () => {
    fc.assert(
      fc.property(
        fc.array(given, { minLength: 1, maxLength: 8 }),
        fc.array(queryArbitrary(words), { minLength: 1, maxLength: 12 }),
        (runs, queries) => {
          const experiment = `E${++experiments}`;
          const points = new Map<number, AskedRun['points']>();
          for (const run of runs) {
            const id = givenRun(db, { ...run, experiment });
            points.set(id, run.points);
            for (const [key, all] of Object.entries(run.points)) {
              givenPoints(
                db,
                id,
                key,
                all.map(({ step }) => step),
                all.map((one) => one.value),
                run.batch,
              );
            }
            if (run.state !== 'waiting') setRunState(db, id, 'running', { now: run.createdAt });
            if (run.state === 'complete' || run.state === 'failed')
              setRunState(db, id, run.state, { now: run.createdAt + 700 });
          }
          const asked = list({ experiment }).rows.map((row): AskedRun => ({
            row,
            points: points.get(row.id) ?? {},
          }));
          for (const query of queries) {
            const text = printRunQuery(query);
            expect({ text, ids: ids(text, experiment) }).toEqual({
              text,
              ids: evaluateQuery(query, asked, clockAt(now, 0)),
            });
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('says where a name is that no run has, and which is meant', () => {
    const told = (query: string) => {
      const { details, said } = refusal(query);
      const [issue] = details?.['issues'] as readonly { suggestion?: string }[];
      return [
        said?.code,
        query.slice(Number(details?.['start']), Number(details?.['end'])),
        issue?.suggestion,
      ];
    };
    expect(told('id > 1 and metrics.val/los < 1')).toEqual([
      'query.unknownName',
      'metrics.val/los',
      'val/loss',
    ]);
    expect(told('metrics.val/loss.mni < 1')).toEqual([
      'query.unknownName',
      'metrics.val/loss.mni',
      'val/loss.min',
    ]);
    expect(told('params.b.d = 1')).toEqual(['query.unknownName', 'params.b.d', 'b.c']);
    expect(told('not tags.adm')).toEqual(['query.unknownName', 'tags.adm', 'adam']);
    expect(told('order by metrics.nothing')).toEqual(['query.unknownName', 'metrics.nothing', undefined]);
    expect(told('name = ')).toEqual(['query.expectedEnd', '', undefined]);
    expect(ids('tags.somethingElse')).toEqual([]);
  });

  it('takes the name of a part for its kind', () => {
    const run = givenRun(db, { experiment: 'Kinds', spec: { optimizer: { kind: 'lion', rate: 0.1 } } });
    expect(ids('params.optimizer in (lion, adam)')).toEqual([run]);
    expect(ids('params.optimizer = "lion" and params.optimizer.rate < 0.2')).toEqual([run]);
  });

  it('goes with the other filters, and its order before the sort', () => {
    const experiment = 'Order';
    const runs = [3, 1, 2].map((loss) =>
      givenRun(db, { experiment, name: `run ${loss}`, metrics: { 'val/loss': [loss, 9] } }),
    );
    const query = 'metrics.val/loss.min < 3 order by metrics.val/loss.min';
    expect(
      list({ experiment, query, sort: { by: 'name', direction: 'desc' } }).rows.map(({ id }) => id),
    ).toEqual([runs[1], runs[2]]);
    expect(list({ experiment, query, text: '2', limit: 0 }).total).toBe(1);
    expect(list({ experiment, query, offset: 1, limit: 1 })).toMatchObject({
      total: 2,
      rows: [{ id: runs[2] }],
    });
  });

  it('compares with what a branch has measured, and with what its parent had before', () => {
    const parent = givenRun(db, { experiment: 'Branches', metrics: { 'val/loss': [9, 8, 7, 6] } });
    const branch = givenRun(db, { experiment: 'Branches' });
    db.run('UPDATE runs SET parent_id = :parent, branch_step = 2 WHERE id = :branch', { parent, branch });
    givenPoints(db, branch, 'val/loss', [3, 4], [1, 0]);
    expect(ids('metrics.val/loss.at(2) = 8', 'Branches')).toEqual([branch, parent]);
    expect(ids('metrics.val/loss.at(3) = 1', 'Branches')).toEqual([branch]);
    expect(ids('metrics.val/loss.at(1).step = 1', 'Branches')).toEqual([branch, parent]);
  });

  it('is never part of the SQL, whatever is written in it', () => {
    const before = list({}).total;
    const attacks = [
      'name = "x\'; DROP TABLE runs; --"',
      `name = "' OR 1=1 --"`,
      "params.`a' OR '1'='1` = 1",
      'metrics.`val/loss") --` < 1 or name = "a"',
      'tags.`x" OR 1 --`',
      "name like \"%' OR ''='%\"",
      "name matches \"';SELECT load_extension('x')\"",
      'order by params.`a); DELETE FROM runs; --`',
      'name in ("a\') OR (1=1", "[1]", "{}")',
      "constructor.constructor('return process')()",
      '__proto__ = "x"',
      'params.__proto__ = "x"',
      'metrics.constructor < 1',
      "__import__('os')",
      'name = "\u0000"',
      'id = 1; ATTACH DATABASE "x" AS y',
      'sqlite_version() = "x"',
      '@now = 1',
      ':id = 1',
      '${1} = 1',
    ];
    for (const query of attacks) {
      try {
        expect({ query, total: list({ query }).total }).toEqual({ query, total: 0 });
      } catch (thrown) {
        expect({ query, refused: thrown instanceof CodedError && thrown.code === 'invalid_input' }).toEqual({
          query,
          refused: true,
        });
      }
    }
    expect(list({}).total).toBe(before);
  });

  it('gives up on a search that would hold up everybody', () => {
    const experiment = 'Long';
    for (let index = 0; index < 40; index++) {
      const run = givenRun(db, { experiment });
      db.run('INSERT INTO notes (run_id, markdown, updated_at) VALUES (:run, :markdown, 0)', {
        run,
        markdown: 'a'.repeat(20_000),
      });
    }
    expect(refusal('notes matches "(a?){150}b"').said?.code).toBe('query.effort');
    expect(ids('notes matches "^a+$"', experiment).length).toBe(40);
  });
});
