import * as tf from '@tensorflow/tfjs-core';
import { adafactorStep, matricesOf, type AdafactorSettings } from '../rules/adafactor.ts';
import type { TensorUpdate } from '../tensor-rules.ts';

/** `adafactor` of rules/adafactor.ts on tensors; `decayed` are the weights after their decay. */
export function adafactorOnTensors(
  settings: AdafactorSettings,
  { weight, gradient, slots, learningRate, step }: TensorUpdate,
  decayed: tf.Tensor,
): tf.Tensor[] {
  const { fresh, rate } = adafactorStep(settings, learningRate, step, rootMeanSquare(weight));
  const mixed = (old: tf.Tensor | undefined, value: tf.Tensor): tf.Tensor =>
    old === undefined ? value : tf.add(tf.mul(old, 1 - fresh), tf.mul(value, fresh));
  const squares = tf.add(tf.square(gradient), settings.epsilon);
  const moved = (direction: tf.Tensor): tf.Tensor => {
    const factor = rate / Math.max(1, rootMeanSquare(direction) / settings.clipUpdate);
    return tf.sub(decayed, tf.mul(direction, factor));
  };
  if (matricesOf(weight.shape) === null) {
    const kept = mixed(slots[0], squares);
    return [moved(tf.div(gradient, tf.sqrt(kept))), kept];
  }
  const ofRows = mixed(slots[0], tf.mean(squares, -1));
  const ofColumns = mixed(slots[1], tf.mean(squares, -2));
  const share = tf.div(ofRows, tf.mean(ofRows, -1, true));
  // By one after the other: where a row and a column have no gradient, single precision has no number for the product.
  const byRows = tf.div(gradient, tf.sqrt(tf.expandDims(share, -1)));
  return [moved(tf.div(byRows, tf.sqrt(tf.expandDims(ofColumns, -2)))), ofRows, ofColumns];
}

function rootMeanSquare(tensor: tf.Tensor): number {
  return Math.sqrt(tf.mean(tf.square(tensor)).dataSync()[0] ?? Number.NaN);
}
