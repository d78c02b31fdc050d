import * as tf from '@tensorflow/tfjs-core';
import type { LayerSummary } from '#contract/result.ts';
import type { Activation, InitializerSpec } from '#contract/training.ts';
import { sizeOf, type ParameterSpec, type Weights } from './model.ts';

/** A layer before it exists: its parameters, and its line in the summary. */
export interface LayerPlan {
  readonly parameters: readonly ParameterSpec[];
  readonly summary: LayerSummary;
}

/** He's initializer keeps the variance through rectifiers, Glorot's through what is linear around zero. */
export function initializerFor(activation: Activation | null): InitializerSpec {
  return activation === 'relu' || activation === 'leakyRelu'
    ? { kind: 'heNormal' }
    : { kind: 'glorotUniform' };
}

/** Weights [inputs, outputs] and a bias. `leading` are the output's sizes before the last, such as [time]. */
export function densePlan(
  name: string,
  inputs: number,
  outputs: number,
  options: {
    readonly bias?: boolean;
    readonly initializer: InitializerSpec;
    readonly leading?: readonly number[];
  },
): LayerPlan {
  const weights: ParameterSpec = {
    name: `${name}/weights`,
    shape: [inputs, outputs],
    role: 'weights',
    fanIn: inputs,
    fanOut: outputs,
    initializer: options.initializer,
  };
  const bias = { ...weights, name: `${name}/bias`, shape: [outputs], role: 'bias' as const };
  return plan(
    name,
    'dense',
    [...(options.leading ?? []), outputs],
    [weights, ...(options.bias === false ? [] : [bias])],
  );
}

/** Kernel [side, side, channels, filters] and a bias; padding keeps height and width. */
export function convolutionPlan(
  name: string,
  input: readonly [number, number, number],
  filters: number,
  side: number,
  initializer: InitializerSpec,
): LayerPlan {
  const [height, width, channels] = input;
  const weights: ParameterSpec = {
    name: `${name}/weights`,
    shape: [side, side, channels, filters],
    role: 'weights',
    fanIn: side * side * channels,
    fanOut: side * side * filters,
    initializer,
  };
  const bias = { ...weights, name: `${name}/bias`, shape: [filters], role: 'bias' as const };
  return plan(name, 'convolution', [height, width, filters], [weights, bias]);
}

/** Gain and bias over the last axis. */
export function layerNormPlan(name: string, shape: readonly number[]): LayerPlan {
  const width = shape.at(-1) ?? 0;
  const gain: ParameterSpec = {
    name: `${name}/gain`,
    shape: [width],
    role: 'gain',
    fanIn: width,
    fanOut: width,
    initializer: { kind: 'constant', value: 1 },
  };
  return plan(name, 'layerNorm', shape, [gain, { ...gain, name: `${name}/bias`, role: 'bias' }]);
}

/** A table [rows, width], one row per id or per position. */
export function embeddingPlan(
  name: string,
  rows: number,
  width: number,
  outputShape: readonly number[],
): LayerPlan {
  const table: ParameterSpec = {
    name: `${name}/weights`,
    shape: [rows, width],
    role: 'weights',
    fanIn: rows,
    fanOut: width,
    initializer: { kind: 'normal', standardDeviation: 0.02 },
  };
  return plan(name, 'embedding', outputShape, [table]);
}

/** A layer without parameters. */
export function plainPlan(name: string, kind: string, outputShape: readonly number[]): LayerPlan {
  return plan(name, kind, outputShape, []);
}

function plan(
  name: string,
  kind: string,
  outputShape: readonly number[],
  parameters: readonly ParameterSpec[],
): LayerPlan {
  const count = parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
  return { parameters, summary: { name, kind, outputShape, parameterCount: count } };
}

/** x [rows, inputs] · weights + bias, then the activation. */
export function dense(
  weights: Weights,
  name: string,
  x: tf.Tensor,
  activation: Activation | null,
): tf.Tensor {
  const product = tf.matMul(x as tf.Tensor2D, weights(`${name}/weights`) as tf.Tensor2D);
  return activate(tf.add(product, weights(`${name}/bias`)), activation);
}

/** (x − mean) / √(variance + 1e-5) over the last axis, times gain, plus bias (Ba et al. 2016). */
export function layerNorm(weights: Weights, name: string, x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const normed = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normed, weights(`${name}/gain`)), weights(`${name}/bias`));
}

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
