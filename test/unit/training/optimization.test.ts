import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { runTraining, spec } from '../../support/training.ts';

const wine: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'wine.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'linear' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'lbfgs', learningRate: 1, weightDecay: 0.01 },
  steps: 30,
  batchSize: 'full',
};

async function refusal(document: TrainingSpecInput) {
  return (await planSpec(spec(document), sampleFiles)).issues;
}

describe('L-BFGS', () => {
  it('fits a regularised logistic regression in thirty steps', async () => {
    const outcome = await runTraining(spec(wine));
    expect(outcome.end.state).toBe('complete');
    expect(outcome.points('val/accuracy').at(-1)?.value).toBeGreaterThanOrEqual(0.97);
  });

  it('lowers the loss at every step', async () => {
    const outcome = await runTraining(
      spec({ ...wine, optimizer: { kind: 'lbfgs', learningRate: 1 }, steps: 10 }),
    );
    const losses = outcome.points('train/loss').map(({ value }) => value);
    expect(losses.every((loss, index) => index === 0 || loss < (losses[index - 1] ?? 0))).toBe(true);
  });

  it('is refused where steps see other data or another function', async () => {
    expect(await refusal({ ...wine, batchSize: 16 })).toMatchObject([
      { path: 'batchSize', suggestion: 'full' },
    ]);
    expect(await refusal({ ...wine, model: { kind: 'mlp', hidden: [4], dropout: 0.5 } })).toMatchObject([
      { path: 'model.dropout' },
    ]);
    expect(await refusal({ ...wine, model: { kind: 'mlp', hidden: [400, 400] } })).toMatchObject([
      { path: 'optimizer.kind', suggestion: 'adam' },
    ]);
  });
});

describe('weight decay', () => {
  const decaying = (weightDecayExcept: string[]): TrainingSpecInput => ({
    ...wine,
    model: { kind: 'mlp', hidden: [8] },
    optimizer: { kind: 'adamw', learningRate: 0.01, weightDecayExcept },
  });

  it('may leave out layers and arrays by name, and refuses names that the model does not have', async () => {
    expect(await refusal(decaying(['biases', 'norms', 'dense1', 'dense1/weights']))).toEqual([]);
    expect(await refusal(decaying(['biases', 'dens1']))).toMatchObject([
      { path: 'optimizer.weightDecayExcept.1', suggestion: 'dense1' },
    ]);
  });
});
