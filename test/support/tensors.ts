import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { stream } from '../../src-main/base/random.ts';

/** Sides that meet every path of a kernel: one, below, at and beyond the tile and the vector, primes. */
export const side = fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 23, 31);

/** Normal numbers, the same ones for the same name. */
export function numbers(count: number, ...name: readonly (string | number)[]): Float32Array {
  const random = stream(7, ...name);
  return Float32Array.from({ length: count }, () => random.normal());
}

export interface Computed {
  readonly outputs: readonly number[];
  /** By input. */
  readonly gradients: readonly (readonly number[])[];
}

export interface NumberInput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The outputs of a function on a backend, and the gradients of a weighted sum of them, whose weights are fixed
 * numbers, so that every output counts and none like another.
 */
export async function compute(
  backend: 'wasm' | 'cpu' | 'webgpu' | 'tensorflow',
  inputs: readonly NumberInput[],
  f: (...tensors: tf.Tensor[]) => tf.Tensor,
): Promise<Computed> {
  const before = tf.getBackend();
  await tf.setBackend(backend);
  try {
    return tf.tidy(() => {
      const tensors = inputs.map(({ shape, values }) => tf.tensor(values, [...shape]));
      const outputs = f(...tensors);
      const weights = tf.tensor(numbers(outputs.size, 'weights'), outputs.shape);
      const gradients = tf.grads((...given: tf.Tensor[]) => tf.sum(tf.mul(f(...given), weights)))(tensors);
      return {
        outputs: [...outputs.dataSync()],
        gradients: gradients.map((gradient) => [...gradient.dataSync()]),
      };
    });
  } finally {
    await tf.setBackend(before);
  }
}

/** Both to float32 tolerance, relative to the largest number of each array. */
export function expectSame(actual: Computed, expected: Computed, tolerance = 2e-5): void {
  expectClose(actual.outputs, expected.outputs, tolerance);
  for (const [index, gradient] of expected.gradients.entries()) {
    expectClose(actual.gradients[index] ?? [], gradient, tolerance);
  }
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 2e-5): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    const distance = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    if (!(distance <= worst)) worst = distance;
  }
  expect(worst).toBeLessThanOrEqual(tolerance * scale);
}
