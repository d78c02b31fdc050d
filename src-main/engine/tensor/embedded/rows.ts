import * as tf from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel, type KernelCall } from './register.ts';

/** Taking rows of a table by their numbers, and its gradient: rows that were taken more than once add up. */
export function registerRows(heap: Heap): void {
  registerTakeRows(heap);
  registerEmbeddedKernel('UnsortedSegmentSum', (call) => {
    const x = inputOf(call, 'x');
    const ids = inputOf(call, 'segmentIds');
    const segments = Number(call.attributes['numSegments']);
    const row = x.shape.slice(1);
    const output = heap.allocate([segments, ...row]);
    heap.kernels.sumSegments(
      heap.address(x),
      heap.address(ids),
      heap.address(output),
      x.shape[0] ?? 0,
      row.reduce((size, side) => size * side, 1),
      segments,
    );
    return output;
  });
}

function registerTakeRows(heap: Heap): void {
  const general = tf.getKernel('GatherV2', 'wasm');
  registerEmbeddedKernel('GatherV2', (call) => {
    const x = inputOf(call, 'x');
    const indices = inputOf(call, 'indices');
    const { axis, batchDims } = call.attributes;
    const rows = axis === 0 && (batchDims ?? 0) === 0 && x.dtype === 'float32' && indices.dtype === 'int32';
    if (!rows) {
      const shape = shapeOfGather(call, x, indices);
      // Theirs gives a list without elements in another shape than it has.
      if (tf.util.sizeFromShape(shape) === 0) {
        return heap.allocate(shape, x.dtype === 'int32' ? 'int32' : 'float32');
      }
      if (general === undefined) throw new Error('gather: only rows of float32 tables can be taken');
      // The attributes came from TensorFlow.js and go back to it; its kernel gives one tensor.
      const attrs = call.attributes as unknown as tf.NamedAttrMap;
      return general.kernelFunc({ inputs: call.inputs, backend: tf.backend(), attrs }) as tf.TensorInfo;
    }
    const row = x.shape.slice(1);
    const output = heap.allocate([...indices.shape, ...row]);
    heap.kernels.takeRows(
      heap.address(x),
      heap.address(indices),
      heap.address(output),
      tf.util.sizeFromShape(indices.shape),
      tf.util.sizeFromShape(row),
      x.shape[0] ?? 0,
    );
    return output;
  });
}

/** As tf.gather was called, which takes one axis, a number. */
function shapeOfGather({ attributes }: KernelCall, x: tf.TensorInfo, indices: tf.TensorInfo): number[] {
  const { axis, batchDims } = attributes;
  const along = tf.util.parseAxisParam(axis as number, x.shape)[0] ?? 0;
  const { collectGatherOpShapeInfo } = tf.backend_util.segment_util;
  // It reads no more of them than their shapes.
  const [table, ids] = [x as tf.Tensor, indices as tf.Tensor];
  return collectGatherOpShapeInfo(table, ids, along, Number(batchDims ?? 0)).outputShape;
}
