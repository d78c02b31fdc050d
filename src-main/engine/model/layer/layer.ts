import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerPlan } from '../layers.ts';
import type { ForwardPass, Weights } from '../model.ts';

/** One layer, or several as one, with its place in a model: what it is, and how it computes. */
export interface Layer {
  /** What it is made of, in order. */
  readonly plans: readonly LayerPlan[];
  /** Of one example. */
  readonly outputShape: readonly number[];
  /** x [batch, …] to [batch, …outputShape]; a sequence may be shorter than planned. */
  apply(x: Tensor, weights: Weights, pass: ForwardPass): Tensor;
}

/** One after the other. `input` is the shape of what goes in. */
export function chain(layers: readonly Layer[], input: readonly number[]): Layer {
  return {
    plans: layers.flatMap((layer) => layer.plans),
    outputShape: layers.at(-1)?.outputShape ?? input,
    apply: (x, weights, pass) => layers.reduce((given, layer) => layer.apply(given, weights, pass), x),
  };
}
