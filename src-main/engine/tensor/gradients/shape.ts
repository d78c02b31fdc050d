import * as tf from '@tensorflow/tfjs-core';
import { defineGradient, savedTensor, sumTo } from './define.ts';

/** Same numbers in another order, or some of them. */
export function defineShapeGradients(): void {
  for (const [kernelName, input] of [
    ['Reshape', 'x'],
    ['ExpandDims', 'input'],
  ] as const) {
    defineGradient(kernelName, { inputs: [input] }, (dy, saved) => ({
      [input]: () => tf.reshape(dy, savedTensor(saved, 0).shape),
    }));
  }
  defineGradient('Transpose', {}, (dy, _saved, { perm }) => {
    // The operation was called with a permutation of its axes.
    const order = perm as readonly number[];
    return {
      x: () =>
        tf.transpose(
          dy,
          order.map((_, axis) => order.indexOf(axis)),
        ),
    };
  });
  defineGradient('Slice', { inputs: ['x'] }, (dy, saved, { begin, size }) => {
    const x = savedTensor(saved, 0);
    // The operation was called with numbers or lists of them.
    const [from = [], lengths = []] = tf.slice_util.parseSliceParams(
      x,
      begin as number | number[],
      size as number | number[],
    );
    const around = x.shape.map((side, axis): [number, number] => [
      from[axis] ?? 0,
      side - (from[axis] ?? 0) - (lengths[axis] ?? side),
    ]);
    return { x: () => tf.pad(dy, around) };
  });
  defineGradient('PadV2', { inputs: ['x'] }, (dy, saved, { paddings }) => {
    const x = savedTensor(saved, 0);
    const before = (paddings as readonly (readonly [number, number])[]).map(([first]) => first);
    return { x: () => tf.slice(dy, before, x.shape) };
  });
  defineGradient('Tile', { inputs: ['x'] }, (dy, saved, { reps }) => {
    const x = savedTensor(saved, 0);
    const repeats = reps as readonly number[];
    // [repeats, side] for every axis; the repeats are summed away.
    const unfolded = x.shape.flatMap((side, axis) => [repeats[axis] ?? 1, side]);
    return {
      x: () =>
        tf.sum(
          tf.reshape(dy, unfolded),
          x.shape.map((_, axis) => 2 * axis),
        ),
    };
  });
  defineGradient('BroadcastTo', { inputs: ['x'] }, (dy, saved) => ({
    x: () => sumTo(dy, savedTensor(saved, 0).shape),
  }));
  defineGradient('GatherV2', { inputs: ['x', 'indices'] }, (dy, saved, { axis, batchDims }) => {
    const x = savedTensor(saved, 0);
    const indices = savedTensor(saved, 1);
    // tf.gather takes one axis, a number.
    const along = tf.util.parseAxisParam(axis as number, x.shape)[0] ?? 0;
    if (batchDims !== 0) throw new Error('the gradient of gather with batch dimensions is not defined');
    return { x: () => gatherGradient(x, indices, dy, along), indices: () => tf.zeros(indices.shape) };
  });
  defineListGradients();
}

/** Rows that were taken more than once add up. */
function gatherGradient(x: tf.Tensor, indices: tf.Tensor, dy: tf.Tensor, axis: number): tf.Tensor {
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const taken = tf.reshape(dy, [...before, indices.size, ...after]);
  const ids = tf.cast(tf.reshape(indices, [indices.size]), 'int32');
  const rows = x.shape[axis] ?? 0;
  if (axis === 0) return tf.unsortedSegmentSum(taken, ids as tf.Tensor1D, rows);
  const order = taken.shape.map((_, at) => (at === 0 ? axis : at <= axis ? at - 1 : at));
  const summed = tf.unsortedSegmentSum(tf.transpose(taken, order), ids as tf.Tensor1D, rows);
  return tf.transpose(
    summed,
    order.map((_, at) => order.indexOf(at)),
  );
}

/** Operations that take or give a list of tensors, which `defineGradient` does not cover. */
function defineListGradients(): void {
  if (tf.getGradient('Concat') !== undefined) return;
  tf.registerGradient({
    kernelName: 'SplitV',
    // Splitting gives a list, and so gets a list of gradients.
    gradFunc: (dys, _saved, attributes) => ({
      x: () => tf.concat(dys as tf.Tensor[], Number(attributes['axis'])),
    }),
  });
  tf.registerGradient({
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, saved, attributes) => {
      const shapes = saved.map((tensor) => tensor.shape);
      const axis = tf.util.parseAxisParam(Number(attributes['axis']), shapes[0] ?? [])[0] ?? 0;
      const parts = tf.split(
        dy as tf.Tensor,
        shapes.map((shape) => shape[axis] ?? 0),
        axis,
      );
      return Object.fromEntries(parts.map((part, index) => [index, () => part]));
    },
  });
  tf.registerGradient({
    kernelName: 'AddN',
    saveAllInputs: true,
    gradFunc: (dy, saved) =>
      Object.fromEntries(saved.map((_, index) => [index, () => tf.clone(dy as tf.Tensor)])),
  });
}
