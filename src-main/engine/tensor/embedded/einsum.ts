import * as tf from '@tensorflow/tfjs-core';
import type { Heap } from './heap.ts';
import { inputOf, registerEmbeddedKernel } from './register.ts';

/** Sums of products by Einstein's notation, as batches of products of matrices: tf.einsum for one or two tensors. */
export function registerEinsum(heap: Heap): void {
  registerEmbeddedKernel('Einsum', (call) => {
    const equation = String(call.attributes['equation']);
    const terms = Object.keys(call.inputs).map((name) => inputOf(call, name));
    const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, terms.length);
    // It reads no more of them than their shapes.
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, terms as tf.Tensor[]);
    const labels = idDims.map((axes) => axes.map((axis) => allDims[axis] ?? ''));
    const output = [...(equation.replace(/\s/g, '').split('->')[1] ?? '')];
    const sizes = new Map(
      terms.flatMap(({ shape }, term) => shape.map((side, axis) => [labels[term]?.[axis] ?? '', side])),
    );
    const shape = output.map((label) => sizes.get(label) ?? 1);
    // Kernels for the parts divide by the sizes of what they are given.
    if (terms.some((term) => tf.util.sizeFromShape(term.shape) === 0)) {
      const nothing = heap.allocate(shape);
      heap.view(nothing).fill(0);
      return nothing;
    }
    return tf.tidy(() => {
      const [first, second] = terms.map((term, index): Labelled => {
        const tensor = tf.engine().makeTensorFromTensorInfo(heap.share(term, term.shape));
        return { tensor, labels: labels[index] ?? [] };
      });
      if (first === undefined) throw new Error('einsum: nothing to compute with');
      const product = second === undefined ? first : multiply(first, second, output);
      return ordered(summedTo(product, output), output);
    });
  });
}

/** A tensor whose axes have names. */
interface Labelled {
  readonly tensor: tf.Tensor;
  readonly labels: readonly string[];
}

/** As [in both and kept, only in the first, summed] times [in both and kept, summed, only in the second]. */
function multiply(first: Labelled, second: Labelled, output: readonly string[]): Labelled {
  const a = summedTo(first, [...second.labels, ...output]);
  const b = summedTo(second, [...first.labels, ...output]);
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => output.includes(label));
  const summed = shared.filter((label) => !output.includes(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const size = ({ tensor, labels }: Labelled, of: readonly string[]): number[] =>
    of.map((label) => tensor.shape[labels.indexOf(label)] ?? 1);
  const count = (sides: readonly number[]): number => sides.reduce((product, side) => product * side, 1);
  const [batches, depth] = [size(a, batch), count(size(a, summed))];
  const [height, width] = [size(a, rows), size(b, columns)];
  const product = tf.matMul(
    tf.reshape(ordered(a, [...batch, ...rows, ...summed]), [count(batches), count(height), depth]),
    tf.reshape(ordered(b, [...batch, ...summed, ...columns]), [count(batches), depth, count(width)]),
  );
  return {
    tensor: tf.reshape(product, [...batches, ...height, ...width]),
    labels: [...batch, ...rows, ...columns],
  };
}

/** Summed over the axes that are not among the kept ones. */
function summedTo({ tensor, labels }: Labelled, kept: readonly string[]): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: tf.sum(tensor, axes), labels: labels.filter((label) => kept.includes(label)) };
}

function ordered({ tensor, labels }: Labelled, wanted: readonly string[]): tf.Tensor {
  if (wanted.every((label, axis) => label === labels[axis])) return tensor;
  return tf.transpose(
    tensor,
    wanted.map((label) => labels.indexOf(label)),
  );
}
