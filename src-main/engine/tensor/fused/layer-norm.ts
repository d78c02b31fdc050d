import * as tf from '@tensorflow/tfjs-core';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, readyGradients, savedTensor } from '../gradients/define.ts';

const kernelName = 'DescentLayerNorm';
const epsilon = 1e-5;

/** (x − mean) / √(variance + 1e-5) over the last axis, times gain, plus bias (Ba et al. 2016). */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  if (currentHeap() === null) return composed(x, gain, bias);
  return runEmbedded(kernelName, { x, gain, bias });
}

function composed(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const normed = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normed, gain), bias);
}

export function registerLayerNorm(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const x = inputOf(call, 'x');
    const columns = x.shape.at(-1) ?? 1;
    const rows = tf.util.sizeFromShape(x.shape) / columns;
    const output = heap.allocate(x.shape);
    const statistics = heap.allocateHidden(2 * rows);
    heap.kernels.layerNorm(
      heap.address(x),
      heap.address(inputOf(call, 'gain')),
      heap.address(inputOf(call, 'bias')),
      heap.address(output),
      heap.address(statistics),
      rows,
      columns,
      epsilon,
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
      const dx = heap.allocate(x.shape);
      const dGain = heap.allocate([columns]);
      const dBias = heap.allocate([columns]);
      heap.view(dGain).fill(0);
      heap.view(dBias).fill(0);
      heap.kernels.layerNormGradient(
        heap.address(x),
        heap.address(savedTensor(saved, 1)),
        heap.address(savedTensor(saved, 2)),
        heap.address(dy),
        heap.address(dx),
        heap.address(dGain),
        heap.address(dBias),
        x.size / columns,
        columns,
      );
      return readyGradients({ x: dx, gain: dGain, bias: dBias });
    },
  });
}
