import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSpecSchema, type FirstOrderSpec } from '#contract/training.ts';
import { openArrayOptimizer } from '../../../src-main/engine/optimizer/array-optimizer.ts';
import type { InitialArray } from '../../../src-main/engine/optimizer/named-array.ts';
import type { Optimizer } from '../../../src-main/engine/optimizer/optimizer.ts';
import { openTensorOptimizer } from '../../../src-main/engine/optimizer/tensor-optimizer.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';
import { expectClose } from '../../support/tensors.ts';

interface Reference {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  /** The steps, from 1, after which a trajectory is written down. */
  readonly recorded: readonly number[];
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
/** Relative to the largest weight: in double precision, and in single after 200 steps. */
const tolerance = { arrays: 1e-11, tensors: 1e-5 };

/** A matrix and a vector, as in the reference; the vector is a bias where biases are left alone. */
const initial = (spec: FirstOrderSpec): InitialArray[] => [
  { name: 'first', shape: [2, 3], values: Float64Array.from(reference.start.slice(0, 6)) },
  {
    name: 'second',
    shape: [2],
    values: Float64Array.from(reference.start.slice(6)),
    decays: !(spec.weightDecayExcept ?? []).includes('biases'),
  },
];

function specOf(document: unknown): FirstOrderSpec {
  const spec = v.parse(optimizerSpecSchema, document);
  if (spec.kind === 'lbfgs') throw new Error('of second order');
  return spec;
}

const notMeasuredAgain = {
  loss: 0,
  again: () => {
    throw new Error('an optimizer of first order measures nothing again');
  },
};

function step(optimizer: Optimizer, spec: FirstOrderSpec, index: number): number | null {
  const gradient = reference.gradients[index] ?? [];
  const gradients = [tf.tensor(gradient.slice(0, 6), [2, 3]), tf.tensor(gradient.slice(6))];
  const norm = optimizer.update(gradients, spec.learningRate, index + 1, notMeasuredAgain);
  tf.dispose(gradients);
  return norm;
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

  it.each(reference.cases)('follows the reference for 200 steps: $name', ({ optimizer, trajectory }) => {
    const spec = specOf(optimizer);
    const following = open(spec, initial(spec), null);
    for (let index = 0; index < reference.gradients.length; index++) {
      step(following, spec, index);
      const expected = trajectory[reference.recorded.indexOf(index + 1)];
      if (expected !== undefined) expectClose(weightsOf(following), expected, tolerance[kind]);
    }
    following.dispose();
  });

  it.each(reference.cases)(
    'goes on from what it saved as if nothing had happened: $name',
    ({ optimizer }) => {
      const spec = specOf(optimizer);
      const whole = open(spec, initial(spec), null);
      for (let index = 0; index < 5; index++) step(whole, spec, index);
      const saved = whole.save();
      for (let index = 5; index < 12; index++) step(whole, spec, index);
      const resumed = open(spec, initial(spec), saved);
      for (let index = 5; index < 12; index++) step(resumed, spec, index);
      expect(resumed.save()).toEqual(whole.save());
      whole.dispose();
      resumed.dispose();
    },
  );

  it.each(reference.cases)('leaves no tensors behind: $name', ({ optimizer: document }) => {
    const spec = specOf(document);
    const before = tf.memory().numTensors;
    const optimizer = open(spec, initial(spec), null);
    step(optimizer, spec, 0);
    const during = tf.memory().numTensors;
    for (let index = 1; index < 4; index++) step(optimizer, spec, index);
    expect(tf.memory().numTensors).toBe(during);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the norm of the gradients before clipping, and only when it clips', () => {
    const gradients = [tf.tensor([3, 0, 0, 0, 0, 0], [2, 3]), tf.tensor([0, 4])];
    const clips = [{}, { clipNorm: 1 }, { clipValue: 1 }, { clipArrayNorm: 1 }];
    const norms = clips.map((clip) => {
      const spec = specOf({ kind: 'sgd', learningRate: 0.1, ...clip });
      const optimizer = open(spec, initial(spec), null);
      const norm = optimizer.update(gradients, 0.1, 1, notMeasuredAgain);
      optimizer.dispose();
      return norm;
    });
    expect(norms).toEqual([null, 5, 5, 5]);
    tf.dispose(gradients);
  });

  it('moves nothing where the gradient is zero and nothing decays', () => {
    for (const { optimizer: document } of reference.cases) {
      const spec = specOf({ ...specOf(document), weightDecay: 0 });
      const optimizer = open(spec, initial(spec), null);
      const gradients = [tf.zeros([2, 3]), tf.zeros([2])];
      for (let index = 1; index <= 3; index++) optimizer.update(gradients, 0.1, index, notMeasuredAgain);
      expect(weightsOf(optimizer), spec.kind).toEqual(reference.start);
      tf.dispose(gradients);
      optimizer.dispose();
    }
  });
});

describe('the double-precision optimizer', () => {
  beforeAll(() => openTestEngine('embedded, relaxed SIMD'));

  it('keeps updates that single precision would lose', () => {
    const spec = specOf({ kind: 'sgd', learningRate: 1 });
    const start = [{ name: 'w', shape: [1], values: Float64Array.of(1) }];
    const optimizer = openArrayOptimizer(spec, start, null);
    const gradient = tf.tensor([1e-9]);
    for (let index = 1; index <= 1000; index++) optimizer.update([gradient], 1, index, notMeasuredAgain);
    expect(optimizer.save()[0]?.values[0]).toBeCloseTo(1 - 1e-6, 12);
    optimizer.dispose();
    gradient.dispose();
  });
});
