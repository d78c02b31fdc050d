import * as tf from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel, type KernelCall } from './register.ts';

type Geometry = tf.backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

/**
 * Convolution with both its gradients, and the gradient of max-pooling. Attributes of a call have no types of their
 * own: they are those of tf.conv2d and tf.maxPool, which have checked them, and shapes have the rank that these need.
 */
export function registerConvolution(heap: Heap): void {
  registerEmbeddedKernel('Conv2D', (call) => {
    const x = inputOf(call, 'x');
    const filter = inputOf(call, 'filter');
    return convolve(heap, x, filter, geometryOf(call, x.shape, filter.shape));
  });
  registerEmbeddedKernel('Conv2DBackpropInput', (call) => {
    const filter = inputOf(call, 'filter');
    // Given by the gradient of tf.conv2d.
    const geometry = geometryOf(call, call.attributes['inputShape'] as number[], filter.shape);
    return inputGradient(heap, inputOf(call, 'dy'), filter, geometry);
  });
  registerEmbeddedKernel('Conv2DBackpropFilter', (call) => {
    const x = inputOf(call, 'x');
    // Given by the gradient of tf.conv2d.
    const geometry = geometryOf(call, x.shape, call.attributes['filterShape'] as number[]);
    return kernelGradient(heap, x, inputOf(call, 'dy'), geometry);
  });
  // TensorFlow.js' own loses a NaN.
  registerEmbeddedKernel('MaxPool', (call) => {
    const x = inputOf(call, 'x');
    const geometry = windowsOf(call, x.shape);
    const output = heap.allocate(geometry.outShape);
    describe(heap, geometry);
    heap.kernels.maxPool(heap.address(x), heap.address(output));
    return output;
  });
  registerEmbeddedKernel('MaxPoolGrad', (call) => {
    const input = inputOf(call, 'input');
    const geometry = windowsOf(call, input.shape);
    const output = heap.allocate(input.shape);
    describe(heap, geometry);
    heap.kernels.maxPoolGradient(
      heap.address(input),
      heap.address(inputOf(call, 'dy')),
      heap.address(output),
    );
    return output;
  });
}

function windowsOf({ attributes }: KernelCall, input: number[]): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  // tf.maxPool takes a number for both sides, or a list, which goes through the same parameter.
  return tf.backend_util.computePool2DInfo(
    input as Shape4D,
    filterSize as number,
    strides as number,
    1,
    pad as 'same',
    dimRoundingMode as undefined,
  );
}

function geometryOf({ attributes }: KernelCall, input: number[], filter: number[]): Geometry {
  const { strides, pad, dimRoundingMode, dilations, dataFormat } = attributes;
  if (dataFormat === 'NCHW') throw new Error('images with channels first are not supported; transpose them');
  // As tf.conv2d was called, which takes numbers or lists of two and images of rank 4 only.
  return tf.backend_util.computeConv2DInfo(
    input as Shape4D,
    filter as Shape4D,
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same',
    dimRoundingMode as undefined,
  );
}

export function convolve(
  heap: Heap,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: Geometry,
): tf.TensorInfo {
  const output = heap.allocate(geometry.outShape);
  const workspace = describe(heap, geometry);
  heap.kernels.convolve(heap.address(x), heap.address(filter), heap.address(output), workspace);
  return output;
}

export function inputGradient(
  heap: Heap,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  geometry: Geometry,
): tf.TensorInfo {
  const output = heap.allocate(geometry.inShape);
  const workspace = describe(heap, geometry);
  heap.kernels.convolveInputGradient(heap.address(dy), heap.address(filter), heap.address(output), workspace);
  return output;
}

export function kernelGradient(
  heap: Heap,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: Geometry,
): tf.TensorInfo {
  const output = heap.allocate(geometry.filterShape);
  const workspace = describe(heap, geometry);
  heap.kernels.convolveKernelGradient(heap.address(x), heap.address(dy), heap.address(output), workspace);
  return output;
}

/** Tells the kernels the sizes of what comes next; gives the workspace that it needs. */
export function describe(heap: Heap, geometry: Geometry): number {
  const { kernels } = heap;
  const { filterHeight, filterWidth, inChannels, padInfo } = geometry;
  kernels.describeImages(
    geometry.batchSize,
    geometry.inHeight,
    geometry.inWidth,
    inChannels,
    geometry.outHeight,
    geometry.outWidth,
  );
  kernels.describeKernel(
    geometry.outChannels,
    filterHeight,
    filterWidth,
    geometry.strideHeight,
    geometry.strideWidth,
    geometry.dilationHeight,
    geometry.dilationWidth,
    padInfo.top,
    padInfo.left,
  );
  return heap.workspace(kernels.convolutionWorkspaceBytes(filterHeight * filterWidth * inChannels));
}
