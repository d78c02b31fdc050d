import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluationResult, TrainingFit } from '#contract/evaluation.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { tallyNumbers } from '../../../src-main/engine/loss/number-tally.ts';
import { beats } from '../../../src-main/engine/training/beats-baseline.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { runTraining, spec, type Outcome, type RunOptions } from '../../support/training.ts';

type Figures = Readonly<Record<string, number>>;
interface Reference {
  readonly classes: Readonly<Record<string, Figures & { readonly answer: never }>>;
  readonly several: { readonly actual: number[][]; readonly predicted: number[][]; readonly r2: number };
  readonly numbers: Readonly<Record<'mean' | 'median', Figures>>;
}
// Written by test/reference/baseline.py.
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/baseline.json'), 'utf8'),
) as Reference;

// Results of a training of this version.
const evaluationOf = (outcome: Outcome) => outcome.result('evaluation') as EvaluationResult;
const fitOf = (outcome: Outcome) => outcome.result('fit') as TrainingFit;
const baselineOf = (outcome: Outcome) => evaluationOf(outcome).baseline ?? null;
const notesOf = ({ events }: Outcome) =>
  events.flatMap((event) => (event.kind === 'note' && event.name === 'baseline' ? [event.message] : []));
const keptOf = ({ events }: Outcome) => {
  const kept = events.find((event) => event.kind === 'kept');
  return kept?.kind === 'kept' ? kept : null;
};

const trained = (sample: string, change: Partial<TrainingSpecInput>, options: RunOptions = {}) =>
  runTraining(
    spec({
      dataset: { source: { kind: 'sample', name: sample }, split: { kind: 'ordered', validation: 0.2 } },
      preprocessing: [{ step: 'standardise' }],
      model: { kind: 'linear' },
      loss: { kind: 'meanSquaredError' },
      optimizer: { kind: 'adam', learningRate: 0.05 },
      epochs: 3,
      ...change,
    }),
    options,
  );

function expectFigures(actual: Figures | undefined, expected: Figures): void {
  for (const [name, value] of Object.entries(expected)) {
    if (typeof value === 'number' && name !== 'answer') expect(actual?.[name], name).toBeCloseTo(value, 4);
  }
}

describe('the trivial answer', () => {
  it('is the most common class of the training rows, and its figures scikit-learn’s', async () => {
    const outcome = await trained('breast_cancer.csv', { loss: { kind: 'crossEntropy' } });
    const expected = reference.classes['breast_cancer.csv'];
    expect(baselineOf(outcome)).toMatchObject({ kind: 'majority', answer: expected?.answer, beaten: true });
    expectFigures(baselineOf(outcome)?.metrics, expected ?? {});
    expect(notesOf(outcome)).toEqual([]);
  });

  it.each([
    ['mean', { kind: 'meanSquaredError' }],
    ['median', { kind: 'meanAbsoluteError' }],
  ] as const)('is the %s where the loss is least for it, whatever scales the target', async (kind, loss) => {
    const scaled = [{ step: 'standardise' as const }, { step: 'standardise' as const, columns: ['target'] }];
    const outcome = await trained('diabetes.csv', { loss, preprocessing: scaled, epochs: 30 });
    const expected = reference.numbers[kind];
    expect(baselineOf(outcome)).toMatchObject({ kind, beaten: true });
    expect(baselineOf(outcome)?.answer).toBeCloseTo(expected['answer'] ?? Number.NaN, 4);
    expectFigures(baselineOf(outcome)?.metrics, expected);
  });

  it('of a text of two letters that take turns is one bit a character', async () => {
    const files = fileOf('ab'.repeat(2000), 'turns.txt');
    const outcome = await runTraining(
      spec({
        dataset: fileSpec({ format: 'text' }),
        model: { kind: 'transformer', contextLength: 8, layers: 1, heads: 1, width: 8 },
        loss: { kind: 'crossEntropy' },
        optimizer: { kind: 'adam', learningRate: 0.02 },
        steps: 60,
        batchSize: 16,
        evaluateEverySteps: 60,
      }),
      { files },
    );
    expect(baselineOf(outcome)).toMatchObject({ kind: 'unigram', beaten: true });
    expect(baselineOf(outcome)?.metrics['bitsPerCharacter']).toBeCloseTo(1, 2);
  });

  it('of standardised columns that are to be given again is off by one', async () => {
    const outcome = await trained('diabetes.csv', {
      model: { kind: 'autoencoder', hidden: [], latent: 4 },
      epochs: 20,
    });
    expect(fitOf(outcome).baseline?.kind).toBe('columnMeans');
    expect(fitOf(outcome).baseline?.metrics['rmse']).toBeCloseTo(1, 5);
    expect(fitOf(outcome).baseline?.metrics['r2']).toBeCloseTo(0, 5);
    expect(fitOf(outcome).metrics).not.toHaveProperty('mape');
  });
});

