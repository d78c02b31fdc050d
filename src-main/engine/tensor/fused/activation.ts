import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';

/** Numbers of the kinds in kernels/assembly/activation.ts. */
const kinds: Readonly<Record<Activation, number>> = {
  relu: 1,
  tanh: 2,
  sigmoid: 3,
  gelu: 4,
  elu: 5,
  leakyRelu: 6,
  swish: 7,
};

/** 0 is no activation. */
export function kindOf(activation: Activation | null): number {
  return activation === null ? 0 : kinds[activation];
}

/** Slopes of these are functions of the input; of the others, of the output. */
export function slopeNeedsInput(activation: Activation | null): boolean {
  return activation === 'gelu' || activation === 'swish';
}

/** Activation by operations of TensorFlow.js, for engines without our kernels. */
export function activate(x: tf.Tensor, activation: Activation | null): tf.Tensor {
  switch (activation) {
    case null:
      return x;
    case 'relu':
      return tf.relu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'elu':
      return tf.elu(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, 0.01);
    case 'swish':
      return tf.mul(x, tf.sigmoid(x));
    case 'gelu':
      return gelu(x);
    default:
      return activation satisfies never;
  }
}

/** x · Φ(x) by the tanh approximation of Hendrycks & Gimpel 2016. */
function gelu(x: tf.Tensor): tf.Tensor {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x)))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
}
