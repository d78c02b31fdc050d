import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { trivialLoss } from '../../../../src-main/engine/training/doctor/trivial-loss.ts';
import { prepareTraining } from '../../../../src-main/engine/training/prepare.ts';
import { fileOf, fileSpec, sampleFiles } from '../../../support/dataset-files.ts';
import { sampleSpec, spec } from '../../../support/training.ts';

const numbers: TrainingSpecInput = {
  dataset: fileSpec({ target: 'y', split: { kind: 'ordered', validation: 0 } }),
  model: { kind: 'linear' },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  steps: 1,
  batchSize: 'full',
};
const files = fileOf(['x,y', '1,1', '2,2', '3,3', '4,10'].join('\n'));

describe('the loss of the best constant answer', () => {
  it('is the logarithm of their number for classes of one size', async () => {
    const iris = sampleSpec('iris');
    expect(trivialLoss(iris, await prepareTraining(iris, sampleFiles))).toBeCloseTo(Math.log(3), 5);
  });

  it.each([
    ['the variance', { kind: 'meanSquaredError' }, 12.5],
    ['the mean distance from the median', { kind: 'meanAbsoluteError' }, 2.5],
  ] as const)('is %s of numbers', async (_, loss, expected) => {
    const training = spec({ ...numbers, loss });
    expect(trivialLoss(training, await prepareTraining(training, files))).toBeCloseTo(expected, 5);
  });

  it('is not known for a loss that no constant answer is best for', async () => {
    const training = spec({ ...sampleSpec('iris'), loss: { kind: 'hinge' } });
    expect(trivialLoss(training, await prepareTraining(training, sampleFiles))).toBeNull();
  });
});
