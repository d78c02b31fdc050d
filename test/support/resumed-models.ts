import type { TrainingSpecInput } from '#contract/training.ts';

/**
 * One training of every kind of model, with what hides state: dropout, averages of a batch norm, augmentation,
 * accumulated gradients, an average of weights, schedules, early stopping. Small, and a few hundred steps each.
 */
export const resumedModels: Readonly<Record<string, TrainingSpecInput>> = {
  'an MLP with accumulated gradients, a plateau and an average of its weights': {
    name: 'mlp',
    dataset: {
      source: { kind: 'sample', name: 'digits.csv' },
      target: 'target',
      types: { target: 'category' },
    },
    preprocessing: [{ step: 'scale', divideBy: 16 }],
    model: { kind: 'mlp', hidden: [48, 32], dropout: 0.2 },
    loss: { kind: 'crossEntropy', labelSmoothing: 0.1 },
    optimizer: { kind: 'adamw', learningRate: 0.004, weightDecay: 0.01, clipNorm: 1 },
    schedule: { kind: 'plateau', patience: 1, factor: 0.5, warmupSteps: 5 },
    averaging: { kind: 'ema', decay: 0.95 },
    batchSize: 16,
    accumulateBatches: 2,
    steps: 900,
    evaluateEverySteps: 45,
  },
  'a CNN with batch norm, augmentation and early stopping': {
    name: 'cnn',
    dataset: {
      source: { kind: 'sample', name: 'digits.csv' },
      target: 'target',
      types: { target: 'category' },
    },
    preprocessing: [
      { step: 'scale', divideBy: 16 },
      { step: 'image', shape: [8, 8, 1] },
      { step: 'shift', most: 0.2 },
      { step: 'cutout', size: 2 },
    ],
    model: {
      kind: 'cnn',
      blocks: [{ filters: 8 }, { filters: 16 }],
      dense: [16],
      norm: 'batch',
      dropout: 0.2,
    },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'momentum', learningRate: 0.02, nesterov: true },
    schedule: { kind: 'cosine', warmupSteps: 10 },
    earlyStopping: { metric: 'val/accuracy', patience: 100 },
    batchSize: 32,
    steps: 400,
    evaluateEverySteps: 50,
  },
  'an LSTM with dropout': {
    name: 'lstm',
    dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
    preprocessing: [{ step: 'characters', minCount: 10 }],
    model: { kind: 'lstm', contextLength: 16, units: 24, layers: 2, dropout: 0.1 },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'rmsprop', learningRate: 0.002, momentum: 0.5, clipNorm: 1 },
    schedule: { kind: 'step', everySteps: 40, factor: 0.7 },
    averaging: { kind: 'swa', start: 0.5, everySteps: 10 },
    batchSize: 8,
    steps: 160,
    evaluateEverySteps: 80,
  },
  'a transformer': {
    name: 'transformer',
    dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
    preprocessing: [{ step: 'characters', minCount: 10 }],
    model: { kind: 'transformer', contextLength: 16, layers: 2, heads: 2, width: 16, dropout: 0.1 },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'lamb', learningRate: 0.01 },
    schedule: { kind: 'cosine', warmupSteps: 20 },
    batchSize: 8,
    steps: 240,
    evaluateEverySteps: 80,
  },
};
