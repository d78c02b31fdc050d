import * as tf from '@tensorflow/tfjs-core';
import type { DeviceBackend, DeviceProgram } from './dawn.ts';

/** Puts kernels of ours in the place of those of TensorFlow.js that a training cannot use as they are. */
export function registerDeviceKernels(backend: DeviceBackend): void {
  replace('UnsortedSegmentSum', (theirs, call) => {
    const { x, segmentIds } = call.inputs;
    if (x === undefined || segmentIds === undefined || x.dtype !== 'float32') return theirs(call);
    // The operation is always called with the number of its segments.
    const segments = (call.attrs as unknown as { readonly numSegments: number }).numSegments;
    return segmentSum(backend, x, segmentIds, segments);
  });
  // Theirs divides nothing by nothing where there is nothing to add up.
  replace('Sum', (theirs, call) => {
    const { x } = call.inputs;
    if (x === undefined || sizeOf(x) > 0) return theirs(call);
    const { axis, keepDims } = call.attrs as unknown as {
      readonly axis: number | number[];
      readonly keepDims: boolean;
    };
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const [summed] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    return tf.zeros(keepDims ? tf.backend_util.expandShapeToKeepDim(summed, axes) : summed, x.dtype);
  });
  replace('BatchMatMul', (theirs, call) => {
    const { a, b } = call.inputs;
    if (a === undefined || b === undefined || sizeOf(a) * sizeOf(b) > 0) return theirs(call);
    // The operation is always called with both.
    const { transposeA, transposeB } = call.attrs as unknown as Readonly<Record<string, boolean>>;
    const batches = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const rows = a.shape.at(transposeA === true ? -1 : -2) ?? 0;
    return tf.zeros([...batches, rows, b.shape.at(transposeB === true ? -2 : -1) ?? 0]);
  });
  // Theirs binds a buffer for every input, of which a device may allow no more than eight with the output.
  replace('AddN', (theirs, call) => {
    // A list of tensors comes as an object that is one.
    const [first, ...others] = call.inputs as unknown as readonly tf.TensorInfo[];
    if (first === undefined || others.length < mostAddends) return theirs(call);
    let sum = first;
    for (let from = 0; from < others.length; from += mostAddends - 1) {
      const addends = [sum, ...others.slice(from, from + mostAddends - 1)];
      // As above.
      const next = theirs({ ...call, inputs: addends as unknown as tf.NamedTensorInfoMap }) as tf.TensorInfo;
      if (sum !== first) backend.disposeData(sum.dataId);
      sum = next;
    }
    return sum;
  });
}

const mostAddends = 7;

function sizeOf({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape);
}

type Call = Parameters<tf.KernelFunc>[0];

function replace(
  kernelName: string,
  compute: (theirs: tf.KernelFunc, call: Call) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const theirs = tf.getKernel(kernelName, 'webgpu');
  tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({ ...theirs, kernelFunc: (call) => compute(theirs.kernelFunc, call) });
}

/**
 * Rows of x [rows, …] added up by their segment, in the order in which they come. TensorFlow.js adds them as its
 * threads arrive, which gives other last bits each time, and a training would not be repeatable.
 */
function segmentSum(
  backend: DeviceBackend,
  x: tf.TensorInfo,
  segmentIds: tf.TensorInfo,
  segments: number,
): tf.TensorInfo {
  const [rows = 0, ...rest] = x.shape;
  const columns = tf.util.sizeFromShape(rest);
  const summed = backend.runWebGPUProgram(
    segmentSumProgram(segments, columns),
    [{ ...x, shape: [rows, columns] }, segmentIds],
    'float32',
    [{ type: 'int32', data: [rows] }],
  );
  return { ...summed, shape: [segments, ...rest] };
}

const groupSize = 64;

function segmentSumProgram(segments: number, columns: number): DeviceProgram {
  return {
    variableNames: ['x', 'ids'],
    uniforms: 'rows : i32,',
    outputShape: [segments, columns],
    workgroupSize: [groupSize, 1, 1],
    dispatchLayout: { x: [0, 1] },
    dispatch: [Math.ceil((segments * columns) / groupSize), 1, 1],
    shaderKey: 'descentSegmentSum',
    size: true,
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {
          let place = getCoordsFromIndex(index);
          var sum = 0.0;
          for (var row = 0; row < uniforms.rows; row++) {
            if (i32(getIds(row)) == place.x) {
              sum += getX(row, place.y);
            }
          }
          setOutputAtIndex(index, sum);
        }
      }
    `,
  };
}
