import * as tf from '@tensorflow/tfjs-core';
import { firstOf } from './library.ts';

/** An operation made of TensorFlow's own, with its gradient. */
export interface NativeOperation {
  /** Names, in the order in which `compute` takes them. */
  readonly inputs: readonly string[];
  /** Outputs are the caller's; what else it makes it disposes of itself. */
  readonly compute: (inputs: readonly tf.TensorInfo[]) => tf.Tensor[];
  readonly inputsToSave: readonly string[];
  readonly outputsToSave: readonly boolean[];
  readonly gradient: (
    dys: tf.Tensor | tf.Tensor[],
    saved: readonly tf.Tensor[],
  ) => Record<string, () => tf.Tensor>;
}

/** Registers an operation on TensorFlow's library. May be called again. */
export function defineNativeOperation(kernelName: string, operation: NativeOperation): void {
  if (tf.getKernel(kernelName, 'tensorflow') !== undefined) return;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs: named }) =>
      operation.compute(
        operation.inputs.map((name) => {
          const input = named[name];
          if (input === undefined) throw new Error(`${kernelName} lacks its input "${name}"`);
          return input;
        }),
      ),
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: [...operation.inputsToSave],
    outputsToSave: [...operation.outputsToSave],
    gradFunc: operation.gradient,
  });
}

/** Calls such an operation; gives its first output. */
export function runNative(kernelName: string, inputs: tf.NamedTensorMap): tf.Tensor {
  return firstOf(tf.engine().runKernel<tf.Tensor[]>(kernelName, inputs));
}
