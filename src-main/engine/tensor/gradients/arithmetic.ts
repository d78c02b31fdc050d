import * as tf from '@tensorflow/tfjs-core';
import { defineGradient, savedTensor, sumTo } from './define.ts';

/** Element by element, with two inputs that may be broadcast. */
export function defineArithmeticGradients(): void {
  const both = { inputs: ['a', 'b'] };
  defineGradient('Add', both, (dy, saved) => {
    const { a, b } = pair(saved);
    return { a: () => sumTo(dy, a.shape), b: () => sumTo(dy, b.shape) };
  });
  defineGradient('Sub', both, (dy, saved) => {
    const { a, b } = pair(saved);
    return { a: () => sumTo(dy, a.shape), b: () => sumTo(tf.neg(dy), b.shape) };
  });
  defineGradient('Multiply', both, (dy, saved) => {
    const { a, b } = pair(saved);
    return { a: () => sumTo(tf.mul(dy, b), a.shape), b: () => sumTo(tf.mul(dy, a), b.shape) };
  });
  defineGradient('RealDiv', both, (dy, saved) => {
    const { a, b } = pair(saved);
    return {
      a: () => sumTo(tf.div(dy, b), a.shape),
      b: () => sumTo(tf.neg(tf.div(tf.mul(dy, a), tf.square(b))), b.shape),
    };
  });
  defineGradient('SquaredDifference', both, (dy, saved) => {
    const { a, b } = pair(saved);
    const slope = (): tf.Tensor => tf.mul(dy, tf.mul(2, tf.sub(a, b)));
    return { a: () => sumTo(slope(), a.shape), b: () => sumTo(tf.neg(slope()), b.shape) };
  });
  // Where both are equal, the first one is the one that was taken.
  defineGradient('Minimum', both, (dy, saved) => {
    const { a, b } = pair(saved);
    return {
      a: () => sumTo(masked(dy, tf.lessEqual(a, b)), a.shape),
      b: () => sumTo(masked(dy, tf.greater(a, b)), b.shape),
    };
  });
  defineGradient('Maximum', both, (dy, saved) => {
    const { a, b } = pair(saved);
    return {
      a: () => sumTo(masked(dy, tf.greaterEqual(a, b)), a.shape),
      b: () => sumTo(masked(dy, tf.less(a, b)), b.shape),
    };
  });
  defineGradient('Pow', { inputs: ['a', 'b'], output: true }, (dy, saved) => {
    const { a, b } = pair(saved);
    const power = savedTensor(saved, 2);
    return {
      a: () => sumTo(tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))), a.shape),
      b: () =>
        sumTo(tf.mul(dy, tf.mul(power, tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a)))), b.shape),
    };
  });
  defineGradient('Select', { inputs: ['condition'] }, (dy, saved) => {
    const condition = savedTensor(saved, 0);
    return {
      condition: () => tf.zeros(condition.shape),
      t: () => masked(dy, condition),
      e: () => masked(dy, tf.logicalNot(condition)),
    };
  });
}

function pair(saved: readonly tf.Tensor[]): { a: tf.Tensor; b: tf.Tensor } {
  return { a: savedTensor(saved, 0), b: savedTensor(saved, 1) };
}

/** A selection, not a product: 0 · ∞ would be NaN where nothing flows. */
export function masked(dy: tf.Tensor, condition: tf.Tensor): tf.Tensor {
  return tf.where(condition, dy, tf.zerosLike(dy));
}
