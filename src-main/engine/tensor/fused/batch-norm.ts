import * as tf from '@tensorflow/tfjs-core';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import { inputOf, registerEmbeddedGradient, registerEmbeddedKernel } from '../embedded/register.ts';
import { firstGradient, readyGradients, savedTensor } from '../gradients/define.ts';

const kernelName = 'DescentBatchNorm';
export const batchNormEpsilon = 1e-5;

/** Is told the mean and variance of every column of a batch; the arrays are valid during the call only. */
export type ObserveBatch = (mean: Float32Array, variance: Float32Array) => void;

/**
 * (x − mean) / √(variance + 1e-5) · gain + bias, by mean and variance over all axes but the last (Ioffe & Szegedy
 * 2015). For training; `normaliseByAverages` is for afterwards.
 */
export function batchNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, observe: ObserveBatch): tf.Tensor {
  const heap = currentHeap();
  if (heap === null) return composed(x, gain, bias, observe);
  const [output, statistics] = tf.engine().runKernel<tf.Tensor[]>(kernelName, { x, gain, bias });
  if (output === undefined || statistics === undefined) throw new Error('batch norm gave no output');
  const columns = gain.size;
  const numbers = heap.view({ dataId: statistics.dataId, shape: [3 * columns], dtype: 'float32' });
  observe(numbers.subarray(0, columns), numbers.subarray(columns, 2 * columns));
  return output;
}

/** The same by averages that were kept, which makes every row independent of its batch. */
export function normaliseByAverages(
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
): tf.Tensor {
  const scale = tf.mul(gain, tf.rsqrt(tf.add(variance, batchNormEpsilon)));
  return tf.add(tf.mul(x, scale), tf.sub(bias, tf.mul(mean, scale)));
}

function composed(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, observe: ObserveBatch): tf.Tensor {
  const rows = tf.reshape(x, [-1, gain.size]);
  const mean = tf.mean(rows, 0);
  const centred = tf.sub(rows, mean);
  const variance = tf.mean(tf.square(centred), 0);
  // Tensors of float32 give Float32Arrays.
  observe(mean.dataSync() as Float32Array, variance.dataSync() as Float32Array);
  const normed = tf.mul(centred, tf.rsqrt(tf.add(variance, batchNormEpsilon)));
  return tf.reshape(tf.add(tf.mul(normed, gain), bias), x.shape);
}

export function registerBatchNorm(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const x = inputOf(call, 'x');
    const columns = x.shape.at(-1) ?? 1;
    const output = heap.allocate(x.shape);
    const statistics = heap.allocateHidden(3 * columns);
    heap.kernels.batchNorm(
      heap.address(x),
      heap.address(inputOf(call, 'gain')),
      heap.address(inputOf(call, 'bias')),
      heap.address(output),
      heap.address(statistics),
      tf.util.sizeFromShape(x.shape) / columns,
      columns,
      batchNormEpsilon,
    );
    return [output, statistics];
  });
  registerEmbeddedGradient({
    kernelName,
    inputsToSave: ['x', 'gain'],
    outputsToSave: [false, true],
    gradFunc: (dys, saved) => {
      const dy = firstGradient(dys);
      const x = savedTensor(saved, 0);
      const columns = x.shape.at(-1) ?? 1;
      const gradients = {
        x: heap.allocate(x.shape),
        gain: heap.allocate([columns]),
        bias: heap.allocate([columns]),
      };
      heap.kernels.batchNormGradient(
        heap.address(x),
        heap.address(savedTensor(saved, 1)),
        heap.address(savedTensor(saved, 2)),
        heap.address(dy),
        heap.address(gradients.x),
        heap.address(gradients.gain),
        heap.address(gradients.bias),
        x.size / columns,
        columns,
      );
      return readyGradients(gradients);
    },
  });
}
