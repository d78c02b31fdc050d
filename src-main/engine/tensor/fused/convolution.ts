import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '#contract/training.ts';
import { convolve, inputGradient, kernelGradient } from '../embedded/convolution.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import { activate, kindOf, slopeNeedsInput } from './activation.ts';
import { beforeActivation, sumOfRows } from './dense.ts';

const keepingOutput = 'DescentConvolution';
const keepingSums = 'DescentConvolutionKeepingSums';
type Shape4D = [number, number, number, number];

/**
 * activation(x [batch, height, width, channels] ∗ kernel [side, side, channels, filters] + bias [filters]), moved by
 * one pixel at a time and padded so that height and width stay.
 */
export function convolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  activation: Activation | null,
): tf.Tensor {
  if (currentHeap() === null) {
    const convolved = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same');
    return activate(tf.add(convolved, bias), activation);
  }
  const name = slopeNeedsInput(activation) ? keepingSums : keepingOutput;
  return runEmbedded(name, { x, kernel, bias }, { kind: kindOf(activation) });
}

export function registerFusedConvolution(heap: Heap): void {
  for (const name of [keepingOutput, keepingSums]) {
    registerEmbeddedKernel(name, (call) => {
      const x = inputOf(call, 'x');
      const kernel = inputOf(call, 'kernel');
      const sums = convolve(heap, x, kernel, geometryOf(x.shape, kernel.shape));
      const output = name === keepingSums ? heap.allocate(sums.shape) : sums;
      const filters = sums.shape[3] ?? 1;
      heap.kernels.addBiasAndActivate(
        Number(call.attributes['kind']),
        heap.address(sums),
        heap.address(inputOf(call, 'bias')),
        heap.address(output),
        tf.util.sizeFromShape(sums.shape) / filters,
        filters,
      );
      return name === keepingSums ? [output, { ...sums, shape: [0] }] : [output];
    });
  }
  for (const [kernelName, outputsToSave] of [
    [keepingOutput, [true]],
    [keepingSums, [false, true]],
  ] as const) {
    registerEmbeddedGradient({
      kernelName,
      inputsToSave: ['x', 'kernel'],
      outputsToSave: [...outputsToSave],
      gradFunc: (dys, saved, attributes) => {
        const dy = firstGradient(dys);
        const x = savedTensor(saved, 0);
        const kernel = savedTensor(saved, 1);
        const slope = beforeActivation(heap, Number(attributes['kind']), dy, savedTensor(saved, 2));
        const geometry = geometryOf(x.shape, kernel.shape);
        const engine = tf.engine();
        return {
          x: () => engine.makeTensorFromTensorInfo(inputGradient(heap, slope, kernel, geometry)),
          kernel: () => engine.makeTensorFromTensorInfo(kernelGradient(heap, x, slope, geometry)),
          bias: () => sumOfRows(heap, slope),
        };
      },
    });
  }
}

function geometryOf(input: number[], kernel: number[]): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(input as Shape4D, kernel as Shape4D, 1, 1, 'same');
}
