import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { defineGradients } from '../../src-main/engine/tensor/gradients/index.ts';

/**
 * TensorFlow.js' WebAssembly as it comes, with the kernels that training needs and it lacks composed of those that it
 * has: what Descent's own engine is measured against. Only before the embedded engine is opened in the same thread.
 */
export async function openStockEngine(): Promise<void> {
  defineGradients();
  const require = createRequire(import.meta.url);
  setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  await tf.setBackend('wasm');
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => {
        const x = inputs['x'] as tf.Tensor2D;
        const ids = inputs['segmentIds'] as tf.Tensor1D;
        const chosen = tf.cast(tf.oneHot(ids, Number(attrs?.['numSegments'])), 'float32');
        return tf.matMul(chosen as tf.Tensor2D, x, true);
      }),
  });
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => kernelGradient(inputs['x'] as tf.Tensor4D, inputs['dy'] as tf.Tensor4D, attrs)),
  });
}

/** One product of matrices for each pixel of the kernel; for stride 1 and padding "same". */
function kernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: unknown): tf.Tensor {
  const { filterShape } = attributes as { filterShape: [number, number, number, number] };
  const [side, , channels, filters] = filterShape;
  const around = Math.floor(side / 2);
  const [batch, height, width] = x.shape;
  const padded = tf.pad(x, [
    [0, 0],
    [around, around],
    [around, around],
    [0, 0],
  ]);
  const slopes = tf.reshape(dy, [batch * height * width, filters]);
  const parts: tf.Tensor[] = [];
  for (let y = 0; y < side; y++) {
    for (let at = 0; at < side; at++) {
      const shifted = tf.slice(padded, [0, y, at, 0], [batch, height, width, channels]);
      parts.push(tf.matMul(tf.reshape(shifted, [batch * height * width, channels]), slopes, true));
    }
  }
  return tf.reshape(tf.stack(parts), filterShape);
}
