import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { operations } from '../../support/operations.ts';
import { numbers } from '../../support/tensors.ts';

describe.each(['embedded', 'javascript'] as const)('gradients on the engine "%s"', (engine) => {
  beforeAll(() => openEngine(engine));

  it.each(operations)('are those of finite differences: %s', (_, f) => {
    const inputs = [
      { values: numbers(24, 'x'), shape: [2, 3, 4] },
      { values: numbers(3, 'y'), shape: [3, 1] },
    ];
    const weighted = (...tensors: tf.Tensor[]): tf.Scalar => {
      const [x, y] = tensors;
      if (x === undefined || y === undefined) throw new Error('two inputs');
      const outputs = f(x, y);
      // Both inputs are always used, so that each has a gradient.
      const used = tf.mul(0, tf.add(tf.sum(x), tf.sum(y)));
      return tf.add(tf.sum(tf.mul(outputs, tf.tensor(numbers(outputs.size, 'w'), outputs.shape))), used);
    };
    tf.tidy(() => {
      const tensors = inputs.map(({ values, shape }) => tf.tensor(values, shape));
      const gradients = tf.grads(weighted)(tensors);
      for (const [which, { values, shape }] of inputs.entries()) {
        const gradient = gradients[which]?.dataSync() ?? [];
        for (let index = 0; index < values.length; index++) {
          const at = (step: number): number => {
            const moved = values.slice();
            moved[index] = (moved[index] ?? 0) + step;
            const given = tensors.map((tensor, other) =>
              other === which ? tf.tensor(moved, shape) : tensor,
            );
            return weighted(...given).dataSync()[0] ?? Number.NaN;
          };
          const step = 1 / 256;
          const difference = (at(step) - at(-step)) / (2 * step);
          expect(Math.abs((gradient[index] ?? Number.NaN) - difference)).toBeLessThan(
            5e-3 * Math.max(1, Math.abs(difference)),
          );
        }
      }
    });
  });
});
