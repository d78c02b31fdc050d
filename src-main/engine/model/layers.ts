import type * as tf from '@tensorflow/tfjs-core';
import type { LayerSummary } from '#contract/result.ts';
import type { Activation, InitializerSpec } from '#contract/training.ts';
import { dense } from '../tensor/fused/dense.ts';
import { layerNorm } from '../tensor/fused/layer-norm.ts';
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

/** The layer of this name on x [rows, inputs]. */
export function denseLayer(
  weights: Weights,
  name: string,
  x: tf.Tensor,
  activation: Activation | null,
): tf.Tensor {
  return dense(x, weights(`${name}/weights`), weights(`${name}/bias`), activation);
}

/** The layer of this name over the last axis of x. */
export function layerNormLayer(weights: Weights, name: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(x, weights(`${name}/gain`), weights(`${name}/bias`));
}
