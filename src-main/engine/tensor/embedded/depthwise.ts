import * as tf from '@tensorflow/tfjs-core';
import { describe } from './convolution.ts';
import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel, type KernelCall } from './register.ts';

type Geometry = tf.backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

interface Tensors {
  readonly x: tf.TensorInfo;
  readonly kernel: tf.TensorInfo;
  readonly y: tf.TensorInfo;
}

/** Fills y from the others in pass 0, x (its gradient) in pass 1, the kernel's gradient in pass 2. */
export function walkDepthwise(
  heap: Heap,
  pass: 0 | 1 | 2,
  { x, kernel, y }: Tensors,
  geometry: Geometry,
): void {
  describe(heap, geometry);
  heap.kernels.depthwise(pass, heap.address(x), heap.address(kernel), heap.address(y));
}

/**
 * Depthwise convolution as TensorFlow.js names it, with any stride and dilation and several kernels a channel, both its
 * gradients, and the gradient of average pooling. Attributes are those of tf.depthwiseConv2d and tf.avgPool, which have
 * checked them.
 */
export function registerDepthwiseKernels(heap: Heap): void {
  registerEmbeddedKernel('DepthwiseConv2dNative', (call) => {
    const [x, kernel] = [inputOf(call, 'x'), inputOf(call, 'filter')];
    const geometry = geometryOf(call, x.shape, kernel.shape);
    const y = heap.allocate(geometry.outShape);
    walkDepthwise(heap, 0, { x, kernel, y }, geometry);
    return y;
  });
  registerEmbeddedKernel('DepthwiseConv2dNativeBackpropInput', (call) => {
    const [y, kernel] = [inputOf(call, 'dy'), inputOf(call, 'filter')];
    // Given by the gradient of tf.depthwiseConv2d, as below.
    const shape = call.attributes['inputShape'] as number[];
    const x = heap.allocate(shape);
    walkDepthwise(heap, 1, { x, kernel, y }, geometryOf(call, shape, kernel.shape));
    return x;
  });
  registerEmbeddedKernel('DepthwiseConv2dNativeBackpropFilter', (call) => {
    const [x, y] = [inputOf(call, 'x'), inputOf(call, 'dy')];
    const shape = call.attributes['filterShape'] as number[];
    const kernel = heap.allocate(shape);
    walkDepthwise(heap, 2, { x, kernel, y }, geometryOf(call, x.shape, shape));
    return kernel;
  });
  registerEmbeddedKernel('AvgPoolGrad', (call) => averagePoolGradient(heap, call));
}

/**
 * Every number of a window gets an equal share of the window's gradient; what lies outside of the image has no part in
 * the mean. TensorFlow.js' own kernels divide by the whole window there, which is not the slope of their mean.
 */
function averagePoolGradient(heap: Heap, call: KernelCall): tf.TensorInfo {
  const [dy, x] = [inputOf(call, 'dy'), inputOf(call, 'input')];
  const { filterSize, strides, pad, dimRoundingMode } = call.attributes;
  const geometry = tf.backend_util.computePool2DInfo(
    x.shape as Shape4D,
    filterSize as number,
    strides as number,
    1,
    pad as 'same',
    dimRoundingMode as undefined,
  );
  const output = heap.allocate(x.shape);
  const shares = heap.allocate(dy.shape);
  const ones = heap.allocate([geometry.filterHeight, geometry.filterWidth, geometry.inChannels, 1]);
  heap.view(ones).fill(1);
  const [from, to] = [heap.view(dy), heap.view(shares)];
  const { batchSize, outHeight, outWidth, inChannels, padInfo } = geometry;
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const high = inside(row, geometry.strideHeight, padInfo.top, geometry.filterHeight, geometry.inHeight);
      for (let column = 0; column < outWidth; column++) {
        const wide = inside(
          column,
          geometry.strideWidth,
          padInfo.left,
          geometry.filterWidth,
          geometry.inWidth,
        );
        for (let channel = 0; channel < inChannels; channel++, at++) to[at] = (from[at] ?? 0) / (high * wide);
      }
    }
  }
  walkDepthwise(heap, 1, { x: output, kernel: ones, y: shares }, geometry);
  heap.free(shares);
  heap.free(ones);
  return output;
}

/** How many places of a window lie within a side. */
function inside(index: number, stride: number, padding: number, size: number, side: number): number {
  const from = index * stride - padding;
  return Math.min(from + size, side) - Math.max(from, 0);
}

function geometryOf({ attributes }: KernelCall, input: number[], kernel: number[]): Geometry {
  const { strides, pad, dimRoundingMode, dilations } = attributes;
  return tf.backend_util.computeConv2DInfo(
    input as Shape4D,
    kernel as Shape4D,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same',
    dimRoundingMode as undefined,
    true,
  );
}
