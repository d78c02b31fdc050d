import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint, servedArrays } from '../../../src-main/engine/training/checkpoint.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { expectClose } from '../../support/tensors.ts';
import { runTraining, spec, type Outcome } from '../../support/training.ts';

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
    const losses = outcome.points('batch/loss').map(({ value }) => value);
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

const small: TrainingSpecInput = {
  ...wine,
  model: { kind: 'mlp', hidden: [8] },
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  steps: 12,
  batchSize: 42,
};

const weightsOf = (outcome: Outcome, prefix: string): number[] =>
  decodeCheckpoint(outcome.checkpoint ?? new Uint8Array())
    .arrays.filter(({ name }) => name.startsWith(prefix))
    .flatMap(({ values }) => [...values]);

describe('gradients over several batches', () => {
  it('are those of one batch as large as all of them', async () => {
    const whole = await runTraining(spec(small));
    for (const [batchSize, accumulateBatches] of [
      [14, 3],
      [6, 7],
      [21, 2],
    ] as const) {
      const parts = await runTraining(spec({ ...small, batchSize, accumulateBatches }));
      // 142 training rows: the last batch of an epoch is smaller, and so is its last part.
      expectClose(weightsOf(parts, 'weights/'), weightsOf(whole, 'weights/'), 1e-6);
      const losses = [parts, whole].map((outcome) => outcome.points('batch/loss').map(({ value }) => value));
      expectClose(losses[0] ?? [], losses[1] ?? [], 1e-6);
    }
  });

  it('are those of the whole batch where classes weigh differently', async () => {
    const loss = { kind: 'crossEntropy' as const, classWeights: 'balanced' as const };
    const whole = await runTraining(spec({ ...small, loss }));
    const parts = await runTraining(spec({ ...small, loss, batchSize: 6, accumulateBatches: 7 }));
    expectClose(weightsOf(parts, 'weights/'), weightsOf(whole, 'weights/'), 1e-6);
  });

  it('are refused where there are not so many rows', async () => {
    expect(await refusal({ ...small, accumulateBatches: 4 })).toMatchObject([
      { path: 'accumulateBatches', suggestion: '3' },
    ]);
    expect(await refusal({ ...small, batchSize: 'full', accumulateBatches: 4 })).toMatchObject([
      { path: 'batchSize', suggestion: '36' },
    ]);
  });

  it('drop out other units in every batch', async () => {
    const model = { kind: 'mlp' as const, hidden: [64], dropout: 0.5 };
    const parts = await runTraining(spec({ ...small, model, batchSize: 71, accumulateBatches: 2, steps: 1 }));
    const whole = await runTraining(spec({ ...small, model, batchSize: 142, steps: 1 }));
    expect(weightsOf(parts, 'weights/')).not.toEqual(weightsOf(whole, 'weights/'));
  });
});

describe('early stopping', () => {
  const stopping: TrainingSpecInput = {
    ...wine,
    model: { kind: 'mlp', hidden: [32] },
    optimizer: { kind: 'adam', learningRate: 0.05 },
    batchSize: 16,
    steps: 600,
    evaluateEverySteps: 3,
    earlyStopping: { patience: 5 },
  };

  it('ends the training as complete when the metric rests, and keeps the best weights', async () => {
    const outcome = await runTraining(spec(stopping));
    expect(outcome.end.state).toBe('complete');
    expect(outcome.end.step).toBeLessThan(600);
    const losses = outcome.points('val/loss');
    const best = losses.reduce((least, point) => (point.value < least.value ? point : least));
    expect(outcome.end.step).toBe(best.step + 5 * 3);
    expect(losses.at(-1)?.step).toBe(outcome.end.step);
    const note = outcome.events.find((event) => event.kind === 'note' && event.name === 'stoppedEarly');
    expect(note).toMatchObject({ data: { bestStep: best.step, bestValue: best.value } });
    // A training that ends at the best step has those weights.
    const until = await runTraining(spec({ ...stopping, steps: best.step }));
    expect(weightsOf(outcome, 'best/')).toEqual(weightsOf(until, 'weights/'));
    expect(weightsOf(outcome, 'weights/')).not.toEqual(weightsOf(until, 'weights/'));
  });

  it('predicts and counts its confusions with the best weights', async () => {
    const outcome = await runTraining(spec(stopping));
    const step = Number(
      outcome.events.flatMap((event) =>
        event.kind === 'note' && event.name === 'stoppedEarly'
          ? [(event.data as { bestStep: number }).bestStep]
          : [],
      )[0],
    );
    const until = await runTraining(spec({ ...stopping, steps: step }));
    const inputs = outcome.result('predictionInputs') as { name: string; example: number }[];
    const row = Object.fromEntries(inputs.map(({ name, example }) => [name, example]));
    const answers = await Promise.all(
      [outcome, until].map(({ checkpoint }) => predict(checkpoint ?? new Uint8Array(), row)),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(outcome.result('confusion')).toEqual(until.result('confusion'));
  });

  it('goes by the change and the direction that are asked for', async () => {
    const nothingIsEnough = await runTraining(
      spec({ ...stopping, earlyStopping: { patience: 2, minChange: 100, metric: 'val/accuracy' } }),
    );
    expect(nothingIsEnough.end.step).toBe(9);
  });

  it('is refused for a metric that is not measured', async () => {
    expect(await refusal({ ...stopping, earlyStopping: { metric: 'val/acuracy' } })).toMatchObject([
      { path: 'earlyStopping.metric', suggestion: 'val/accuracy' },
    ]);
    const split = { kind: 'random' as const, validation: 0 };
    const all = {
      ...stopping,
      dataset: { ...stopping.dataset, split },
      earlyStopping: { metric: 'val/loss' },
    };
    expect(await refusal(all)).toMatchObject([{ path: 'earlyStopping.metric', suggestion: 'train/loss' }]);
    expect(await refusal({ ...all, earlyStopping: {} })).toEqual([]);
  });
});

describe('a plateau', () => {
  it('lowers the learning rate and says so', async () => {
    const outcome = await runTraining(
      spec({
        ...small,
        steps: 9,
        schedule: { kind: 'plateau', patience: 0, threshold: 0.9, factor: 0.5, warmupSteps: 2 },
        evaluateEverySteps: 3,
      }),
    );
    const rates = outcome.points('learningRate').map(({ value }) => value);
    expectClose(rates, [0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05], 1e-12);
    const notes = outcome.events.flatMap((event) =>
      event.kind === 'note' && event.name === 'plateau' ? [event.step] : [],
    );
    expect(notes).toEqual([6, 9]);
  });
});

describe('averaged weights', () => {
  it('are what is evaluated and kept, beside those that training goes on from', async () => {
    const outcome = await runTraining(spec({ ...small, averaging: { kind: 'ema', decay: 0.8 } }));
    const plain = await runTraining(spec(small));
    expect(weightsOf(outcome, 'weights/')).toEqual(weightsOf(plain, 'weights/'));
    expect(outcome.points('val/loss')).not.toEqual(plain.points('val/loss'));
    const means = servedArrays(decodeCheckpoint(outcome.checkpoint ?? new Uint8Array()).arrays);
    expect(means.flatMap(({ values }) => [...values])).toEqual(weightsOf(outcome, 'average/').slice(0));
    expect(means.map(({ name }) => name)).toContain('weights/dense1/bias');
  });
});
