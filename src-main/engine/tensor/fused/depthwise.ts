import * as tf from '@tensorflow/tfjs-core';
import { walkDepthwise } from '../embedded/depthwise.ts';
import { currentHeap, type Heap } from '../embedded/heap.ts';
import {
  inputOf,
  registerEmbeddedGradient,
  registerEmbeddedKernel,
  runEmbedded,
} from '../embedded/register.ts';
import { firstGradient, savedTensor } from '../gradients/define.ts';
import type { ConvolutionPlace } from './convolution.ts';

const kernelName = 'DescentDepthwise';
type Shape4D = [number, number, number, number];

/**
 * Every channel of x [batch, height, width, channels] with a kernel of its own, of [side, side, channels, 1]; no bias.
 */
export function depthwiseConvolution(x: tf.Tensor, kernel: tf.Tensor, place: ConvolutionPlace): tf.Tensor {
  const { stride, padding } = place;
  if (currentHeap() === null) {
    return tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding);
  }
  return runEmbedded(kernelName, { x, kernel }, { stride, valid: padding === 'valid' ? 1 : 0 });
}

export function registerDepthwise(heap: Heap): void {
  registerEmbeddedKernel(kernelName, (call) => {
    const x = inputOf(call, 'x');
    const kernel = inputOf(call, 'kernel');
    const geometry = geometryOf(x.shape, kernel.shape, call.attributes);
    const y = heap.allocate(geometry.outShape);
    walkDepthwise(heap, 0, { x, kernel, y }, geometry);
    return [y];
  });
  registerEmbeddedGradient({
    kernelName,
    inputsToSave: ['x', 'kernel'],
    gradFunc: (dys, saved, attributes) => {
      const y = firstGradient(dys);
      const x = savedTensor(saved, 0);
      const kernel = savedTensor(saved, 1);
      const geometry = geometryOf(x.shape, kernel.shape, attributes);
      return {
        x: () => {
          const gradient = heap.allocate(x.shape);
          walkDepthwise(heap, 1, { x: gradient, kernel, y }, geometry);
          return tf.engine().makeTensorFromTensorInfo(gradient);
        },
        kernel: () => {
          const gradient = heap.allocate(kernel.shape);
          walkDepthwise(heap, 2, { x, kernel: gradient, y }, geometry);
          return tf.engine().makeTensorFromTensorInfo(gradient);
        },
      };
    },
  });
}

function geometryOf(
  input: number[],
  kernel: number[],
  attributes: Readonly<Record<string, unknown>>,
): tf.backend_util.Conv2DInfo {
  const padding = attributes['valid'] === 1 ? 'valid' : 'same';
  return tf.backend_util.computeConv2DInfo(
    input as Shape4D,
    kernel as Shape4D,
    Number(attributes['stride']),
    1,
    padding,
    undefined,
    true,
  );
}
