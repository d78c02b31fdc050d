import * as tf from '@tensorflow/tfjs-core';
import type { ForwardPass, Weights } from './model.ts';

/** A part of a model: x through it. Pure but for the averages that it tells the pass. */
export type Part = (x: tf.Tensor, weights: Weights, pass: ForwardPass) => tf.Tensor;

/** A part of a pass, with as little kept as it allows: in evaluation nothing but the output, since there is no gradient. */
export function applyPart(
  x: tf.Tensor,
  names: readonly string[],
  weights: Weights,
  pass: ForwardPass,
  part: Part,
): tf.Tensor {
  if (!pass.training) return tf.tidy(() => part(x, weights, pass));
  return pass.recomputes === true ? recomputed(x, names, weights, pass, part) : part(x, weights, pass);
}

/**
 * A part whose inner outputs are not kept for the gradient but computed again when it is needed, from what went in
 * (Chen et al. 2016): memory is paid for with one more pass forward. The same kernels on the same numbers, so that the
 * gradients have the same bits; what is dropped out is a function of seed, layer and step. `names` are the parameters
 * that the part looks up.
 */
export function recomputed(
  x: tf.Tensor,
  names: readonly string[],
  weights: Weights,
  pass: ForwardPass,
  part: Part,
): tf.Tensor {
  const inner: ForwardPass = { ...pass, recomputes: false };
  // The averages of a batch norm have moved in the first pass.
  const again: ForwardPass = { ...inner, average: () => undefined, observe: () => undefined };
  // Ids have no gradient.
  const differentiable = x.dtype === 'float32';
  const through = (tensors: readonly tf.Tensor[], how: ForwardPass): tf.Tensor => {
    const [input, given] = differentiable ? [tensors[0] ?? x, tensors.slice(1)] : [x, tensors];
    const byName = new Map(names.map((name, index) => [name, given[index]]));
    return part(input, (name) => byName.get(name) ?? weights(name), how);
  };
  const apply = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
    // The last one is the function; TensorFlow.js types them all alike.
    const save = inputs.pop() as tf.GradSaveFunc;
    const tensors = inputs as tf.Tensor[];
    save(tensors);
    return {
      value: through(tensors, inner),
      gradFunc: (dy, saved) =>
        besideTheTape(() => tf.grads((...given: tf.Tensor[]) => through(given, again))(saved, dy)),
    };
  });
  return apply(...(differentiable ? [x] : []), ...names.map(weights));
}

/** TensorFlow.js clears its one tape after every gradient; the one that is being gone back along has to stay. */
function besideTheTape<T>(differentiate: () => T): T {
  const { state } = tf.engine();
  const tape = state.activeTape;
  try {
    return differentiate();
  } finally {
    state.activeTape = tape;
  }
}
