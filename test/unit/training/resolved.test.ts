import { describe, expect, it } from 'vitest';
import { flattenParams } from '#contract/param.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';

const resolvedOf = async (spec: ReturnType<typeof sampleSpec>) =>
  (await prepareTraining(spec, sampleFiles)).resolved;

describe('what a spec leaves open', () => {
  it('is told as it was chosen: types, target and split by the data, weights by the model, evaluation by the epoch', async () => {
    const { dataset, ...spec } = sampleSpec('iris');
    expect(await resolvedOf({ ...spec, dataset: { source: dataset.source } })).toMatchObject({
      'dataset.target': 'target',
      'dataset.types.petal_length_cm': 'number',
      'dataset.types.target': 'category',
      'dataset.split.kind': 'stratified',
      'dataset.split.validation': 0.2,
      'initializer.kind': 'glorotUniform',
      evaluateEverySteps: 8,
    });
  });

  it('names every kind of weights of a model that begins with several', async () => {
    const resolved = await resolvedOf({
      ...sampleSpec('iris'),
      model: { kind: 'mlp', hidden: [4], activation: 'relu', dropout: 0 },
    });
    expect(resolved['initializer.kind']).toBe('heNormal, glorotUniform');
  });

  it('is nothing that the spec says itself', async () => {
    const spec = sampleSpec('tang-poems');
    const resolved = await resolvedOf({
      ...spec,
      initializer: { kind: 'heNormal' },
      dataset: { ...spec.dataset, split: { kind: 'ordered', validation: 0.3 } },
    });
    expect(resolved).toEqual({ 'model.feedForward': 384, accumulateBatches: 1 });
    for (const path of Object.keys(resolved)) expect(flattenParams(spec)).not.toHaveProperty([path]);
  });

  it('leaves out the types of tables too wide to read them', async () => {
    const paths = Object.keys(await resolvedOf(sampleSpec('digits-mlp')));
    expect(paths.filter((path) => path.startsWith('dataset.types.'))).toEqual([]);
  });
});
