import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MetricName, TrainingSpecInput } from '#contract/training.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { resourcesDirectory } from '../../support/dataset-files.ts';
import { runTraining, spec, type Outcome } from '../../support/training.ts';

/** The file of a sample by its path, whether or not a sample's card names it. */
const files: DatasetFiles = {
  resolve: (source) => {
    const name = source.kind === 'file' ? source.path : '';
    const bytes = new Uint8Array(readFileSync(join(resourcesDirectory, 'samples', name)));
    return Promise.resolve({ path: null, name, bytes: () => Promise.resolve(bytes) });
  },
};
const last = (outcome: Outcome, key: string): number => outcome.points(key).at(-1)?.value ?? Number.NaN;
const first = (outcome: Outcome, key: string): number => outcome.points(key)[0]?.value ?? Number.NaN;

function classes(loss: TrainingSpecInput['loss'], metrics?: MetricName[], name = 'breast_cancer') {
  return spec({
    dataset: {
      source: { kind: 'file', path: `${name}.csv` },
      target: 'target',
      types: { target: 'category' },
    },
    preprocessing: [{ step: 'standardise' }],
    model: { kind: 'linear' },
    loss,
    optimizer: { kind: 'adam', learningRate: 0.05 },
    epochs: 8,
    ...(metrics === undefined ? {} : { metrics }),
  });
}

function numbers(loss: TrainingSpecInput['loss'], learningRate: number, scaled: boolean) {
  return spec({
    dataset: {
      source: { kind: 'file', path: 'diabetes.csv' },
      target: 'target',
      types: { target: 'number' },
    },
    preprocessing: [
      { step: 'standardise' },
      ...(scaled ? [{ step: 'standardise' as const, columns: ['target'] }] : []),
    ],
    model: { kind: 'linear' },
    loss,
    optimizer: { kind: 'adam', learningRate },
    epochs: 60,
  });
}

