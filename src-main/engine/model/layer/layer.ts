import { tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { LayerPlan } from '../layers.ts';
import type { ForwardPass, Weights } from '../model.ts';
import { recomputed } from '../recompute.ts';

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
    apply: (x, weights, pass) =>
      pass.recomputes === true && layers.length > 1
        ? applyInSegments(layers, x, weights, pass)
        : applyAll(layers, x, weights, pass),
  };
}

function applyAll(layers: readonly Layer[], x: Tensor, weights: Weights, pass: ForwardPass): Tensor {
  let given = x;
  for (const layer of layers) {
    const next = step(pass, () => layer.apply(given, weights, pass));
    if (!pass.training && given !== x && given !== next) given.dispose();
    given = next;
  }
  return given;
}

/** Only a gradient needs what a layer computes on its way. */
function step(pass: ForwardPass, compute: () => Tensor): Tensor {
  return pass.training ? compute() : tidy(compute);
}

/** About √n segments of √n layers: what is kept between them is as much as what is computed again at a time. */
function applyInSegments(layers: readonly Layer[], x: Tensor, weights: Weights, pass: ForwardPass): Tensor {
  const size = Math.ceil(Math.sqrt(layers.length));
  let given = x;
  for (let from = 0; from < layers.length; from += size) {
    const segment = layers.slice(from, from + size);
    const names = segment.flatMap(({ plans }) => plans.flatMap(({ parameters }) => parameters));
    given = recomputed(
      given,
      names.map(({ name }) => name),
      weights,
      pass,
      (input, looked, how) => applyAll(segment, input, looked, how),
    );
  }
  return given;
}
