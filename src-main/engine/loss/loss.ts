import type * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from '#contract/training.ts';
import {
  binaryCrossEntropy,
  classCosine,
  crossEntropy,
  focal,
  hinge,
  kullbackLeibler,
} from './class-losses.ts';
import {
  huber,
  logCosh,
  meanAbsoluteError,
  meanSquaredError,
  poisson,
  quantile,
  vectorCosine,
} from './number-losses.ts';

/** Mean loss over the rows of a batch, weighted where the classes have weights. */
export type Loss = (outputs: tf.Tensor, targets: tf.Tensor) => tf.Scalar;

/**
 * Numbers: outputs [rows, 1] with targets [rows], or [rows, n] with [rows, n]. Classes: logits [rows, classes] ([rows,
 * 1] for binary cross-entropy, which also takes float targets from 0 to 1) with int32 class numbers [rows].
 * `classWeights` has one for every class; as in PyTorch, the mean is then over the weights of the rows' classes.
 */
export function createLoss(spec: LossSpec, classWeights: Float32Array | null = null): Loss {
  switch (spec.kind) {
    case 'meanSquaredError':
      return meanSquaredError;
    case 'meanAbsoluteError':
      return meanAbsoluteError;
    case 'huber':
      return huber(spec.delta);
    case 'logCosh':
      return logCosh;
    case 'quantile':
      return quantile(spec.quantile);
    case 'poisson':
      return poisson;
    case 'crossEntropy':
      return crossEntropy(spec.labelSmoothing, classWeights);
    case 'binaryCrossEntropy':
      return binaryCrossEntropy(spec.labelSmoothing, classWeights);
    case 'focal':
      return focal(spec.gamma, classWeights);
    case 'hinge':
      return hinge(spec.margin);
    case 'kullbackLeibler':
      return kullbackLeibler(spec.labelSmoothing);
    case 'cosine':
      return (outputs, targets) =>
        targets.dtype === 'int32' ? classCosine(outputs, targets) : vectorCosine(outputs, targets);
    default:
      return spec satisfies never;
  }
}