describe('training two classes', () => {
  it.each<[string, TrainingSpecInput['loss']]>([
    ['binary cross-entropy', { kind: 'binaryCrossEntropy' }],
    ['weighted binary cross-entropy', { kind: 'binaryCrossEntropy', classWeights: 'balanced' }],
    ['weighted cross-entropy', { kind: 'crossEntropy', classWeights: 'balanced', labelSmoothing: 0.1 }],
    ['focal', { kind: 'focal' }],
    ['hinge', { kind: 'hinge' }],
    ['the divergence', { kind: 'kullbackLeibler' }],
    ['cosine', { kind: 'cosine' }],
  ])('by %s tells nearly all rows right', async (_, loss) => {
    const outcome = await runTraining(classes(loss), { files });
    expect(outcome.end).toMatchObject({ state: 'complete' });
    expect(last(outcome, 'train/loss')).toBeLessThan(first(outcome, 'train/loss'));
    expect(last(outcome, 'val/accuracy')).toBeGreaterThan(0.93);
    expect(last(outcome, 'val/rocAuc')).toBeGreaterThan(0.98);
    const row = await predict(outcome.checkpoint ?? new Uint8Array(), {});
    expect(row.classes?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  });

  it('measures what the spec asks for, and only that', async () => {
    const outcome = await runTraining(classes({ kind: 'crossEntropy' }, ['brier', 'f1']), { files });
    const keys = new Set(
      outcome.events.flatMap((event) => (event.kind === 'points' ? event.series.map(({ key }) => key) : [])),
    );
    expect([...keys].filter((key) => key.includes('/')).sort()).toEqual([
      'batch/loss',
      'train/brier',
      'train/f1',
      'train/loss',
      'val/brier',
      'val/f1',
      'val/loss',
    ]);
  });

  it('by weights that are all alike is training without any', async () => {
    const losses = await Promise.all(
      [undefined, { benign: 3, malignant: 3 }].map(async (classWeights) => {
        const loss = { kind: 'binaryCrossEntropy', ...(classWeights && { classWeights }) } as const;
        return last(await runTraining({ ...classes(loss), epochs: 2 }, { files }), 'val/loss');
      }),
    );
    expect(losses[1]).toBeCloseTo(losses[0] ?? Number.NaN, 5);
  });
});

describe('training numbers', () => {
  it.each<[string, TrainingSpecInput['loss']]>([
    ['the mean absolute error', { kind: 'meanAbsoluteError' }],
    ['Huber', { kind: 'huber' }],
    ['log-cosh', { kind: 'logCosh' }],
    ['the median', { kind: 'quantile' }],
  ])('by %s explains as much as a straight line can', async (_, loss) => {
    const outcome = await runTraining(numbers(loss, 0.02, true), { files });
    expect(last(outcome, 'val/r2')).toBeGreaterThan(0.35);
  });

  it('by a quantile lies above as large a share of the rows', async () => {
    const outcome = await runTraining(numbers({ kind: 'quantile', quantile: 0.9 }, 0.02, true), { files });
    // Pinball loss of scaled targets: a fair 0.9-quantile of a straight line costs about a fifth.
    expect(last(outcome, 'val/loss')).toBeLessThan(0.2);
    expect(last(outcome, 'val/r2')).toBeLessThan(0.35);
  });

  it('by Poisson predicts counts, not their logarithms', async () => {
    const outcome = await runTraining(numbers({ kind: 'poisson' }, 0.05, false), { files });
    expect(last(outcome, 'val/r2')).toBeGreaterThan(0.3);
    const { value } = await predict(outcome.checkpoint ?? new Uint8Array(), {});
    expect(value).toBeGreaterThan(60);
    expect(value).toBeLessThan(300);
  });

  it('on the logarithm of the target predicts in the units of the data', async () => {
    const prices = spec({
      ...numbers({ kind: 'meanSquaredError' }, 0.02, false),
      preprocessing: [
        { step: 'standardise' },
        { step: 'log', columns: ['target'] },
        { step: 'standardise', columns: ['target'] },
      ],
    });
    const outcome = await runTraining(prices, { files });
    expect(last(outcome, 'val/r2')).toBeGreaterThan(0.35);
    // Amounts, not their logarithms, which lie about 5.
    expect(last(outcome, 'val/rmse')).toBeGreaterThan(40);
    const { value } = await predict(outcome.checkpoint ?? new Uint8Array(), {});
    expect(value).toBeGreaterThan(60);
    expect(value).toBeLessThan(300);
  });

  it('by binary cross-entropy predicts shares in the units of the data', async () => {
    const shares = spec({
      ...numbers({ kind: 'binaryCrossEntropy' }, 0.05, false),
      preprocessing: [{ step: 'standardise' }, { step: 'scale', divideBy: 400, columns: ['target'] }],
    });
    const outcome = await runTraining(shares, { files });
    expect(last(outcome, 'val/r2')).toBeGreaterThan(0.35);
    const { value } = await predict(outcome.checkpoint ?? new Uint8Array(), {});
    expect(value).toBeGreaterThan(60);
    expect(value).toBeLessThan(300);
  });
});

describe('a plan', () => {
  it.each([
    [numbers({ kind: 'poisson' }, 0.1, true), 'loss.kind'],
    [
      {
        ...numbers({ kind: 'meanSquaredError' }, 0.1, true),
        preprocessing: [
          { step: 'standardise' as const, columns: ['target'] },
          { step: 'log' as const, columns: ['target'] },
        ],
      },
      'preprocessing.1.columns',
    ],
    [classes({ kind: 'binaryCrossEntropy' }, undefined, 'wine'), 'loss.kind'],
    [classes({ kind: 'crossEntropy', classWeights: { malignnt: 2 } }), 'loss.classWeights.malignnt'],
    [classes({ kind: 'hinge' }, ['accuracy', 'logLoss']), 'metrics.1'],
  ])('refuses what does not fit, by its place', async (document, path) => {
    const { issues, plan } = await planSpec(document, files);
    expect(plan).toBeNull();
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });
});
