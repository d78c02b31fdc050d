import * as tf from '@tensorflow/tfjs-core';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, readyGradients, savedTensor } from '../gradients/define.ts';

const kernelName = 'DescentGroupNorm';
const epsilon = 1e-5;

/**
 * x [batch, …, channels] by mean and variance of each example's groups of channels, over all its positions, times
 * gain [channels], plus bias (Wu & He 2018). `groups` divides the channels.
 */
export function groupNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, groups: number): tf.Tensor {
  if (currentHeap() === null) return composed(x, gain, bias, groups);
  return runEmbedded(kernelName, { x, gain, bias }, { groups });
}

function composed(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, groups: number): tf.Tensor {
  const { batch, positions, channels } = sizesOf(x.shape);
  const grouped = tf.reshape(x, [batch, positions, groups, channels / groups]);
  const centred = tf.sub(grouped, tf.mean(grouped, [1, 3], true));
  const variance = tf.mean(tf.square(centred), [1, 3], true);
  const normed = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(tf.reshape(normed, x.shape), gain), bias);
}

function sizesOf(shape: readonly number[]): { batch: number; positions: number; channels: number } {
  const batch = shape[0] ?? 1;
  const channels = shape.at(-1) ?? 1;
  return { batch, channels, positions: shape.slice(1, -1).reduce((product, side) => product * side, 1) };
}

export function registerGroupNorm(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const x = inputOf(call, 'x');
    const groups = Number(call.attributes['groups']);
    const { batch, positions, channels } = sizesOf(x.shape);
    const output = heap.allocate(x.shape);
    const statistics = heap.allocateHidden(2 * batch * groups);
    heap.kernels.groupNorm(
      heap.address(x),
      heap.address(inputOf(call, 'gain')),
      heap.address(inputOf(call, 'bias')),
      heap.address(output),
      heap.address(statistics),
      batch,
      positions,
      groups,
      channels / groups,
      epsilon,
    );
    return [output, statistics];
  });
  registerEmbeddedGradient({
    kernelName,
    inputsToSave: ['x', 'gain'],
    outputsToSave: [false, true],
    gradFunc: (dys, saved, attributes) => {
      const dy = firstGradient(dys);
      const x = savedTensor(saved, 0);
      const groups = Number(attributes['groups']);
      const { batch, positions, channels } = sizesOf(x.shape);
      const gradients = {
        x: heap.allocate(x.shape),
        gain: heap.allocate([channels]),
        bias: heap.allocate([channels]),
      };
      heap.kernels.groupNormGradient(
        heap.address(x),
        heap.address(savedTensor(saved, 1)),
        heap.address(savedTensor(saved, 2)),
        heap.address(dy),
        heap.address(gradients.x),
        heap.address(gradients.gain),
        heap.address(gradients.bias),
        batch,
        positions,
        groups,
        channels / groups,
      );
      return readyGradients(gradients);
    },
  });
}
