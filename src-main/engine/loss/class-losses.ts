import * as tf from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '../tensor/fused/cross-entropy.ts';
import type { Loss } from './loss.ts';
import { length } from './number-losses.ts';

/**
 * Losses of classes: logits [rows, classes] and int32 class numbers [rows]. Cross-entropy and divergence also take
 * shares of the classes, float32 [rows, classes], which sum to 1 in every row.
 */

/**
 * Label smoothing ε: (1 − ε) on the true class and ε / classes on every class (Szegedy et al. 2016). With weights w
 * each class's term counts w times, and the mean is over Σ w of the true classes.
 */
export function crossEntropy(smoothing: number, weights: Float32Array | null): Loss {
  if (weights === null) {
    return (logits, classes) =>
      classes.rank === 2
        ? softCrossEntropy(logits, smoothed(classes, smoothing))
        : softmaxCrossEntropy(logits as tf.Tensor2D, classes, smoothing);
  }
  return (logits, classes) => {
    const hard = oneHot(classes, weights.length);
    const byClass = tf.tensor2d(weights, [1, weights.length]);
    const wanted = tf.add(tf.mul(hard, 1 - smoothing), smoothing / weights.length);
    const terms = tf.mul(tf.mul(wanted, byClass), tf.logSoftmax(logits));
    return tf.div(tf.neg(tf.sum(terms)), tf.sum(tf.mul(hard, byClass)));
  };
}

/**
 * Logits [rows, 1] or the shape of the targets: class numbers 0 and 1, or float targets from 0 to 1. As
 * t · softplus(−x) + (1 − t) · softplus(x), which neither overflows nor cancels.
 */
export function binaryCrossEntropy(smoothing: number, weights: Float32Array | null): Loss {
  return (outputs, targets) => {
    const x = tf.reshape(outputs, targets.shape);
    const true1 = tf.cast(targets, 'float32');
    const t = smoothing === 0 ? true1 : tf.add(tf.mul(true1, 1 - smoothing), smoothing / 2);
    const terms = tf.add(tf.mul(t, tf.softplus(tf.neg(x))), tf.mul(tf.sub(1, t), tf.softplus(x)));
    if (weights === null) return tf.mean(terms);
    const [first = 1, second = 1] = weights;
    return weightedMean(terms, tf.add(first, tf.mul(true1, second - first)));
  };
}

/** −(1 − p)^γ · log p of the true class (Lin et al. 2017). */
export function focal(gamma: number, weights: Float32Array | null): Loss {
  if (gamma === 0) return crossEntropy(0, weights);
  return (logits, classes) => {
    const hard = oneHot(classes, logits.shape[1] ?? 1);
    const logarithms = tf.logSoftmax(logits);
    // Summed over the other classes: 1 − p would have no digits left where p is nearly one. Above zero, so that the
    // slope of a power below one stays finite.
    const rest = tf.maximum(tf.sum(tf.mul(tf.sub(1, hard), tf.exp(logarithms)), -1), 1e-30);
    const terms = tf.neg(tf.mul(tf.pow(rest, gamma), tf.sum(tf.mul(hard, logarithms), -1)));
    if (weights === null) return tf.mean(terms);
    return weightedMean(terms, tf.sum(tf.mul(hard, tf.tensor2d(weights, [1, weights.length])), -1));
  };
}

/** Σ over the other classes of max(0, margin − z_true + z_other) / classes, as PyTorch's MultiMarginLoss. */
export function hinge(margin: number): Loss {
  return (logits, classes) => {
    const count = logits.shape[1] ?? 1;
    const hard = oneHot(classes, count);
    const own = tf.sum(tf.mul(hard, logits), -1, true);
    const short = tf.relu(tf.add(tf.sub(logits, own), margin));
    return tf.div(tf.mean(tf.sum(tf.mul(tf.sub(1, hard), short), -1)), count);
  };
}

/** Σ q · log(q / p) with the smoothed classes q: cross-entropy less the entropy of q, so that zero can be reached. */
export function kullbackLeibler(smoothing: number): Loss {
  return (logits, classes) => {
    if (classes.rank === 2) {
      const shares = smoothed(classes, smoothing);
      // Where a share is 0 so is its term.
      const logarithms = tf.log(tf.maximum(shares, 1e-30));
      return tf.add(softCrossEntropy(logits, shares), tf.mean(tf.sum(tf.mul(shares, logarithms), -1)));
    }
    const count = logits.shape[1] ?? 1;
    const other = smoothing / count;
    const own = 1 - smoothing + other;
    const entropy = -(xLogX(own) + (count - 1) * xLogX(other));
    return tf.sub(softmaxCrossEntropy(logits as tf.Tensor2D, classes, smoothing), entropy);
  };
}

/** 1 − cosine of the angle between the outputs and the one-hot class (Barz & Denzler 2020). */
export function classCosine(outputs: tf.Tensor, classes: tf.Tensor): tf.Scalar {
  const own = tf.sum(tf.mul(oneHot(classes, outputs.shape[1] ?? 1), outputs), -1);
  return tf.mean(tf.sub(1, tf.div(own, length(outputs))));
}

/** −Σ q · log p over the classes, in the mean of the rows. */
function softCrossEntropy(logits: tf.Tensor, shares: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(shares, tf.logSoftmax(logits)), -1)));
}

function smoothed(shares: tf.Tensor, smoothing: number): tf.Tensor {
  return smoothing === 0 ? shares : tf.add(tf.mul(shares, 1 - smoothing), smoothing / (shares.shape[1] ?? 1));
}

function xLogX(x: number): number {
  return x === 0 ? 0 : x * Math.log(x);
}

function weightedMean(terms: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  return tf.div(tf.sum(tf.mul(weights, terms)), tf.sum(weights));
}

/** As int32 and then cast: TensorFlow.js' WebAssembly writes integers whatever type is asked for. */
function oneHot(classes: tf.Tensor, count: number): tf.Tensor {
  return tf.cast(tf.oneHot(tf.cast(classes, 'int32'), count), 'float32');
}
