import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSpecSchema } from '#contract/training.ts';
import {
  iterateLbfgs,
  type LbfgsState,
  type Measured,
} from '../../../src-main/engine/optimizer/lbfgs/iterate.ts';
import { openOptimizer } from '../../../src-main/engine/optimizer/optimizer.ts';
import { openTestEngine } from '../../support/engine.ts';
import { expectClose } from '../../support/tensors.ts';

interface Reference {
  readonly start: readonly number[];
  readonly lbfgs: readonly {
    readonly name: string;
    readonly learningRate: number;
    readonly history: number;
    readonly searches: boolean;
    readonly trajectory: readonly (readonly number[])[];
  }[];
}
const reference = JSON.parse(
  readFileSync(new URL('../../reference/optimizers.json', import.meta.url), 'utf8'),
) as Reference;

/** Rosenbrock's function in n dimensions, with its gradient. */
function rosenbrock(x: Float64Array): Measured {
  const gradient = new Float64Array(x.length);
  let loss = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a = 0, b = 0] = [x[i], x[i + 1]];
    loss += 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    gradient[i] = (gradient[i] ?? 0) - 400 * a * (b - a * a) - 2 * (1 - a);
    gradient[i + 1] = (gradient[i + 1] ?? 0) + 200 * (b - a * a);
  }
  return { loss, gradient };
}

/** Σ i (x_i − 1)² / 2. */
function quadratic(x: Float64Array): Measured {
  const gradient = x.map((value, i) => (i + 1) * (value - 1));
  return { loss: x.reduce((sum, value, i) => sum + ((i + 1) * (value - 1) ** 2) / 2, 0), gradient };
}

describe('L-BFGS', () => {
  it.each(reference.lbfgs)('follows PyTorch: $name', ({ name, trajectory, ...options }) => {
    const measure = name.startsWith('rosenbrock') ? rosenbrock : quadratic;
    const state: LbfgsState = { changes: [], steps: [], last: null, scale: 1 };
    const weights = Float64Array.from(reference.start);
    for (const expected of trajectory) {
      iterateLbfgs(state, weights, measure(weights), options, measure);
      expectClose(weights, expected, 1e-8);
    }
  });

  it('stays where the gradient is flat', () => {
    const state: LbfgsState = { changes: [], steps: [], last: null, scale: 1 };
    const weights = new Float64Array(4).fill(1);
    const options = { learningRate: 1, history: 5, searches: true };
    iterateLbfgs(state, weights, rosenbrock(weights), options, rosenbrock);
    expect([...weights]).toEqual([1, 1, 1, 1]);
  });
});

describe('the optimizer L-BFGS', () => {
  beforeAll(() => openTestEngine('embedded, relaxed SIMD'));
  const spec = v.parse(optimizerSpecSchema, { kind: 'lbfgs', learningRate: 1, weightDecay: 0.5 });
  const initial = [
    { name: 'a', shape: [2, 1], values: Float64Array.of(3, -1) },
    { name: 'b', shape: [1], values: Float64Array.of(2), decays: false },
  ];
  /** (a₀ − 1)² / 2 + (a₁ − 2)² + (b − 3)² / 2, on the optimizer's tensors. */
  const run = (optimizer: ReturnType<typeof openOptimizer>, from: number, to: number): void => {
    for (let step = from; step < to; step++) {
      const measure = () => {
        const [a, b] = optimizer.weights;
        if (a === undefined || b === undefined) throw new Error('unreachable');
        const { value, grads } = tf.valueAndGrads((left, right) => {
          const distance = tf.square(tf.sub(left ?? a, tf.tensor2d([[1], [2]])));
          const weighted = tf.mul(distance, tf.tensor2d([[0.5], [1]]));
          return tf.add(tf.sum(weighted), tf.sum(tf.mul(tf.square(tf.sub(right ?? b, 3)), 0.5)));
        })([a, b]);
        const loss = value.dataSync()[0] ?? Number.NaN;
        value.dispose();
        return { loss, gradients: grads };
      };
      const { loss, gradients } = measure();
      optimizer.update(gradients, 1, step + 1, { loss, again: measure });
      tf.dispose(gradients);
    }
  };

  it('finds the minimum with its penalty on what decays', () => {
    const optimizer = openOptimizer(spec, initial, null);
    run(optimizer, 0, 12);
    const values = optimizer
      .save()
      .flatMap(({ name, values: array }) => (/^weights/.test(name) ? [...array] : []));
    // (a₀ − 1) + a₀ / 2 = 0; 2 (a₁ − 2) + a₁ / 2 = 0; b = 3.
    expectClose(values, [2 / 3, 8 / 5, 3], 1e-5);
    optimizer.dispose();
  });

  it('goes on from what it saved as if nothing had happened, and leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    const whole = openOptimizer(spec, initial, null);
    run(whole, 0, 3);
    const resumed = openOptimizer(spec, initial, whole.save());
    run(whole, 3, 6);
    run(resumed, 3, 6);
    expect(resumed.save()).toEqual(whole.save());
    whole.dispose();
    resumed.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
