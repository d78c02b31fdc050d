import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSpecSchema } from '#contract/training.ts';
import { slotsOf, updateArrays } from '../../../src-main/engine/optimizer/rules.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { updateInPlace } from '../../../src-main/engine/tensor/fused/update.ts';
import { numbersOf, sumOfSquares, withNumbers } from '../../../src-main/engine/tensor/numbers.ts';
import { expectClose, numbers } from '../../support/tensors.ts';

const specs = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.1, weightDecay: 0.05 },
  { kind: 'momentum', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.1, nesterov: true, weightDecay: 0.05 },
  { kind: 'adagrad', learningRate: 0.1, weightDecay: 0.05 },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'rmsprop', learningRate: 0.01, momentum: 0.9, weightDecay: 0.05 },
  { kind: 'adam', learningRate: 0.01, weightDecay: 0.05 },
  { kind: 'adamw', learningRate: 0.01, weightDecay: 0.05 },
].map((document) => {
  const spec = v.parse(optimizerSpecSchema, document);
  if (spec.kind === 'lbfgs') throw new Error('of second order');
  return spec;
});

describe.each(['relaxed', 'simd'] as const)('an update in place (%s)', (variant) => {
  beforeAll(() => openEngine('embedded', { variants: [variant] }));

  it.each(specs)('follows the formula in double precision, whatever the length: $kind', (spec) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 37 }), (count) => {
        const slotCount = slotsOf(spec, [count]).length;
        const start = numbers(count, 'start');
        const exact = {
          weights: Float64Array.from(start),
          slots: Array.from({ length: slotCount }, () => new Float64Array(count)),
        };
        const weight = tf.tensor(start);
        const slots = Array.from({ length: slotCount }, () => tf.zeros([count]));
        for (let step = 1; step <= 5; step++) {
          const gradient = tf.tensor(numbers(count, 'gradient', step));
          const factor = 0.5;
          const { learningRate } = spec;
          const update = { learningRate, step, decays: count % 2 === 0 };
          expect(updateInPlace(spec, { ...update, weight, gradient, slots, factor })).toBe(true);
          const gradients = Float64Array.from(gradient.dataSync(), (g) => factor * g);
          updateArrays(spec, { ...update, ...exact, gradients, shape: [count] });
          gradient.dispose();
        }
        expectClose(numbersOf(weight), exact.weights, 1e-5);
        for (const [index, slot] of slots.entries()) {
          expectClose(numbersOf(slot), exact.slots[index] ?? [], 1e-5);
        }
        tf.dispose([weight, slots]);
      }),
      { numRuns: 20 },
    );
  });

  it('writes nothing beyond its arrays', () => {
    for (const spec of specs) {
      for (const count of [1, 2, 3, 5]) {
        // Small arrays lie side by side in memory: what is written beyond one is read in the next.
        const arrays = Array.from({ length: 12 }, (_, index) => tf.fill([count], index));
        const [weight, gradient, first, second] = [arrays[2], arrays[4], arrays[6], arrays[8]];
        if (!weight || !gradient || !first || !second) throw new Error('unreachable');
        const slots = [first, second].slice(0, slotsOf(spec, [count]).length);
        const update = { learningRate: 0.1, step: 1, factor: 1, decays: true };
        updateInPlace(spec, { ...update, weight, gradient, slots });
        for (const index of [0, 1, 3, 4, 5, 7, 9, 10, 11]) {
          expect([...(arrays[index]?.dataSync() ?? [])]).toEqual(new Array(count).fill(index));
        }
        tf.dispose(arrays);
      }
    }
  });
});

describe('numbers in place', () => {
  beforeAll(() => openEngine('embedded'));

  it('are seen by whatever is computed next', () => {
    const weights = tf.keep(tf.zeros([3, 3]));
    const kernel = tf.keep(tf.zeros<tf.Rank.R4>([1, 1, 1, 2]));
    const compute = () =>
      tf.tidy(() => [
        ...tf.matMul(tf.ones([1, 3]), weights as tf.Tensor2D).dataSync(),
        ...tf.conv2d(tf.ones<tf.Rank.R4>([1, 1, 1, 1]), kernel, 1, 'same').dataSync(),
      ]);
    expect(compute()).toEqual([0, 0, 0, 0, 0]);
    expect(withNumbers(weights, [1, 2, 3, 4, 5, 6, 7, 8, 9])).toBe(weights);
    withNumbers(kernel, [5, 6]);
    expect(compute()).toEqual([12, 15, 18, 5, 6]);
    tf.dispose([weights, kernel]);
  });

  it('give the sum of their squares in double precision', () => {
    const many = new Float32Array(100_003).fill(0.1);
    const [one, other] = [tf.tensor(many), tf.tensor([3, 4])];
    const expected = 100_003 * Math.fround(0.1) ** 2 + 25;
    expect(Math.abs(sumOfSquares([one, other]) / expected - 1)).toBeLessThan(1e-12);
    tf.dispose([one, other]);
  });
});
