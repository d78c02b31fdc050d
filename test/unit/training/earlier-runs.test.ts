import { describe, expect, it } from 'vitest';
import type { TrainingSpec, TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { proposeSpec } from '../../../src-main/engine/training/propose.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { countingClock, runTraining, spec } from '../../support/training.ts';

const towns = ['Ulm', 'Bonn', 'Kiel', 'Jena'];
const csv = `town,when,x,y\n${Array.from({ length: 40 }, (_, i) => `${towns[i % 4] ?? ''},2024-0${(i % 2) + 1}-01,${i % 7},${(i % 4) * 3 + (i % 7)}`).join('\n')}\n`;
const files = fileOf(csv);
const document: TrainingSpecInput = {
  dataset: fileSpec({ target: 'y', features: ['town', 'x'] }),
  preprocessing: [{ step: 'targetEncoding', folds: 4 }, { step: 'standardise' }],
  model: { kind: 'linear' },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'adam', learningRate: 0.05 },
  steps: 20,
  batchSize: 8,
};

describe('a training with an out-of-fold encoding', () => {
  it('goes on from a checkpoint with the same bits as if it had never stopped', async () => {
    const whole = await runTraining(spec(document), { files });
    const before = await runTraining(spec(document), {
      files,
      clock: countingClock(100),
      steer: (event) => (event.kind === 'progress' && event.progress.step >= 9 ? 'stop' : undefined),
    });
    if (before.checkpoint === null || whole.checkpoint === null) throw new Error('no checkpoint');
    expect(decodeCheckpoint(before.checkpoint).step).toBeLessThan(20);
    const after = await runTraining(spec(document), { files, checkpoint: before.checkpoint });
    expect(decodeCheckpoint(after.checkpoint ?? new Uint8Array())).toEqual(
      decodeCheckpoint(whole.checkpoint),
    );
  });
});

describe('a checkpoint of an earlier version', () => {
  const oneHot = { ...document, preprocessing: [{ step: 'oneHot' as const }] };

  it('whose spec lacks the fields that came since goes on and predicts', async () => {
    const whole = await runTraining(spec(oneHot), { files });
    const state = decodeCheckpoint(whole.checkpoint ?? new Uint8Array());
    // As they were written before the step had settings: the step alone, and its categories.
    const earlierSpec = { ...state.spec, preprocessing: [{ step: 'oneHot' }] } as unknown as TrainingSpec;
    const { preprocessing } = state;
    if (preprocessing.kind !== 'table') throw new Error('not a table');
    const earlier = encodeCheckpoint(
      {
        ...state,
        spec: earlierSpec,
        preprocessing: {
          ...preprocessing,
          steps: [{ step: 'oneHot', columns: [{ column: 'town', categories: [...towns].sort() }] }],
        },
      },
      state.arrays,
    );
    const after = await runTraining({ ...earlierSpec, steps: 24 }, { files, checkpoint: earlier });
    expect(after.end).toMatchObject({ state: 'complete' });
    const { value } = await predict(earlier, { town: 'Kiel', x: 3 });
    expect(value).toEqual(
      (await predict(whole.checkpoint ?? new Uint8Array(), { town: 'Kiel', x: 3 })).value,
    );
  });

  it('keeps its columns of the types that they had, and takes no new ones in', async () => {
    const { features, ...rest } = fileSpec({ target: 'y', features: ['town', 'when', 'x'] });
    expect(features).toHaveLength(3);
    const asWords = spec({ ...oneHot, dataset: { ...rest, types: { when: 'category' } } });
    const { fitted } = await prepareTraining(asWords, files);
    const withoutTypes = spec({ ...oneHot, dataset: rest });
    const again = await prepareTraining(withoutTypes, files, fitted);
    expect(again.trainRows).toEqual((await prepareTraining(asWords, files)).trainRows);
    expect((await prepareTraining(withoutTypes, files)).fitted).not.toEqual(fitted);
  });
});

describe('a proposal', () => {
  it('takes dates apart and encodes columns of many categories by the target', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, i) =>
        `2024-01-${String((i % 28) + 1).padStart(2, '0')},s${i % 60},${['a', 'b'][i % 2] ?? ''},${i % 11}.5`,
    );
    const proposed = await proposeSpec(fileSpec(), fileOf(`day,shop,kind,y\n${rows.join('\n')}\n`));
    expect(proposed.preprocessing).toMatchObject([
      { step: 'dateParts' },
      { step: 'targetEncoding', columns: ['shop'] },
      { step: 'standardise' },
      { step: 'oneHot' },
      { step: 'standardise', columns: ['y'] },
    ]);
  });
});
