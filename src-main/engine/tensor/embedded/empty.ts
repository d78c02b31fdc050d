import * as tf from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel } from './register.ts';

const reductions = ['Max', 'Mean', 'Min', 'Sum'] as const;

/**
 * A batch without rows gives outputs without rows: TensorFlow.js divides by the size of what it transposes, which traps
 * in WebAssembly. What is reduced over no numbers at all is what it is in plain JavaScript, a sum and a mean of 0 and
 * NaN for the largest: TensorFlow.js leaves there what the memory held before. Whatever has numbers goes to its kernels.
 */
export function registerEmptyReductions(heap: Heap): void {
  for (const name of reductions) {
    const general = tf.getKernel(name, 'wasm');
    if (general === undefined) continue;
    registerEmbeddedKernel(name, (call) => {
      const x = inputOf(call, 'x');
      // Max names its axes otherwise.
      const { axis, reductionIndices = axis, keepDims } = call.attributes;
      if (tf.util.sizeFromShape(x.shape) === 0) {
        // tf.sum and the others have made it a number or a list of numbers.
        const axes = tf.util.parseAxisParam(reductionIndices as number | number[], x.shape);
        const [shape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
        const output = keepDims === true ? tf.backend_util.expandShapeToKeepDim(shape, axes) : shape;
        const nothing = heap.allocate(output, x.dtype === 'int32' ? 'int32' : 'float32');
        const isSum = name === 'Sum' || name === 'Mean' || x.dtype === 'int32';
        heap.view(nothing).fill(isSum ? 0 : Number.NaN);
        return nothing;
      }
      // The attributes came from TensorFlow.js and go back to it; its kernel gives one tensor.
      const attrs = call.attributes as unknown as tf.NamedAttrMap;
      return general.kernelFunc({ inputs: call.inputs, backend: tf.backend(), attrs }) as tf.TensorInfo;
    });
  }
}
