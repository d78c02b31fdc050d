import * as tf from '@tensorflow/tfjs-core';
import { masked } from './arithmetic.ts';
import { defineGradient, savedTensor } from './define.ts';

/** Along axes: sums, means, extremes, softmax. */
export function defineReductionGradients(): void {
  defineGradient('Sum', { inputs: ['x'] }, (dy, saved, { axis }) => {
    const x = savedTensor(saved, 0);
    return { x: () => spread(dy, x.shape, axesOf(axis, x.shape)) };
  });
  defineGradient('Mean', { inputs: ['x'] }, (dy, saved, { axis }) => {
    const x = savedTensor(saved, 0);
    const axes = axesOf(axis, x.shape);
    const count = axes.reduce((product, at) => product * (x.shape[at] ?? 1), 1);
    return { x: () => spread(tf.div(dy, count), x.shape, axes) };
  });
  for (const [kernelName, attribute] of [
    ['Max', 'reductionIndices'],
    ['Min', 'axis'],
  ] as const) {
    defineGradient(kernelName, { inputs: ['x'], output: true }, (dy, saved, attributes) => {
      const x = savedTensor(saved, 0);
      const axes = axesOf(attributes[attribute], x.shape);
      const extreme = spread(savedTensor(saved, 1), x.shape, axes);
      return { x: () => masked(spread(dy, x.shape, axes), tf.equal(x, extreme)) };
    });
  }
  defineGradient('Softmax', { output: true }, (dy, saved, { dim }) => {
    const y = savedTensor(saved, 0);
    return {
      logits: () => {
        const weighted = tf.mul(dy, y);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, Number(dim), true), y));
      },
    };
  });
}

function axesOf(axis: unknown, shape: readonly number[]): number[] {
  // The operation was called with a number, a list, or nothing for all axes.
  return tf.util.parseAxisParam(axis as number | number[], [...shape]);
}

/** Repeats what was reduced over all of `shape`. */
function spread(reduced: tf.Tensor, shape: number[], axes: readonly number[]): tf.Tensor {
  const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return tf.tile(
    tf.reshape(reduced, kept),
    shape.map((side, axis) => (axes.includes(axis) ? side : 1)),
  );
}
