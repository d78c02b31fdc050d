import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
  type KernelCall,
} from '../embedded/register.ts';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import { denseOnTensorFlow } from '../native/dense.ts';
import { currentLibrary } from '../native/library.ts';
import { activate, kindOf, slopeNeedsInput } from './activation.ts';

/** Two names, since what is kept for the gradient belongs to a name: the output, or what went into the activation. */
const keepingOutput = 'DescentDense';
const keepingSums = 'DescentDenseKeepingSums';

/** activation(x [rows, inputs] · weights [inputs, outputs] + bias [outputs]). */
export function dense(
  x: tf.Tensor,
  weights: tf.Tensor,
  bias: tf.Tensor,
  activation: Activation | null,
): tf.Tensor {
  if (currentHeap() === null) {
    const library = currentLibrary();
    if (library !== null) {
      const rectifies = activation === 'relu';
      const output = denseOnTensorFlow(library, x, weights, bias, rectifies);
      return rectifies ? output : activate(output, activation);
    }
    // Only tables of two axes come here.
    const product = tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D);
    return activate(tf.add(product, bias), activation);
  }
  const name = slopeNeedsInput(activation) ? keepingSums : keepingOutput;
  return runEmbedded(name, { x, weights, bias }, { kind: kindOf(activation) });
}

export function registerDense(heap: Heap): void {
  registerEmbeddedKernel(keepingOutput, (call) => {
    const { output, rows, columns } = multiply(heap, call);
    const [y, bias] = [heap.address(output), heap.address(inputOf(call, 'bias'))];
    heap.kernels.addBiasAndActivate(Number(call.attributes['kind']), y, bias, y, rows, columns);
    return [output];
  });
  registerEmbeddedKernel(keepingSums, (call) => {
    const { output: sums, rows, columns } = multiply(heap, call);
    const output = heap.allocate([rows, columns]);
    heap.kernels.addBiasAndActivate(
      Number(call.attributes['kind']),
      heap.address(sums),
      heap.address(inputOf(call, 'bias')),
      heap.address(output),
      rows,
      columns,
    );
    return [output, { ...sums, shape: [0] }];
  });
  for (const [kernelName, outputsToSave] of [
    [keepingOutput, [true]],
    [keepingSums, [false, true]],
  ] as const) {
    registerEmbeddedGradient({
      kernelName,
      inputsToSave: ['x', 'weights'],
      outputsToSave: [...outputsToSave],
      gradFunc: (dys, saved, attributes) => {
        const dy = firstGradient(dys);
        const x = savedTensor(saved, 0);
        const weights = savedTensor(saved, 1);
        const slope = beforeActivation(heap, Number(attributes['kind']), dy, savedTensor(saved, 2));
        return {
          x: () => tf.matMul(slope as tf.Tensor2D, weights as tf.Tensor2D, false, true),
          weights: () => tf.matMul(x as tf.Tensor2D, slope as tf.Tensor2D, true, false),
          bias: () => sumOfRows(heap, slope),
        };
      },
    });
  }
}

function multiply(heap: Heap, call: KernelCall) {
  const x = inputOf(call, 'x');
  const weights = inputOf(call, 'weights');
  const [rows = 0, depth = 0] = x.shape;
  const [inputs = 0, columns = 0] = weights.shape;
  if (inputs !== depth || x.shape.length !== 2) {
    throw new Error(`dense: [${x.shape.join(', ')}] and [${weights.shape.join(', ')}] do not fit`);
  }
  const output = heap.allocate([rows, columns]);
  const { kernels } = heap;
  kernels.gemm(
    false,
    false,
    rows,
    columns,
    depth,
    heap.address(x),
    depth,
    heap.address(weights),
    columns,
    heap.address(output),
    columns,
    false,
    heap.workspace(kernels.gemmWorkspaceBytes()),
  );
  return { output, rows, columns };
}

/** dy before the activation; dy itself where there is none. `kept` is its output, or its input for gelu and swish. */
export function beforeActivation(heap: Heap, kind: number, dy: tf.Tensor, kept: tf.TensorInfo): tf.Tensor {
  if (kind === 0) return dy;
  const slope = heap.allocate(dy.shape);
  heap.kernels.activationGradient(kind, heap.address(dy), heap.address(kept), heap.address(slope), dy.size);
  return tf.engine().makeTensorFromTensorInfo(slope);
}

/** Sum over all axes but the last. */
export function sumOfRows(heap: Heap, x: tf.Tensor): tf.Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const sums = heap.allocate([columns]);
  heap.kernels.sumRows(heap.address(x), heap.address(sums), x.size / columns, columns);
  return tf.engine().makeTensorFromTensorInfo(sums);
}
