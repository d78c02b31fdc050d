import * as tf from '@tensorflow/tfjs-core';

/** A value that an operation is told, as TensorFlow's C interface takes it. */
export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** TensorFlow's own operations by their names, for what TensorFlow.js would compose of many. */
export interface NativeLibrary {
  /** Runs an operation; gives as many outputs as are asked for. Tensors of the kind "resource" have the type string. */
  run(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  type(name: string, dtype?: 'float32' | 'int32'): OperationAttribute;
  flag(name: string, value: boolean): OperationAttribute;
  text(name: string, value: string): OperationAttribute;
  shape(name: string, value: readonly number[]): OperationAttribute;
}

/** What Descent uses of the backend of tfjs-node, whose types know it only as a backend. */
interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: Readonly<
    Record<
      'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING' | 'TF_ATTR_SHAPE' | 'TF_FLOAT' | 'TF_INT32',
      number
    >
  >;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

let opened: { readonly backend: NodeBackend; readonly library: NativeLibrary } | null = null;

/**
 * TensorFlow's library, while it is the engine of this thread and computes on the processor; else null. On a GPU some
 * of these operations add in an order that changes from run to run.
 */
export function currentLibrary(): NativeLibrary | null {
  if (tf.getBackend() !== 'tensorflow') return null;
  const backend = tf.backend() as unknown as NodeBackend;
  if (opened?.backend !== backend) opened = { backend, library: libraryOf(backend) };
  return backend.isUsingGpuDevice ? null : opened.library;
}

function libraryOf(backend: NodeBackend): NativeLibrary {
  const { binding } = backend;
  return {
    run: (operation, attributes, inputs, outputs) =>
      backend.executeMultipleOutputs(operation, attributes, inputs, outputs),
    type: (name, dtype = 'float32') => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: dtype === 'float32' ? binding.TF_FLOAT : binding.TF_INT32,
    }),
    flag: (name, value) => ({ name, type: binding.TF_ATTR_BOOL, value }),
    text: (name, value) => ({ name, type: binding.TF_ATTR_STRING, value }),
    shape: (name, value) => ({ name, type: binding.TF_ATTR_SHAPE, value }),
  };
}

/** The first output of an operation. */
export function firstOf(outputs: readonly tf.Tensor[]): tf.Tensor {
  const [first] = outputs;
  if (first === undefined) throw new Error('an operation of TensorFlow gave no output');
  return first;
}
