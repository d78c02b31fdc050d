import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { numbers } from './tensors.ts';

/** Arrays of a function's arguments, by their names. */
export type Point = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
>;

/** Smaller ones where a rectifier or a maximum bends within the larger. */
const steps = [1e-2, 2e-3, 5e-4] as const;
const directions = 3;

/**
 * Holds the gradient of a weighted sum of `f`'s outputs against central differences, for every argument by itself and
 * along several directions. The sum is taken in double precision, so that only the rounding within `f` is left of what
 * 32-bit floats lose. `tolerance` is relative to the length of the gradient.
 */
export function expectGradients(
  at: Point,
  f: (tensors: Readonly<Record<string, tf.Tensor>>) => tf.Tensor,
  tolerance = 4e-3,
): void {
  const names = Object.keys(at);
  const tensorsOf = (point: Point): tf.Tensor[] =>
    names.map((name) => tf.tensor(point[name]?.values ?? [], [...(point[name]?.shape ?? [])]));
  const named = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
    Object.fromEntries(names.map((name, index) => [name, tensors[index] ?? tf.scalar(Number.NaN)]));
  const sum = (point: Point): number => {
    const outputs = tf.tidy(() => f(named(tensorsOf(point))));
    const values = Float64Array.from(outputs.dataSync());
    outputs.dispose();
    const weights = numbers(values.length, 'weights of outputs');
    return values.reduce((total, output, index) => total + output * (weights[index] ?? 0), 0);
  };
  const tensors = tensorsOf(at);
  const gradients = tf
    .grads((...given: tf.Tensor[]) => {
      const outputs = f(named(given));
      const weights = tf.tensor(numbers(outputs.size, 'weights of outputs'), outputs.shape);
      return tf.sum(tf.mul(outputs, weights));
    })(tensors)
    .map((gradient) => {
      const values = Float64Array.from(gradient.dataSync());
      gradient.dispose();
      return values;
    });
  tf.dispose(tensors);
  for (const [index, name] of names.entries()) {
    const gradient = gradients[index] ?? new Float64Array();
    const { shape = [], values = new Float32Array() } = at[name] ?? {};
    const length = Math.sqrt(gradient.reduce((total, value) => total + value * value, 0));
    for (let direction = 0; direction < directions; direction++) {
      const along = numbers(values.length, 'direction', name, direction);
      const norm = Math.sqrt(along.reduce((total, value) => total + value * value, 0));
      const moved = (by: number): Point => ({
        ...at,
        [name]: { shape, values: values.map((value, i) => value + (by * (along[i] ?? 0)) / norm) },
      });
      const expected = gradient.reduce((total, value, i) => total + (value * (along[i] ?? 0)) / norm, 0);
      const allowed = tolerance * Math.max(0.05, length);
      const slopes: number[] = [];
      for (const step of steps) {
        const slope = (sum(moved(step)) - sum(moved(-step))) / (2 * step);
        slopes.push(slope);
        if (Math.abs(slope - expected) < allowed) break;
      }
      const nearest = Math.min(...slopes.map((slope) => Math.abs(slope - expected)));
      expect(nearest, `gradient of ${name}: ${expected}, slopes ${slopes.join(', ')}`).toBeLessThan(allowed);
    }
  }
}
