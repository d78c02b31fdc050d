import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { checkpointIssue, memoryIssue, memoryOf } from '../../../src-main/api/memory-estimate.ts';

const gigabyte = 1024 ** 3;
const spec = v.parse(trainingSpecSchema, {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  model: { kind: 'mlp', hidden: [100_000, 100_000] },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  steps: 100,
});
const planOf = (parameterCount: number): SpecPlan => ({
  layers: [{ name: 'hidden1', kind: 'dense', outputShape: [100_000], parameterCount }],
  parameterCount,
  trainRows: 120,
  validationRows: 30,
  stepsPerEpoch: 4,
  totalSteps: 100,
  checkpointBytes: 0,
  flopsPerStep: 0,
});

describe('the memory of a training', () => {
  it('that is more than the machine has is refused at the model, with both amounts', () => {
    const plan = planOf(10_000_900_003);
    // Weights, gradients and the slots of the optimizer take four bytes each.
    expect(memoryOf(spec, plan)).toBeGreaterThan(10_000_900_003 * 4 * 4);
    expect(memoryIssue(spec, plan, 16 * gigabyte)).toMatchObject({
      path: 'model',
      message: expect.stringMatching(
        /needs about 1[89]\d GB .*10,000,900,003 parameters.* has 16 GB/,
      ) as string,
    });
  });

  it('that would fit with a smaller batch is told so before anything of its layers', () => {
    const wide = {
      dataBytes: 0,
      ...planOf(1000),
      layers: [{ name: 'conv1', kind: 'conv2d', outputShape: [4e7], parameterCount: 1000 }],
    };
    const message = memoryIssue({ ...spec, batchSize: 100 }, wide, 16 * gigabyte)?.message;
    expect(message).toContain('Make the batch smaller, or the layers.');
  });

  it('whose state is more than one file holds is refused at the model, with what fits', () => {
    // Adam keeps three numbers of four bytes for every weight.
    const large = { ...planOf(400_000_000), checkpointBytes: 4_800_000_000 };
    const issue = checkpointIssue(large);
    expect(issue?.path).toBe('model');
    expect(issue?.message).toContain('about 178 million parameters fit');
    expect(checkpointIssue({ ...planOf(178_000_000), checkpointBytes: 12 * 178_000_000 })).toBe(null);
  });

  it('of an ordinary model is no issue', () => {
    expect(memoryIssue(spec, planOf(10_000), 2 * gigabyte)).toBe(null);
  });

  it('with attention grows by the shares of every head, the square of the length', () => {
    const attentive = v.parse(trainingSpecSchema, {
      ...spec,
      model: { kind: 'transformer', contextLength: 64, layers: 1, heads: 4, width: 32 },
      batchSize: 10,
    });
    const layer = { name: 'block1', outputShape: [64, 32], parameterCount: 0 };
    const of = (kind: string) => memoryOf(attentive, { ...planOf(0), layers: [{ ...layer, kind }] });
    // 2.5 arrays of four bytes for each number of the ten rows.
    expect(of('attention') - of('dense')).toBe(10 * 4 * 64 * 64 * 2.5 * 4);
  });
});
