import '../../../support/plain-runes.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricSummary } from '#contract/metric.ts';
import { columnLabel, headerWidth } from '../../../../src-renderer/state/runs/column-label.ts';
import {
  fittingColumns,
  automaticColumns,
  currentId,
  defaultWidth,
  differingParams,
  leastWidth,
  mostWidth,
  moveColumn,
  neededKeys,
  nextSort,
  parseColumn,
  plainColumns,
  shortPath,
  sortedMetric,
  sortKeyOf,
} from '../../../../src-renderer/state/runs/columns.ts';

const summary: MetricSummary = {
  count: 3,
  last: 0.5,
  lastStep: 30,
  final: 0.5,
  finalStep: 30,
  min: 0.4,
  minStep: 20,
  max: 0.9,
  maxStep: 10,
  best: 0.4,
  bestStep: 20,
  direction: 'minimise',
};

describe('a column of the runs table', () => {
  it.each([
    ['state', { kind: 'plain', name: 'state' }],
    ['param:optimizer.learningRate', { kind: 'param', path: 'optimizer.learningRate' }],
    ['metric:val/loss:best', { kind: 'metric', key: 'val/loss', value: 'best' }],
    ['metric:a:last:last', { kind: 'metric', key: 'a:last', value: 'final' }],
    ['metric:a:final', { kind: 'metric', key: 'a', value: 'final' }],
    ['metric:val/loss', null],
    ['param:', null],
    ['colour', null],
  ])('%s is read as %j', (id, column) => {
    expect(parseColumn(id)).toEqual(column);
  });

  it('is sorted by what the core knows, and not at all by what it does not', () => {
    const ids = [
      'name',
      'started',
      'tags',
      'experiment',
      'param:seed',
      'metric:f1:last',
      'metric:f1:best',
      'x',
    ];
    expect(ids.map(sortKeyOf)).toEqual([
      'name',
      'started',
      null,
      'experiment',
      'param:seed',
      'metric:f1',
      'metric:f1:best',
      null,
    ]);
  });

  it('asks for its param or metric, each once', () => {
    expect(
      neededKeys(['state', 'metric:val/loss:best', 'param:seed', 'metric:val/loss:last', 'duration']),
    ).toEqual({ params: ['seed'], metrics: ['val/loss'], fields: [] });
  });

  it('begins within the widths that it can be dragged to, whatever its name', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom('name', 'constructor', ...plainColumns), fc.string()),
        fc.string(),
        (name, key) => {
          for (const id of [name, `param:${key}`, `metric:${key}:best`]) {
            expect(defaultWidth(id, headerWidth(id))).toBeGreaterThanOrEqual(leastWidth);
            expect(defaultWidth(id, headerWidth(id))).toBeLessThanOrEqual(mostWidth);
          }
        },
      ),
    );
  });

  it.each([
    ['optimizer.learningRate', 'learningRate'],
    ['model.kind', 'model.kind'],
    ['model.hidden.0', 'hidden.0'],
    ['seed', 'seed'],
    ['kind', 'kind'],
  ])('of the param %s is called %s', (path, name) => {
    expect(shortPath(path)).toBe(name);
  });
});

describe('a column that an earlier version chose', () => {
  it('is the final value where it was the last one, and any other as it was', () => {
    const ids = ['metric:val/loss:last', 'metric:a:last:best', 'param:last', 'state'];
    expect(ids.map(currentId)).toEqual(['metric:val/loss:final', ...ids.slice(1)]);
  });
});

describe('a column in the header', () => {
  it.each([
    ['metric:val/accuracy:best', 'Accuracy · Validation', 'Accuracy · Validation best\nval/accuracy'],
    ['metric:my/own:last', 'my/own', 'my/own final'],
    [
      'param:optimizer.learningRate',
      'Learning rate η',
      'Optimizer · Learning rate η\noptimizer.learningRate',
    ],
    ['param:model.kind', 'Model', 'Model\nmodel.kind'],
    ['param:model.hidden.1', 'Hidden layers 2', 'Model · Hidden layers 2\nmodel.hidden.1'],
    ['param:preprocessing.2.step', 'Preprocessing 3', 'Preprocessing 3\npreprocessing.2.step'],
    ['param:dataset.split.kind', 'Split', 'Data · Split\ndataset.split.kind'],
    ['param:batchSize', 'Batch size', 'Batch size\nbatchSize'],
    // A column of the user's own data that has the name of a field is none.
    ['param:dataset.types.mean', 'mean', 'dataset.types.mean'],
  ])('%s is called %s', (id, text, full) => {
    const label = columnLabel(id);
    expect([label.text, label.full]).toEqual([text, full]);
  });
});

