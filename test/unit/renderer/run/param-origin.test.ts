import * as v from 'valibot';
import { expect, it } from 'vitest';
import { flattenParams } from '#contract/param.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { paramOrigins } from '../../../../src-renderer/state/run/param-origin.ts';

it('tells settings that nobody wrote: found in the data, or by default', () => {
  const spec = v.parse(trainingSpecSchema, {
    dataset: { source: { kind: 'sample', name: 'iris.csv' }, target: 'target' },
    model: { kind: 'linear' },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    epochs: 1,
  });
  const resolved = {
    'dataset.types.a': 'number',
    'dataset.split.kind': 'random',
    evaluateEverySteps: 8,
  };
  expect([...paramOrigins({ ...flattenParams(spec), ...resolved }, spec)]).toEqual([
    ['dataset.types.a', 'data'],
    ['dataset.split.kind', 'default'],
    ['evaluateEverySteps', 'default'],
  ]);
});
