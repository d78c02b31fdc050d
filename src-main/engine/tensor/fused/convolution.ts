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

/** Where a kernel is put on an image. */
export interface ConvolutionPlace {
  /** Pixels from one place to the next. */
  readonly stride: number;
  /** `same` pads so that a stride of 1 keeps height and width; `valid` pads nothing. */
  readonly padding: 'same' | 'valid';
}

const everyPixel: ConvolutionPlace = { stride: 1, padding: 'same' };

/** activation(x [batch, height, width, channels] ∗ kernel [side, side, channels, filters] + bias [filters]). */
export function convolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  activation: Activation | null,
  { stride, padding }: ConvolutionPlace = everyPixel,
): tf.Tensor {
  if (currentHeap() === null) {
    // Some engines cannot add a bias to an empty batch.
    if (x.shape[0] === 0) return tf.zeros(shapeWithoutRows(x.shape, kernel.shape, stride, padding));
    const convolved = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding);
    return activate(tf.add(convolved, bias), activation);
  }
  const name = slopeNeedsInput(activation) ? keepingSums : keepingOutput;
  const attributes = { kind: kindOf(activation), stride, valid: padding === 'valid' ? 1 : 0 };
  return runEmbedded(name, { x, kernel, bias }, attributes);
}

function shapeWithoutRows(
  x: readonly number[],
  kernel: readonly number[],
  stride: number,
  padding: ConvolutionPlace['padding'],
): number[] {
  const along = (axis: number, side: number): number =>
    Math.ceil(((x[axis] ?? 0) - (padding === 'valid' ? side - 1 : 0)) / stride);
  return [0, along(1, kernel[0] ?? 1), along(2, kernel[1] ?? 1), kernel[3] ?? 1];
}

export function registerFusedConvolution(heap: Heap): void {
  for (const name of [keepingOutput, keepingSums]) {
    registerEmbeddedKernel(name, (call) => {
      const x = inputOf(call, 'x');
      const kernel = inputOf(call, 'kernel');
      const sums = convolve(heap, x, kernel, geometryOf(x.shape, kernel.shape, call.attributes));
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
        const geometry = geometryOf(x.shape, kernel.shape, attributes);
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

function geometryOf(
  input: number[],
  kernel: number[],
  { stride, valid }: Readonly<Record<string, unknown>>,
): tf.backend_util.Conv2DInfo {
  const padding = valid === 1 ? 'valid' : 'same';
  return tf.backend_util.computeConv2DInfo(input as Shape4D, kernel as Shape4D, Number(stride), 1, padding);
}
