import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import { valueColumns } from '../../src-main/query/value-columns.ts';
import { givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
const now = 50_000;

function columns(input: MethodInput<'runs.valueColumns'>) {
  return valueColumns(db, v.parse(methods['runs.valueColumns'].input, input), now);
}

const runs = [
  givenRun(db, {
    name: 'one',
    spec: { width: 8, kind: 'adam', mixed: 2 },
    tags: ['x'],
    metrics: { loss: [3, 1] },
  }),
  givenRun(db, {
    name: 'two',
    spec: { width: 16, kind: 'sgd', mixed: 'auto' },
    metrics: { loss: [5, Number.NaN] },
  }),
  givenRun(db, { name: 'three', spec: { width: 4, mixed: 10 }, createdAt: 2000 }),
];
const sort = { by: 'created', direction: 'asc' } as const;

describe('values of runs as columns', () => {
  it('are numbers where all are, and words else, with nothing where a run has none', () => {
    const fields = [
      'params.width',
      'metrics.loss.min',
      'params.kind',
      'params.mixed',
      'tags.x',
      'metrics.no',
    ];
    expect(columns({ sort, fields })).toEqual({
      runs: Float64Array.from(runs),
      names: ['one', 'two', 'three'],
      colors: expect.any(Float64Array),
      total: 3,
      columns: [
        { kind: 'number', type: 'any', values: Float64Array.of(8, 16, 4) },
        { kind: 'number', type: 'number', values: Float64Array.of(1, 5, Number.NaN) },
        { kind: 'text', texts: ['adam', 'sgd'], places: Int32Array.of(0, 1, -1) },
        { kind: 'text', texts: ['2', '10', 'auto'], places: Int32Array.of(0, 2, 1) },
        { kind: 'text', texts: ['false', 'true'], places: Int32Array.of(1, 0, 0) },
        { kind: 'number', type: 'number', values: Float64Array.of(Number.NaN, Number.NaN, Number.NaN) },
      ],
    });
  });

  it('come from the runs that a query finds, in its order', () => {
    const found = columns({ query: 'params.width < 10 order by params.width', fields: ['created'] });
    expect([...found.runs]).toEqual([runs[2], runs[0]]);
    expect(found.columns).toEqual([{ kind: 'number', type: 'time', values: Float64Array.of(2000, 1000) }]);
  });

  it('are refused by the place of what is no value', () => {
    expect(() => columns({ fields: ['metrics.loss +'] })).toThrow(/ends/);
  });
});
