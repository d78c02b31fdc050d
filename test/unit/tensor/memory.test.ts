import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainingSpecSchema } from '#contract/training.ts';
import { loadSamples } from '../../../src-main/engine/dataset/samples.ts';
import { currentHeap } from '../../../src-main/engine/tensor/embedded/heap.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { evaluate } from '../../../src-main/engine/training/evaluate.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { openSession } from '../../../src-main/engine/training/session.ts';
import { resourcesDirectory, sampleFiles } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';

const buffers = (): number => (tf.getBackend() === 'wasm' ? tf.memory().numDataBuffers : 0);

const models = {
  linear: { ...sampleSpec('iris'), model: { kind: 'linear' } },
  mlp: {
    ...sampleSpec('digits-mlp'),
    model: { kind: 'mlp', hidden: [96], activation: 'gelu', dropout: 0.1 },
  },
  cnn: {
    ...sampleSpec('digits-cnn'),
    model: { kind: 'cnn', blocks: [{ filters: 4 }, { filters: 6 }], dense: [8], activation: 'swish' },
  },
  transformer: {
    ...sampleSpec('tang-poems'),
    model: { kind: 'transformer', contextLength: 16, layers: 2, heads: 2, width: 16 },
    batchSize: 4,
  },
} as const;

describe('200 steps of training', () => {
  beforeAll(() => openEngine('embedded'));

  it.each(Object.entries(models))('leave no tensors and no bytes behind: %s', async (_, document) => {
    const spec = v.parse(trainingSpecSchema, JSON.parse(JSON.stringify(document)));
    const prepared = await prepareTraining(spec, sampleFiles);
    const outside = { tensors: tf.memory().numTensors, buffers: buffers() };
    const session = openSession(spec, prepared, null);
    const measure = () => ({
      tensors: tf.memory().numTensors,
      bytes: tf.memory().numBytes,
      buffers: buffers(),
      heap: currentHeap()?.sizeBytes(),
    });
    const checked = (from: number, to: number) => {
      for (let step = from; step < to; step++) session.step(step);
      evaluate(spec, prepared, session.weights, prepared.train, { limit: 64 });
      return measure();
    };
    const early = checked(0, 40);
    expect(checked(40, 200)).toEqual(early);
    session.dispose();
    expect({ tensors: tf.memory().numTensors, buffers: buffers() }).toEqual(outside);
  });
});

/** The full length: MEMORY_STEPS=10000 npm run test:unit -- test/unit/tensor/memory.test.ts */
const steps = Number(process.env['MEMORY_STEPS'] ?? 130);

describe(`${steps} steps of every sample`, () => {
  beforeAll(() => openEngine('embedded'));

  it.each(loadSamples(resourcesDirectory).map(({ name, spec }) => [name, spec] as const))(
    'hold as many tensors and bytes as the first hundred: %s',
    async (_, spec) => {
      const prepared = await prepareTraining(spec, sampleFiles);
      const session = openSession(spec, prepared, null);
      const measure = () => ({ tensors: tf.memory().numTensors, bytes: currentHeap()?.sizeBytes() ?? 0 });
      const walk = (from: number, to: number): void => {
        for (let step = from; step < to; step++) session.step(step);
      };
      walk(0, 100);
      const early = measure();
      walk(100, steps);
      const late = measure();
      session.dispose();
      expect(late.tensors).toBe(early.tensors);
      expect(Math.abs(late.bytes / early.bytes - 1)).toBeLessThan(0.05);
    },
    120_000 + steps * 100,
  );
});

describe('what does not fit into memory', () => {
  it('is refused in words, and what is there stays as it was', async () => {
    await openEngine('embedded');
    const kept = tf.tensor1d([1, 2, 3]);
    for (const sides of [
      [2 ** 15, 2 ** 15],
      [2 ** 16, 2 ** 15],
    ]) {
      expect(() => currentHeap()?.allocate(sides)).toThrow('out of memory');
    }
    expect([...tf.add(kept, 1).dataSync()]).toEqual([2, 3, 4]);
    kept.dispose();
  });
});
