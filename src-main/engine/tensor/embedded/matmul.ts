import type * as tf from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel } from './register.ts';

/** Products of matrices, in batches too; leading sizes of 1 (or none) are repeated. */
export function registerMatMul(heap: Heap): void {
  registerEmbeddedKernel('BatchMatMul', (call) => {
    const { transposeA, transposeB } = call.attributes;
    return multiplyBatches(
      heap,
      inputOf(call, 'a'),
      inputOf(call, 'b'),
      transposeA === true,
      transposeB === true,
    );
  });
}

function multiplyBatches(
  heap: Heap,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') {
    throw new Error(`matrices of ${a.dtype} and ${b.dtype} cannot be multiplied; cast them to float32`);
  }
  const rows = side(a, transposeA ? 1 : 2);
  const depth = side(a, transposeA ? 2 : 1);
  const columns = side(b, transposeB ? 2 : 1);
  if (side(b, transposeB ? 1 : 2) !== depth) {
    throw new Error(
      `matMul: [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not fit (transposeA ${transposeA}, transposeB ${transposeB})`,
    );
  }
  const leadingA = a.shape.slice(0, -2);
  const leadingB = b.shape.slice(0, -2);
  const leading = broadcast(leadingA, leadingB);
  const output = heap.allocate([...leading, rows, columns]);
  const { kernels } = heap;
  const workspace = heap.workspace(kernels.gemmWorkspaceBytes());
  const [from, to] = [heap.address(a), heap.address(b)];
  const target = heap.address(output);
  const call = (index: number, count: number, atA: number, atB: number, repeatA: boolean, repeatB: boolean) =>
    kernels.gemmBatch(
      transposeA,
      transposeB,
      count,
      rows,
      columns,
      depth,
      from + atA * rows * depth * 4,
      to + atB * depth * columns * 4,
      target + index * rows * columns * 4,
      repeatA,
      repeatB,
      workspace,
    );
  const count = product(leading);
  const countA = product(leadingA);
  const countB = product(leadingB);
  if ((countA === count || countA === 1) && (countB === count || countB === 1)) {
    call(0, count, 0, 0, countA === 1, countB === 1);
    return output;
  }
  for (let index = 0; index < count; index++) {
    call(index, 1, matrixOf(index, leading, leadingA), matrixOf(index, leading, leadingB), false, false);
  }
  return output;
}

function side(tensor: tf.TensorInfo, fromEnd: number): number {
  return tensor.shape.at(-fromEnd) ?? 1;
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, length) => total * length, 1);
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const one = a[axis - rank + a.length] ?? 1;
    const other = b[axis - rank + b.length] ?? 1;
    if (one !== other && one !== 1 && other !== 1) {
      throw new Error(`matMul: batches of [${a.join(', ')}] and [${b.join(', ')}] do not fit`);
    }
    return one === 1 ? other : one;
  });
}

/** Which matrix of an input serves a matrix of the output. */
function matrixOf(index: number, leading: readonly number[], own: readonly number[]): number {
  let rest = index;
  let number = 0;
  let factor = 1;
  for (let axis = leading.length - 1; axis >= 0; axis--) {
    const length = leading[axis] ?? 1;
    const at = rest % length;
    rest = Math.floor(rest / length);
    const ownLength = own[axis - leading.length + own.length] ?? 1;
    if (ownLength !== 1) number += at * factor;
    factor *= ownLength;
  }
  return number;
}
