import { describe, expect, it } from 'vitest';
import { withChanges } from '#contract/spec-changes.ts';

const spec = {
  dataset: { source: { kind: 'sample', name: 'breast_cancer.csv' }, positive: 'malignant' },
  model: { kind: 'mlp', hidden: [8], activation: 'tanh' },
  loss: { kind: 'crossEntropy', labelSmoothing: 0.1 },
  optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.8 },
};
const changed = (changes: Record<string, unknown>) => withChanges(spec, Object.entries(changes));

describe('another kind of a part', () => {
  it('takes out what it does not know, and keeps what both have', () => {
    expect(changed({ 'optimizer.kind': 'sgd' })['optimizer']).toEqual({ kind: 'sgd', learningRate: 0.01 });
    expect(changed({ 'model.kind': 'linear' })['model']).toEqual({ kind: 'linear' });
  });

  it('keeps what was given with it, so that the schema can refuse it by its name', () => {
    expect(changed({ 'model.kind': 'linear', 'model.hidden': [4] })['model']).toEqual({
      kind: 'linear',
      hidden: [4],
    });
  });

  it('changes nothing where there is no such kind', () => {
    expect(changed({ 'model.kind': 'mpl' })['model']).toEqual({ ...spec.model, kind: 'mpl' });
  });

  it('that gives its inputs back has a loss of numbers and no positive class', () => {
    const autoencoder = changed({ 'model.kind': 'autoencoder' });
    expect(autoencoder['loss']).toEqual({ kind: 'meanSquaredError' });
    expect(autoencoder['dataset']).toEqual({ source: spec.dataset.source });
    expect(autoencoder['model']).toEqual({ kind: 'autoencoder', hidden: [8], activation: 'tanh' });
    const chosen = changed({ 'model.kind': 'autoencoder', 'loss.kind': 'huber' });
    expect(chosen['loss']).toEqual({ kind: 'huber' });
  });
});
