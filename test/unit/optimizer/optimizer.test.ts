import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSpecSchema, type OptimizerSpec } from '#contract/training.ts';
import { openArrayOptimizer } from '../../../src-main/engine/optimizer/array-optimizer.ts';
import type { NamedArray } from '../../../src-main/engine/optimizer/named-array.ts';
import type { Optimizer } from '../../../src-main/engine/optimizer/optimizer.ts';
import { openTensorOptimizer } from '../../../src-main/engine/optimizer/tensor-optimizer.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';

interface Reference {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly name: string;
    readonly optimizer: unknown;
    readonly trajectory: readonly (readonly number[])[];
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL('../../reference/optimizers.json', import.meta.url), 'utf8'),
) as Reference;

const kinds = { arrays: openArrayOptimizer, tensors: openTensorOptimizer };
/** In units of the last place that each keeps: doubles, and singles after twelve steps. */
const digits = { arrays: 6, tensors: 5 };

/** The first three weights are one array, the last two another, as in the reference. */
const initial = (): NamedArray[] => [
  { name: 'first', shape: [3], values: Float64Array.from(reference.start.slice(0, 3)) },
  { name: 'second', shape: [2], values: Float64Array.from(reference.start.slice(3)) },
];

function step(optimizer: Optimizer, spec: OptimizerSpec, index: number): number[] {
  const gradient = reference.gradients[index] ?? [];
  const gradients = [tf.tensor(gradient.slice(0, 3)), tf.tensor(gradient.slice(3))];
  optimizer.update(gradients, spec.learningRate, index + 1);
  tf.dispose(gradients);
  return weightsOf(optimizer);
}

function weightsOf(optimizer: Optimizer): number[] {
  return optimizer
    .save()
    .filter((array) => array.name.startsWith('weights/'))
    .flatMap((array) => [...array.values]);
}

const everywhere = testEngines.flatMap((engine) => [
  { kind: 'arrays' as const, engine },
  { kind: 'tensors' as const, engine },
]);

describe.each(everywhere)('an optimizer on $kind, engine "$engine"', ({ kind, engine }) => {
  beforeAll(() => openTestEngine(engine));
  const open = kinds[kind];

  it.each(reference.cases)('follows PyTorch: $name', ({ optimizer: document, trajectory }) => {
    const spec = v.parse(optimizerSpecSchema, document);
    const optimizer = open(spec, initial(), null);
    for (const [index, expected] of trajectory.entries()) {
      const weights = step(optimizer, spec, index);
      for (const [at, value] of expected.entries()) expect(weights[at]).toBeCloseTo(value, digits[kind]);
    }
    optimizer.dispose();
  });

  it.each(reference.cases)(
    'goes on from what it saved as if nothing had happened: $name',
    ({ optimizer }) => {
      const spec = v.parse(optimizerSpecSchema, optimizer);
      const whole = open(spec, initial(), null);
      for (let index = 0; index < 5; index++) step(whole, spec, index);
      const resumed = open(spec, initial(), whole.save());
      for (let index = 5; index < 12; index++) {
        step(whole, spec, index);
        step(resumed, spec, index);
      }
      expect(resumed.save()).toEqual(whole.save());
      whole.dispose();
      resumed.dispose();
    },
  );

  it('leaves no tensors behind', () => {
    const spec = v.parse(optimizerSpecSchema, { kind: 'adamw', learningRate: 0.1, clipNorm: 1 });
    const before = tf.memory().numTensors;
    const optimizer = open(spec, initial(), null);
    step(optimizer, spec, 0);
    const during = tf.memory().numTensors;
    for (let index = 1; index < 12; index++) step(optimizer, spec, index);
    expect(tf.memory().numTensors).toBe(during);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the norm of the gradients before clipping, and only when it clips', () => {
    const gradients = [tf.tensor([3, 0, 0]), tf.tensor([0, 4])];
    const norms = [{}, { clipNorm: 1 }].map((clip) => {
      const spec = v.parse(optimizerSpecSchema, { kind: 'sgd', learningRate: 0.1, ...clip });
      const optimizer = open(spec, initial(), null);
      const norm = optimizer.update(gradients, 0.1, 1);
      optimizer.dispose();
      return norm;
    });
    expect(norms).toEqual([null, 5]);
    tf.dispose(gradients);
  });
});

describe('the double-precision optimizer', () => {
  beforeAll(() => openTestEngine('embedded, relaxed SIMD'));

  it('keeps updates that single precision would lose', () => {
    const spec = v.parse(optimizerSpecSchema, { kind: 'sgd', learningRate: 1 });
    const start = [{ name: 'w', shape: [1], values: Float64Array.of(1) }];
    const optimizer = openArrayOptimizer(spec, start, null);
    const gradient = tf.tensor([1e-9]);
    for (let index = 1; index <= 1000; index++) optimizer.update([gradient], 1, index);
    expect(optimizer.save()[0]?.values[0]).toBeCloseTo(1 - 1e-6, 12);
    optimizer.dispose();
    gradient.dispose();
  });
});