describe('R² of rows of several numbers', () => {
  it('weighs the columns by how much they vary, as scikit-learn’s does', () => {
    const { actual, predicted, r2 } = reference.several;
    const tally = tallyNumbers({ shift: 0, divideBy: 1, width: 3 }, ['r2']);
    // In two batches.
    for (const [from, to] of [
      [0, 5],
      [5, 12],
    ] as const) {
      tally.add(predicted.slice(from, to).flat(), actual.slice(from, to).flat());
    }
    expect(tally.metrics()['r2']).toBeCloseTo(r2, 12);
  });
});

describe('a model that is no better than the trivial answer', () => {
  it('is said to be so, with both numbers', async () => {
    const outcome = await trained('diabetes.csv', { optimizer: { kind: 'adam', learningRate: 1e6 } });
    expect(outcome.end.state).toBe('complete');
    expect(baselineOf(outcome)?.beaten).toBe(false);
    expect(notesOf(outcome)).toEqual([
      expect.stringMatching(/mean of the training rows, 151.4: RMSE .* against 80.53/),
    ]);
  });

  it('is said to be so by the training rows where none are held out', async () => {
    const outcome = await trained('diabetes.csv', {
      dataset: { source: { kind: 'sample', name: 'diabetes.csv' }, split: { validation: 0 } },
      optimizer: { kind: 'adam', learningRate: 1e6 },
    });
    expect(outcome.result('evaluation')).toBeUndefined();
    expect(notesOf(outcome)).toEqual([expect.stringContaining('on the training rows')]);
  });

  it('may tell rare classes apart, and then it has learned something', () => {
    const trivial = { accuracy: 0.99, balancedAccuracy: 0.5, logLoss: 0.06 };
    const sharp = { accuracy: 0.95, balancedAccuracy: 0.8, logLoss: 0.2 };
    const blind = { accuracy: 0.99, balancedAccuracy: 0.5, logLoss: 0.07 };
    const knowing = { accuracy: 0.99, balancedAccuracy: 0.5, logLoss: 0.03 };
    const beaten = (model: Figures, meansProbabilities: boolean) =>
      beats.classes(model, trivial, { meansProbabilities });
    expect(beaten(sharp, false)).toEqual({ beaten: true, metric: 'accuracy' });
    expect(beaten(sharp, true)).toEqual({ beaten: false, metric: 'logLoss' });
    expect(beaten(blind, false)).toEqual({ beaten: false, metric: 'accuracy' });
    expect(beaten(knowing, true)).toEqual({ beaten: true, metric: 'accuracy' });
    expect(beats.errors({ rmse: Number.NaN }, { rmse: 1 }, 'rmse')).toBe(false);
  });
});

describe('the figures of a run', () => {
  it('are those of the weights that it keeps, on both splits, as its end was measured', async () => {
    const outcome = await trained('wine.csv', {
      dataset: { source: { kind: 'sample', name: 'wine.csv' } },
      model: { kind: 'mlp', hidden: [32] },
      loss: { kind: 'crossEntropy' },
      optimizer: { kind: 'adam', learningRate: 0.3 },
      earlyStopping: { patience: 4 },
      epochs: 40,
    });
    const kept = keptOf(outcome);
    const evaluation = evaluationOf(outcome);
    const watched = outcome.points('val/loss');
    const best = watched.reduce((one, other) => (other.value < one.value ? other : one));
    expect(kept?.step).toBe(best.step);
    expect(kept?.metrics['val/loss']).toBeCloseTo(best.value, 6);
    expect(best.step).toBeLessThan(watched.at(-1)?.step ?? 0);
    expect(kept?.metrics['val/accuracy']).toBe(evaluation.metrics['accuracy']);
    expect(kept?.metrics['train/loss']).toBe(fitOf(outcome).loss);
    expect(fitOf(outcome)).toMatchObject({ rows: 142, trainRows: 142 });
  });

  it('have a training loss of all rows at every evaluation, beside that of every batch', async () => {
    const outcome = await trained('wine.csv', { loss: { kind: 'crossEntropy' }, batchSize: 10 });
    const evaluated = outcome.points('val/loss').map(({ step }) => step);
    expect(outcome.points('train/loss').map(({ step }) => step)).toEqual(evaluated);
    expect(outcome.points('batch/loss')).toHaveLength(outcome.end.step);
    expect(outcome.points('train/loss').at(-1)?.value).toBeCloseTo(fitOf(outcome).loss, 6);
  });
});
