import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { fileOf, fileSpec } from '../../../support/dataset-files.ts';
import { findingsIn, normalTable } from '../../../support/findings.ts';
import { forSteps, runTraining, sampleSpec, spec } from '../../../support/training.ts';

/** In whole; those of text and images, whose first steps are as telling, in part. */
const samples = ['linear-regression', 'iris', 'breast-cancer', 'wine', 'diabetes', 'digits-mlp'];
const longSamples = { 'digits-cnn': 60, 'tang-poems': 8, 'tang-metre': 6 };

const noisy = normalTable(80, ([a, b], noise) => (a - b + noise).toFixed(4));
const uneven = normalTable(400, ([a, b], noise) => (a + b + 0.3 * noise > 1.5 ? 'rare' : 'common'));
const curved = normalTable(400, ([a, b, c], noise) => (a * b + Math.sin(c) + 0.1 * noise).toFixed(4));
const shared: TrainingSpecInput = {
  dataset: fileSpec({ target: 'y' }),
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [32, 32] },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'adam', learningRate: 0.003 },
  steps: 300,
  evaluateEverySteps: 30,
};
const healthy: Readonly<Record<string, readonly [data: string, document: TrainingSpecInput]>> = {
  'plain gradient descent': [curved, { ...shared, optimizer: { kind: 'sgd', learningRate: 0.05 } }],
  Adam: [curved, shared],
  'momentum and a norm': [
    curved,
    {
      ...shared,
      model: { kind: 'mlp', hidden: [32, 32], norm: 'batch' },
      optimizer: { kind: 'momentum', learningRate: 0.01 },
    },
  ],
  'dropout and a schedule': [
    curved,
    {
      ...shared,
      model: { kind: 'mlp', hidden: [64], dropout: 0.3 },
      schedule: { kind: 'cosine', warmupSteps: 20 },
    },
  ],
  'a deep model of tanh': [
    curved,
    { ...shared, model: { kind: 'mlp', hidden: [16, 16, 16, 16], activation: 'tanh' } },
  ],
  'few and noisy rows': [
    noisy,
    { ...shared, model: { kind: 'linear' }, optimizer: { kind: 'sgd', learningRate: 0.02 }, batchSize: 4 },
  ],
  'classes of unequal size that can be told apart': [uneven, { ...shared, loss: { kind: 'crossEntropy' } }],
};

describe('a healthy training', () => {
  it.each(samples)('is left alone: the sample %s', async (name) => {
    const { events } = await runTraining(sampleSpec(name));
    expect(findingsIn(events)).toEqual([]);
  });

  it.each(Object.entries(longSamples))('is left alone: the beginning of %s', async (name, steps) => {
    const { events } = await runTraining(forSteps(name, steps));
    expect(findingsIn(events)).toEqual([]);
  });

  it.each(Object.keys(healthy))('is left alone: %s', async (name) => {
    const [data, document] = healthy[name] ?? ['', shared];
    const { events } = await runTraining(spec(document), { files: fileOf(data) });
    expect(findingsIn(events)).toEqual([]);
  });
});
