import * as tf from '@tensorflow/tfjs-core';

export interface KernelCall {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Puts our kernel in the place of TensorFlow.js' own, or where it has none. */
export function registerEmbeddedKernel(
  kernelName: string,
  compute: (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[],
): void {
  if (tf.getKernel(kernelName, 'wasm') !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      // Attributes are whatever the operation was called with.
      compute({ inputs, attributes: (attrs ?? {}) as unknown as Readonly<Record<string, unknown>> }),
  });
}

export function inputOf({ inputs }: KernelCall, name: string): tf.TensorInfo {
  const input = inputs[name];
  if (input === undefined) throw new Error(`a kernel lacks its input "${name}"`);
  return input;
}

/** Calls one of our own kernels as an operation that has a gradient; gives its first output. */
export function runEmbedded(
  kernelName: string,
  inputs: tf.NamedTensorMap,
  attributes: Readonly<Record<string, number>> = {},
): tf.Tensor {
  const [output] = tf.engine().runKernel<tf.Tensor[]>(kernelName, inputs, attributes);
  if (output === undefined) throw new Error(`${kernelName} gave no output`);
  return output;
}

/** The gradient of one of our own kernels; a later one, of another heap, takes its place. */
export function registerEmbeddedGradient(gradient: tf.GradConfig): void {
  if (tf.getGradient(gradient.kernelName) !== undefined) tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}