describe('clicks on a header', () => {
  const clicks = (by: string, count: number): readonly string[] => {
    let sort = nextSort({ by: 'created', direction: 'desc' }, by);
    const seen = [`${sort.by} ${sort.direction}`];
    for (let i = 1; i < count; i++) {
      sort = nextSort(sort, by);
      seen.push(`${sort.by} ${sort.direction}`);
    }
    return seen;
  };

  it('sort numbers from the largest, then from the smallest, then no longer', () => {
    expect(clicks('metric:val/loss', 3)).toEqual([
      'metric:val/loss desc',
      'metric:val/loss asc',
      'created desc',
    ]);
  });

  it('sort names from A', () => {
    expect(clicks('name', 3)).toEqual(['name asc', 'name desc', 'created desc']);
  });

  it('turn the order by creation to and fro', () => {
    expect(clicks('created', 3)).toEqual(['created asc', 'created desc', 'created asc']);
  });
});

describe('the metric of a sort', () => {
  it.each([
    ['metric:val/loss', 'val/loss'],
    ['metric:val/loss:best', 'val/loss'],
    ['metric:val/loss:min', 'val/loss'],
    ['param:seed', null],
    ['created', null],
  ])('%s is %s', (by, key) => {
    expect(sortedMetric(by)).toBe(key);
  });
});

describe('columns that choose themselves', () => {
  const run = (
    params: Record<string, string | number>,
    metrics: readonly string[],
    more: { experiment?: string; tags?: readonly string[] } = {},
  ) => ({
    params,
    metrics: Object.fromEntries(metrics.map((key) => [key, summary])),
    experiment: more.experiment ?? 'Default',
    tags: more.tags ?? [],
  });

  it('show the metrics that say most and the params that differ', () => {
    const rows = [
      run({ seed: 1, 'optimizer.learningRate': 0.1, epochs: 5, 'model.dropout': 0.1 }, [
        'train/loss',
        'val/accuracy',
      ]),
      run({ seed: 2, 'optimizer.learningRate': 0.2, epochs: 5, 'model.dropout': 0.2 }, ['val/loss', 'lr']),
    ];
    expect(automaticColumns(rows)).toEqual([
      'state',
      'metric:val/accuracy:final',
      'metric:val/loss:final',
      'param:optimizer.learningRate',
      'param:seed',
      'param:model.dropout',
      'duration',
      'started',
    ]);
  });

  it('show experiment and tags only where they tell runs apart', () => {
    const rows = [run({}, ['mine'], { experiment: 'A' }), run({}, ['mine'], { tags: ['x'] })];
    expect(automaticColumns(rows)).toEqual([
      'state',
      'metric:mine:final',
      'duration',
      'started',
      'experiment',
      'tags',
    ]);
  });

  it('are few for a single run, in which nothing differs', () => {
    expect(automaticColumns([run({ seed: 1 }, [])])).toEqual(['state', 'duration', 'started']);
  });

  it('take NaN for the same value as NaN, and a lacking one for no difference', () => {
    expect(
      differingParams([{ a: Number.NaN, b: 1 }, { a: Number.NaN }, { a: Number.NaN, b: 1, c: 0 }]),
    ).toEqual([]);
    expect(differingParams([{ a: 1, b: 0 }, { a: '1' }, { b: 1, a: 1 }])).toEqual(['a', 'b']);
  });
});

describe('moving a column', () => {
  it('puts it before another, or at the end', () => {
    expect(moveColumn(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(moveColumn(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'a', 'c']);
    expect(moveColumn(['a', 'b', 'c'], 'a', null)).toEqual(['b', 'c', 'a']);
  });

  it('keeps the same columns, each once, wherever it is asked to go', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'other');
    fc.assert(
      fc.property(names, name, fc.option(name), (ids, id, before) => {
        expect([...moveColumn(ids, id, before)].sort()).toEqual([...ids].sort());
      }),
    );
  });
});

describe('columns that choose themselves', () => {
  const ids = [
    'state',
    'metric:val/accuracy:best',
    'metric:val/loss:best',
    'param:optimizer.learningRate',
    'param:batchSize',
    'duration',
    'started',
    'tags',
  ];
  const fit = (room: number): readonly string[] => fittingColumns(ids, room, () => 100);

  it('are fewer where there is less room, in the same order, and say when a run started before its params', () => {
    expect(fit(10_000)).toEqual(ids);
    expect(fit(650)).toEqual(ids.filter((id) => id !== 'param:batchSize' && id !== 'tags'));
    expect(fit(300)).toEqual(['state', 'metric:val/accuracy:best', 'started']);
    expect(fit(50)).toEqual([]);
  });

  it('never need more than there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 56, max: 640 }), { minLength: 8, maxLength: 8 }),
        fc.nat(3000),
        (widths, room) => {
          const widthOf = (id: string): number => widths[ids.indexOf(id)] ?? 0;
          const needed = fittingColumns(ids, room, widthOf).reduce((sum, id) => sum + widthOf(id), 0);
          expect(needed).toBeLessThanOrEqual(room);
        },
      ),
    );
  });
});
