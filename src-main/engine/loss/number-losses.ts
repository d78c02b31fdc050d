import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

/** Losses of numbers: outputs of any shape with as many numbers as the targets; means over all of them. */

export const meanSquaredError: Loss = (outputs, targets) => tf.mean(tf.square(difference(outputs, targets)));

export const meanAbsoluteError: Loss = (outputs, targets) => tf.mean(tf.abs(difference(outputs, targets)));

/** d²/2 up to delta, delta · (|d| − delta/2) beyond (Huber 1964). */
export function huber(delta: number): Loss {
  return (outputs, targets) => {
    const distance = tf.abs(difference(outputs, targets));
    const near = tf.minimum(distance, delta);
    // near²/2 + delta · (distance − near) is both branches in one.
    return tf.mean(tf.add(tf.mul(0.5, tf.square(near)), tf.mul(delta, tf.sub(distance, near))));
  };
}

/** log cosh d as |d| + log(1 + e^(−2|d|)) − log 2, which does not overflow. */
export const logCosh: Loss = (outputs, targets) => {
  const distance = tf.abs(difference(outputs, targets));
  return tf.mean(tf.sub(tf.add(distance, tf.softplus(tf.mul(-2, distance))), Math.LN2));
};

/** Pinball loss: q · d above the prediction, (1 − q) · |d| below it (Koenker & Bassett 1978). */
export function quantile(q: number): Loss {
  return (outputs, targets) => {
    const short = tf.neg(difference(outputs, targets));
    return tf.mean(tf.maximum(tf.mul(q, short), tf.mul(q - 1, short)));
  };
}

/** e^output − target · output: the negative log-likelihood less what the output cannot change, log(target!). */
export const poisson: Loss = (outputs, targets) => {
  const logarithms = tf.reshape(outputs, targets.shape);
  return tf.mean(tf.sub(tf.exp(logarithms), tf.mul(targets, logarithms)));
};

/** 1 − cosine of the angle between output and target, rows of [rows, n]. */
export const vectorCosine: Loss = (outputs, targets) => {
  const dot = tf.sum(tf.mul(outputs, targets), -1);
  return tf.mean(tf.sub(1, tf.div(dot, tf.mul(length(outputs), length(targets)))));
};

/** Lengths of rows; the summand keeps a row of zeros, and its gradient, finite (PyTorch has the same). */
export function length(rows: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.sum(tf.square(rows), -1), 1e-12));
}

function difference(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.sub(tf.reshape(outputs, targets.shape), targets);
}
