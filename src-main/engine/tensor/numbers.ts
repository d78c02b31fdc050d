import * as tf from '@tensorflow/tfjs-core';
import { currentHeap } from './embedded/heap.ts';

/** The numbers of a float32 tensor, on the embedded engine without a copy: read them before anything is allocated. */
export function numbersOf(tensor: tf.Tensor): Float32Array {
  const heap = currentHeap();
  // float32 tensors give a Float32Array.
  return heap === null ? (tensor.dataSync() as Float32Array) : heap.view(tensor);
}

/**
 * Gives a float32 tensor other numbers: in place on the embedded engine, so that whoever shares them sees the change
 * too; elsewhere by a new tensor, and the old one is disposed. The tensor that it gives is kept.
 */
export function withNumbers(tensor: tf.Tensor, numbers: ArrayLike<number>): tf.Tensor {
  const heap = currentHeap();
  if (heap !== null) {
    heap.view(tensor).set(numbers);
    return tensor;
  }
  const next = tf.keep(tf.tensor(Float32Array.from(numbers), tensor.shape));
  tensor.dispose();
  return next;
}

/** Whether reading a number makes the engine wait for all that it was asked before. */
export function readingStalls(): boolean {
  return tf.getBackend() === 'webgpu';
}

/** The values of scalars, in order, by one read of the engine. */
export function readTogether(scalars: readonly tf.Tensor[]): ArrayLike<number> {
  if (scalars.length === 0) return [];
  return tf.tidy(() => tf.stack(scalars.map((scalar) => tf.reshape(scalar, []))).dataSync());
}

/** Sums of squares, one for each tensor, by one read of the engine. */
export function sumsOfSquares(tensors: readonly tf.Tensor[]): readonly number[] {
  const heap = currentHeap();
  if (heap !== null) {
    return tensors.map((tensor) => heap.kernels.sumOfSquares(heap.address(tensor), tensor.size));
  }
  return tf.tidy(() => Array.from(readTogether(tensors.map((tensor) => tf.sum(tf.square(tensor))))));
}

/** Sum of squares over all tensors. */
export function sumOfSquares(tensors: readonly tf.Tensor[]): number {
  const heap = currentHeap();
  if (heap !== null) {
    return tensors.reduce(
      (sum, tensor) => sum + heap.kernels.sumOfSquares(heap.address(tensor), tensor.size),
      0,
    );
  }
  const sum = tf.tidy(() => tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))).dataSync());
  return sum[0] ?? Number.NaN;
}
