import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { methods, type MethodInput } from '#contract/methods/index.ts';
import { spreadOf } from '../../src-main/base/spread.ts';
import { groupRuns } from '../../src-main/query/run-groups.ts';
import { listRuns } from '../../src-main/query/runs-table.ts';
import { givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
const now = 50_000;

function groups(input: MethodInput<'runs.groups'>) {
  return groupRuns(db, v.parse(methods['runs.groups'].input, input), now);
}

function given(
  experiment: string,
  optimizer: string,
  seed: number,
  loss: number,
  tags: readonly string[] = [],
): number {
  return givenRun(db, {
    experiment,
    name: `${optimizer} ${seed}`,
    spec: { name: `${optimizer} ${seed}`, seed, optimizer: { kind: optimizer, rate: 0.1 } },
    tags,
    metrics: { 'val/loss': [9, loss] },
  });
}

describe('groups of runs', () => {
  it('hold the seeds of the same settings together, with what they say', () => {
    const experiment = 'Settings';
    const [a, b, c] = [
      given(experiment, 'adam', 1, 1),
      given(experiment, 'sgd', 1, 5),
      given(experiment, 'adam', 2, 3),
    ];
    const fields = ['metrics.val/loss', 'params.optimizer', 'params.seed', 'metrics.nothing'];
    expect(
      groups({ experiment, by: 'settings', fields, sort: { by: 'metric:val/loss', direction: 'asc' } }),
    ).toEqual({
      total: 3,
      groups: [
        {
          value: null,
          runs: [a, c],
          fields: {
            'metrics.val/loss': { spread: spreadOf([1, 3]) },
            'params.optimizer': { same: 'adam', spread: null },
            'params.seed': { spread: spreadOf([1, 2]) },
            'metrics.nothing': { same: null, spread: null },
          },
        },
        expect.objectContaining({ value: null, runs: [b] }),
      ],
    });
    const again = given(experiment, 'sgd', 7, 1);
    expect(groups({ experiment, by: 'settings' }).groups.map(({ runs }) => runs)).toEqual([
      [again, b],
      [c, a],
    ]);
  });

  it('go by a param, a tag, or whatever can be said of a run', () => {
    const experiment = 'Fields';
    const [a, b, c] = [
      given(experiment, 'adam', 1, 1, ['x']),
      given(experiment, 'sgd', 2, 5),
      given(experiment, 'adam', 3, 3),
    ];
    const by = (text: string, query = '') =>
      groups({ experiment, by: text, query, sort: { by: 'name', direction: 'asc' } }).groups.map(
        ({ value, runs }) => [value, runs],
      );
    expect(by('params.optimizer')).toEqual([
      ['adam', [a, c]],
      ['sgd', [b]],
    ]);
    expect(by('tags.x')).toEqual([
      [true, [a]],
      [false, [c, b]],
    ]);
    expect(by('metrics.val/loss.min + 0', 'params.seed < 3')).toEqual([
      [1, [a]],
      [5, [b]],
    ]);
    expect(by('params.nothing')).toEqual([[null, [a, c, b]]]);
    expect(() => by('params.optimizer <')).toThrow(
      expect.objectContaining({ code: 'invalid_input' }) as Error,
    );
  });

  it('tell mean, median, deviation, error and interval as a textbook does', () => {
    // Of 2, 4, 4, 5, 5, 7, 9: s = √(34.857/6), t(0.975, 6) = 2.446912 (Abramowitz and Stegun, table 26.10).
    const spread = spreadOf([2, 4, 4, 5, 5, 7, 9, Infinity, NaN]) ?? expect.fail('no spread');
    expect(spread).toMatchObject({ count: 7, min: 2, max: 9, median: 5 });
    expect(spread.mean).toBeCloseTo(36 / 7, 12);
    expect(spread.deviation).toBeCloseTo(2.2677868, 6);
    expect(spread.error).toBeCloseTo(0.8571429, 6);
    expect(spread.halfWidth).toBeCloseTo(2.0973534, 4);
    expect(spreadOf([3])).toEqual({
      count: 1,
      mean: 3,
      median: 3,
      min: 3,
      max: 3,
      deviation: null,
      error: null,
      halfWidth: null,
    });
    expect(spreadOf([NaN])).toBeNull();
    expect(spreadOf([1e15 + 1, 1e15 + 2, 1e15 + 3])?.deviation).toBe(1);
  });
});

describe('fields of the runs table', () => {
  it('come with the rows that are asked for, and sort them', () => {
    const experiment = 'Columns';
    const [a, b] = [given(experiment, 'adam', 1, 1, ['x']), given(experiment, 'sgd', 2, 5)];
    const fields = [
      'metrics.val/loss.at(1)',
      'metrics.val/loss.min.step * 2',
      'tags.x',
      'params.optimizer',
      'params.nothing',
    ];
    const list = (input: MethodInput<'runs.list'>) =>
      listRuns(db, v.parse(methods['runs.list'].input, input), now);
    const { rows } = list({
      runs: [a, b],
      fields,
      sort: { by: 'field:metrics.val/loss.min', direction: 'asc' },
    });
    expect(rows.map(({ id, fields: values }) => [id, fields.map((field) => values?.[field])])).toEqual([
      [a, [9, 4, true, 'adam', null]],
      [b, [9, 4, false, 'sgd', null]],
    ]);
    expect(list({ runs: [b], experiment }).rows.map(({ id }) => id)).toEqual([b]);
    expect(() => list({ fields: ['params.a <'] })).toThrow(
      expect.objectContaining({ code: 'invalid_input' }) as Error,
    );
    expect(() => list({ sort: { by: 'field:nothing' } })).toThrow(/no "nothing"/);
  });
});
