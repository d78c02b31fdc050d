import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { softmaxCrossEntropy } from '../tensor/fused/cross-entropy.ts';

/** Mean loss over the rows of a batch. */
export type Loss = (outputs: tf.Tensor, targets: tf.Tensor) => tf.Scalar;

/**
 * Throws `invalid_input` naming the field when loss and target do not fit: cross-entropy needs classes, the
 * others need numbers.
 */
export function checkLoss(loss: LossSpec, target: { kind: 'class' | 'number' | 'text'; name: string }): void {
  if (loss.kind === 'crossEntropy' && target.kind === 'number') {
    throw inputError(
      'loss.kind',
      `Cross-entropy needs classes, but the target "${target.name}" holds numbers. Choose "meanSquaredError", or set dataset.types.${target.name} to "category" if its numbers stand for classes.`,
      'meanSquaredError',
    );
  }
  if (loss.kind !== 'crossEntropy' && target.kind !== 'number') {
    const what = target.kind === 'text' ? 'text is predicted' : `the target "${target.name}" holds classes`;
    const cure =
      target.kind === 'text' ? '' : `, or set dataset.types.${target.name} to "number" if it holds numbers`;
    throw inputError(
      'loss.kind',
      `The loss "${loss.kind}" needs numbers, but ${what}. Choose "crossEntropy"${cure}.`,
      'crossEntropy',
    );
  }
}

/**
 * outputs [rows, 1] with targets [rows] of numbers, or logits [rows, classes] with int32 class numbers [rows].
 * Huber: d²/2 up to delta, delta · (|d| − delta/2) beyond. Label smoothing ε: (1 − ε) on the true class and
 * ε / classes on every class (Szegedy et al. 2016).
 */
export function createLoss(spec: LossSpec): Loss {
  switch (spec.kind) {
    case 'meanSquaredError':
      return (outputs, targets) => tf.mean(tf.square(difference(outputs, targets)));
    case 'meanAbsoluteError':
      return (outputs, targets) => tf.mean(tf.abs(difference(outputs, targets)));
    case 'huber':
      return (outputs, targets) => {
        const distance = tf.abs(difference(outputs, targets));
        const near = tf.minimum(distance, spec.delta);
        // near²/2 + delta · (distance − near) is both branches in one.
        return tf.mean(tf.add(tf.mul(0.5, tf.square(near)), tf.mul(spec.delta, tf.sub(distance, near))));
      };
    case 'crossEntropy':
      return (outputs, targets) => softmaxCrossEntropy(outputs as tf.Tensor2D, targets, spec.labelSmoothing);
    default:
      return spec satisfies never;
  }
}

function difference(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.sub(tf.reshape(outputs, [-1]), targets);
}
