import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerSummary } from '#contract/result.ts';
import type { Activation, InitializerSpec } from '#contract/training.ts';

/** A weight array of a model, before it exists: enough to count, to initialise and to name it. */
export interface ParameterSpec {
  /** `dense1/weights`; unique in the model, and the name in checkpoints. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Biases start at zero and gains at one, whatever the initializer. */
  readonly role: 'weights' | 'bias' | 'gain';
  /** Places of a bias, from and up to, that start at one: an LSTM remembers at first (Jozefowicz et al. 2015). */
  readonly ones?: readonly [number, number];
  /** Inputs and outputs of one unit, over which variance-scaling initializers average. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Used when the spec names none. */
  readonly initializer: InitializerSpec;
}

/** What a layer keeps from step to step and no gradient changes, such as the averages of a batch norm. */
export interface StateSpec {
  /** `norm1/mean`; unique among parameters and states. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Every number of it at the start. */
  readonly start: number;
}

/** Looks a weight, or a state, up by its name. */
export type Weights = (name: string) => Tensor;

/** How one pass through the model differs between training and evaluation. */
export interface ForwardPass {
  /** In training a batch norm takes its batch's statistics, and afterwards its averages. */
  readonly training: boolean;
  /** Parts of the model keep only what goes into them, and compute the rest again for the gradient. */
  readonly recomputes?: boolean;
  /** Whether a norm takes its averages in training, too, and leaves them as they are: a layer that is not trained. */
  readonly isFrozen?: (layer: string) => boolean;
  /** Zeroes a share of x and scales the rest in training; gives x back in evaluation. */
  dropout(x: Tensor, rate: number, layer: string): Tensor;
  /** Sees what an activation gives for a batch, [..., units]; it reads, and computes nothing. */
  observe?(layer: string, activation: Activation, output: Tensor): void;
  /** Moves a state by `share` of the way to what a batch of the training showed. */
  average(state: string, observed: Float32Array, share: number): void;
}

/** Pure: holds no tensors. All state is in the weights and states that are passed in. */
export interface Model {
  readonly parameters: readonly ParameterSpec[];
  readonly states: readonly StateSpec[];
  readonly layers: readonly LayerSummary[];
  /**
   * Tables: [batch, features] or [batch, height, width, channels] to [batch, outputs] (logits or numbers).
   * Text: ids [batch, time] to logits [batch · time, vocabulary].
   */
  forward(weights: Weights, input: Tensor, pass: ForwardPass): Tensor;
}

/** The shape of one example, and how many numbers the model gives for it. */
export interface ModelInput {
  readonly kind: 'columns' | 'image' | 'text';
  /** [columns], [height, width, channels], or [time] for text. */
  readonly shape: readonly number[];
  /** Classes, 1 for a number, or the size of the vocabulary. */
  readonly outputs: number;
  /** Columns that hold ids to be embedded; none when left out. */
  readonly ids?: readonly IdFeature[];
}

/** A column of ids from 0 up to `count`, as numbers among the others. */
export interface IdFeature {
  readonly name: string;
  readonly place: number;
  readonly count: number;
}

export function parameterCount(parameters: readonly ParameterSpec[]): number {
  return parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Evaluation: nothing is dropped, and nothing is learned from what is seen. */
export const evaluationPass: ForwardPass = {
  training: false,
  dropout: (x) => x,
  average: () => undefined,
};
