import type { TrainingSpecInput } from '#contract/training.ts';

/** A training of a second, with random numbers, states of an optimizer, and a checkpoint every so many steps. */
export const shortLife: TrainingSpecInput = {
  name: 'a short life',
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.1 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  engine: 'embedded',
  batchSize: 20,
  evaluateEverySteps: 500,
  steps: 3000,
  checkpoints: { last: 2, best: 1, everySteps: 300, keep: 3 },
};
