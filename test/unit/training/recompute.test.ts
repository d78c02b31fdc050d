import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { openSession } from '../../../src-main/engine/training/session.ts';
import { currentHeap } from '../../../src-main/engine/tensor/embedded/heap.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { runTraining, spec } from '../../support/training.ts';

const table: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8, 8, 8, 8, 8], norm: 'batch', dropout: 0.2 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  steps: 8,
  batchSize: 14,
};
const text: TrainingSpecInput = {
  ...table,
  dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
  preprocessing: [{ step: 'characters', minCount: 40 }],
  model: { kind: 'transformer', contextLength: 8, layers: 3, heads: 2, width: 8, dropout: 0.1 },
  steps: 6,
};
const image: TrainingSpecInput = {
  ...table,
  dataset: { source: { kind: 'sample', name: 'digits.csv' }, types: { target: 'category' } },
  preprocessing: [
    { step: 'scale', divideBy: 16 },
    { step: 'image', shape: [8, 8, 1] },
  ],
  model: {
    kind: 'cnn',
    blocks: [
      { filters: 4, residual: true },
      { filters: 4, pool: 1 },
    ],
    norm: 'batch',
    dense: [16],
    dropout: 0.2,
  },
};

const kinds: Readonly<Record<string, TrainingSpecInput>> = {
  'an MLP with batch norm and dropout': table,
  'a CNN with a residual block': image,
  'a transformer with dropout': text,
  'an LSTM of two layers': {
    ...text,
    model: { kind: 'lstm', contextLength: 8, units: 8, layers: 2, dropout: 0.1 },
  },
  'a transformer over columns': {
    ...table,
    model: { kind: 'transformerEncoder', layers: 2, heads: 2, width: 8, dropout: 0.1 },
  },
};

describe('outputs that are computed again for the gradient', () => {
  beforeAll(() => openEngine('embedded'));

  it.each(Object.entries(kinds))('give the same bits as those that are kept: %s', async (_, document) => {
    const [kept, again] = [
      await runTraining(spec(document)),
      await runTraining(spec({ ...document, recompute: true })),
    ];
    const arrays = [kept, again].map(
      ({ checkpoint }) => decodeCheckpoint(checkpoint ?? new Uint8Array()).arrays,
    );
    expect(arrays[1]).toEqual(arrays[0]);
    expect(again.points('batch/loss')).toEqual(kept.points('batch/loss'));
  });

  it('take less memory while a step is computed', async () => {
    const deep: TrainingSpecInput = {
      ...text,
      model: { kind: 'transformer', contextLength: 64, layers: 8, heads: 2, width: 32 },
      batchSize: 32,
    };
    const needed = async (recompute: boolean): Promise<number> => {
      const document = spec({ ...deep, recompute });
      const session = openSession(document, await prepareTraining(document, sampleFiles), null);
      const before = currentHeap()?.sizeBytes() ?? 0;
      session.step(0);
      session.dispose();
      return (currentHeap()?.sizeBytes() ?? 0) - before;
    };
    // The heap never shrinks, so that the smaller one has to come first.
    const recomputed = await needed(true);
    expect(await needed(false)).toBeGreaterThan(Math.max(recomputed, 1_000_000));
  });
});
