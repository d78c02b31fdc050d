import type * as tf from '@tensorflow/tfjs-core';
import type { LayerSummary } from '#contract/result.ts';
import type { Activation, InitializerSpec } from '#contract/training.ts';
import { dense } from '../tensor/fused/dense.ts';
import { layerNorm } from '../tensor/fused/layer-norm.ts';
import { sizeOf, type Model, type ParameterSpec, type StateSpec, type Weights } from './model.ts';

/** A layer before it exists: its parameters and states, and its line in the summary. */
export interface LayerPlan {
  readonly parameters: readonly ParameterSpec[];
  readonly states?: readonly StateSpec[];
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
  const rows = sizeOf(options.leading ?? []);
  return plan(
    name,
    'dense',
    [...(options.leading ?? []), outputs],
    [weights, ...(options.bias === false ? [] : [bias])],
    rows * outputs * (2 * inputs + 1),
  );
}

/** Kernel [side, side, channels, filters] and a bias, from `channels` to an image of `output`. */
export function convolutionPlan(
  name: string,
  channels: number,
  output: readonly [height: number, width: number, filters: number],
  side: number,
  initializer: InitializerSpec,
): LayerPlan {
  const filters = output[2];
  const weights: ParameterSpec = {
    name: `${name}/weights`,
    shape: [side, side, channels, filters],
    role: 'weights',
    fanIn: side * side * channels,
    fanOut: side * side * filters,
    initializer,
  };
  const bias = { ...weights, name: `${name}/bias`, shape: [filters], role: 'bias' as const };
  const flops = sizeOf(output) * (2 * side * side * channels + 1);
  return plan(name, 'convolution', output, [weights, bias], flops);
}

/** A kernel [side, side, channels, 1] without a bias: every channel by itself. */
export function depthwisePlan(
  name: string,
  output: readonly [height: number, width: number, channels: number],
  side: number,
  initializer: InitializerSpec,
): LayerPlan {
  const weights: ParameterSpec = {
    name: `${name}/weights`,
    shape: [side, side, output[2], 1],
    role: 'weights',
    fanIn: side * side,
    fanOut: side * side,
    initializer,
  };
  return plan(name, 'depthwise', output, [weights], sizeOf(output) * 2 * side * side);
}

/** Gain and bias over the last axis. */
export function layerNormPlan(name: string, shape: readonly number[], kind = 'layerNorm'): LayerPlan {
  const width = shape.at(-1) ?? 0;
  const gain: ParameterSpec = {
    name: `${name}/gain`,
    shape: [width],
    role: 'gain',
    fanIn: width,
    fanOut: width,
    initializer: { kind: 'constant', value: 1 },
  };
  const bias: ParameterSpec = { ...gain, name: `${name}/bias`, role: 'bias' };
  return plan(name, kind, shape, [gain, bias], sizeOf(shape) * flopsPerNormed);
}

/** Mean, distance, square, its sum, scaling, gain and bias. */
const flopsPerNormed = 8;

/** Gain and bias over the last axis, and the moving averages of its mean and variance. */
export function batchNormPlan(name: string, shape: readonly number[]): LayerPlan {
  const width = shape.at(-1) ?? 0;
  return {
    ...layerNormPlan(name, shape, 'batchNorm'),
    states: [
      { name: `${name}/mean`, shape: [width], start: 0 },
      { name: `${name}/variance`, shape: [width], start: 1 },
    ],
  };
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
  return plan(name, 'embedding', outputShape, [table], 0);
}

/** A layer without parameters. */
export function plainPlan(name: string, kind: string, outputShape: readonly number[], flops = 0): LayerPlan {
  return plan(name, kind, outputShape, [], flops);
}

/** `flops`: additions and multiplications for one example, forward. */
export function plan(
  name: string,
  kind: string,
  outputShape: readonly number[],
  parameters: readonly ParameterSpec[],
  flops: number,
): LayerPlan {
  const count = parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
  return { parameters, summary: { name, kind, outputShape, parameterCount: count, flops } };
}

/** Layers in their order, as a model lists them. */
export function assemble(plans: readonly LayerPlan[]): Pick<Model, 'parameters' | 'states' | 'layers'> {
  return {
    parameters: plans.flatMap((plan) => plan.parameters),
    states: plans.flatMap((plan) => plan.states ?? []),
    layers: plans.map((plan) => plan.summary),
  };
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

/** Every position's query with every position's key, and the shares times the values; softmax is small beside it. */
export function attentionFlops(time: number, width: number): number {
  return 4 * time * time * width;
}
