import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { fileOf, sampleFiles } from '../../support/dataset-files.ts';
import { messagesOf } from '../../support/messages-of.ts';
import { spec } from '../../support/training.ts';

const iris: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8] },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  epochs: 4,
  batchSize: 30,
};
const text: TrainingSpecInput = {
  ...iris,
  dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
  preprocessing: [{ step: 'characters', minCount: 40 }],
};

async function warnings(document: TrainingSpecInput, files = sampleFiles): Promise<readonly string[]> {
  const { plan, issues } = await planSpec(spec(document), files);
  expect(issues).toEqual([]);
  return messagesOf(plan?.warnings);
}

describe('a setting that does nothing in this training is told', () => {
  const mlp = { kind: 'mlp' as const, hidden: [8] };
  const cases: readonly (readonly [string, TrainingSpecInput, RegExp | null])[] = [
    ['a mean of one step', { ...iris, averaging: { kind: 'swa', everySteps: 3 } }, /one step alone of 16/],
    ['a mean that never begins', { ...iris, averaging: { kind: 'swa', everySteps: 9 } }, /no step of 16/],
    // Once an epoch would be one step; every step of the last epoch are four.
    ['a mean by its defaults', { ...iris, averaging: { kind: 'swa' } }, null],
    ['passes that may be meant as steps', { ...iris, epochs: 50_000 }, /set "steps" to 50000/],
    ['a warm-up without an end', { ...iris, schedule: { kind: 'constant', warmupSteps: 16 } }, /warms up/],
    ['a warm-up with an end', { ...iris, schedule: { kind: 'constant', warmupSteps: 15 } }, null],
    ['patience beyond the end', { ...iris, earlyStopping: { patience: 4 } }, /never stops the training/],
    ['patience within', { ...iris, earlyStopping: { patience: 3 } }, null],
    ['a plateau beyond the end', { ...iris, schedule: { kind: 'plateau', patience: 4 } }, /never lowered/],
    ['equal units', { ...iris, initializer: { kind: 'zeros' } }, /begin alike and stay alike/],
    ['zeros of a linear model', { ...iris, model: { kind: 'linear' }, initializer: { kind: 'zeros' } }, null],
    ['a width of nothing', { ...iris, model: { ...mlp, embeddingWidth: 4 } }, /embeddingWidth/],
    [
      'a context of a table',
      { ...iris, model: { kind: 'layers', layers: [], contextLength: 8 } },
      /contextLength/,
    ],
    [
      'a constant that is not filled in',
      { ...iris, preprocessing: [{ step: 'impute', constant: 3 }] },
      /preprocessing\.0\.constant/,
    ],
    ['a size of images', { ...iris, dataset: { ...iris.dataset, image: { height: 8 } } }, /dataset\.image/],
    [
      'a norm that looks ahead',
      {
        ...text,
        model: {
          kind: 'layers',
          layers: [{ layer: 'embedding', width: 4 }, { layer: 'batchNorm' }],
        },
      },
      /"layerNorm" has no such look ahead/,
    ],
  ];
  it.each(cases)('%s', async (_, document, expected) => {
    const told = (await warnings(document)).join('\n');
    if (expected === null) expect(told).toBe('');
    else expect(told).toMatch(expected);
  });
});

describe('the plan', () => {
  it('counts the memory of a layer for the batch that is computed at a time', async () => {
    const layersOf = async (changes: Partial<TrainingSpecInput>) =>
      (await planSpec(spec({ ...iris, ...changes }), sampleFiles)).plan?.layers;
    const parts = await layersOf({ batchSize: 10, accumulateBatches: 6 });
    expect(parts).toEqual(await layersOf({ batchSize: 10 }));
    expect(parts).not.toEqual(await layersOf({ batchSize: 60 }));
  });

  it('says of free text that it is, where a step names it', async () => {
    const words = Array.from(
      { length: 60 },
      (_, row) => `"note ${row} of ${row * 31}",${row},${'ab'[row % 2] ?? ''}`,
    );
    const { issues } = await planSpec(
      spec({
        ...iris,
        dataset: { source: { kind: 'file', path: 'a.csv' }, target: 'k' },
        preprocessing: [{ step: 'oneHot', columns: ['remark'] }],
      }),
      fileOf(`remark,x,k\n${words.join('\n')}\n`),
    );
    expect(issues).toMatchObject([
      { path: 'preprocessing.0.columns.0', message: expect.stringContaining('is free text') as string },
    ]);
  });
});

describe('what the data lacks for the training is told', () => {
  const rows = (classOf: (row: number) => string): string =>
    `x,id,part,k\n${Array.from({ length: 90 }, (_, row) => `${(row * 7) % 31},${row},${row < 60 ? 'train' : 'validation'},${classOf(row)}`).join('\n')}\n`;
  const document: TrainingSpecInput = {
    ...iris,
    dataset: {
      source: { kind: 'file', path: 'a.csv' },
      target: 'k',
      split: { kind: 'column', by: 'part', value: 'validation' },
    },
    preprocessing: [{ step: 'standardise' }],
    model: { kind: 'linear' },
  };

  it('a class without training rows, and one without rows held out', async () => {
    const told = await warnings(
      document,
      fileOf(rows((row) => (row < 30 ? 'a' : row < 60 ? 'b' : row < 75 ? 'c' : 'b'))),
    );
    expect(told).toContainEqual(expect.stringContaining('No training row is of class "c"'));
    expect(told).toContainEqual(expect.stringContaining('No row held out is of class "a"'));
  });

  it('columns of very different widths that nothing scales', async () => {
    const text = Array.from(
      { length: 60 },
      (_, row) => `${row * 1000},${(row % 7) / 10},${'ab'[row % 2] ?? ''}`,
    );
    const files = fileOf(`income,share,k\n${text.join('\n')}\n`);
    const plain: TrainingSpecInput = {
      ...iris,
      dataset: { source: { kind: 'file', path: 'a.csv' }, target: 'k' },
      preprocessing: [],
    };
    expect((await warnings(plain, files)).join('\n')).toMatch(
      /"income" spreads [\d,]+ times as wide as "share".*"standardise"/,
    );
    const scaled = { ...plain, preprocessing: [{ step: 'standardise' as const }] };
    expect((await warnings(scaled, files)).join('\n')).not.toContain('spreads');
  });

  it('no width of columns in one unit, though some of them hardly vary', async () => {
    const pixels = Array.from(
      { length: 400 },
      (_, row) => `${row % 17},${row === 7 ? 1 : 0},${'ab'[row % 2] ?? ''}`,
    );
    const told = await warnings(
      { ...iris, dataset: { source: { kind: 'file', path: 'a.csv' }, target: 'k' }, preprocessing: [] },
      fileOf(`middle,corner,k\n${pixels.join('\n')}\n`),
    );
    expect(told.join('\n')).not.toContain('spreads');
  });

  it('a giveaway only where the model sees it', async () => {
    const files = fileOf(rows((row) => 'ab'[row % 2] ?? 'a'));
    expect((await warnings(document, files)).join('\n')).toContain('"id" looks like a row');
    const dropped = { ...document, preprocessing: [{ step: 'drop' as const, columns: ['id'] }] };
    expect((await warnings(dropped, files)).join('\n')).not.toContain('"id"');
  });
});
