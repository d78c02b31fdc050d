import * as tf from '@tensorflow/tfjs-core';

/** Gradient of one operation: by the name of each input, how to compute its gradient when it is asked for. */
export type Derivatives = Readonly<Record<string, () => tf.Tensor>>;

export interface GradientOptions {
  /** Inputs that the gradient needs, in the order in which `saved` gives them. */
  readonly inputs?: readonly string[];
  /** The output comes last in `saved`. */
  readonly output?: boolean;
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Registers the gradient of an operation with one output. The published build of tfjs-core comes without any
 * gradients, and its files of gradients cannot be imported by Node, so Descent defines those that it uses.
 */
export function defineGradient(
  kernelName: string,
  { inputs = [], output = false }: GradientOptions,
  derivatives: (dy: tf.Tensor, saved: readonly tf.Tensor[], attributes: Attributes) => Derivatives,
): void {
  if (tf.getGradient(kernelName) !== undefined) return;
  tf.registerGradient({
    kernelName,
    inputsToSave: [...inputs],
    outputsToSave: output ? [true] : [],
    // An operation with one output is given one gradient; attributes are what the operation was called with.
    gradFunc: (dy, saved, attributes) =>
      derivatives(dy as tf.Tensor, saved, attributes as unknown as Attributes),
  });
}

/** One of the tensors that were saved. */
export function savedTensor(saved: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = saved[index];
  if (tensor === undefined) throw new Error(`the gradient lacks its saved tensor ${index}`);
  return tensor;
}

/** Undoes broadcasting: sums a gradient over the axes along which a tensor of `shape` was repeated. */
export function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  const summed = axes.length === 0 ? gradient : tf.sum(gradient, axes);
  return summed.shape.length === shape.length && summed.shape.every((side, axis) => side === shape[axis])
    ? summed
    : tf.reshape(summed, shape);
}

/** The gradient of an operation's first output, of however many TensorFlow.js gives. */
export function firstGradient(dys: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const first = Array.isArray(dys) ? dys[0] : dys;
  if (first === undefined) throw new Error('an operation was given no gradient');
  return first;
}

/**
 * Gradients that were all computed at once. They are made into tensors here, where all come from: a scope around one
 * of them would drop the others.
 */
export function readyGradients(
  infos: Readonly<Record<string, tf.TensorInfo>>,
): Record<string, () => tf.Tensor> {
  return Object.fromEntries(
    Object.entries(infos).map(([name, info]) => {
      const tensor = tf.engine().makeTensorFromTensorInfo(info);
      return [name, () => tensor];
    }),
  );
}
