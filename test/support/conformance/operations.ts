import * as tf from '@tensorflow/tfjs-core';
import { activationLayer } from '../../../src-main/engine/tensor/fused/activation-layer.ts';
import { fullAttention } from '../../../src-main/engine/tensor/fused/attention.ts';
import { numbers } from '../tensors.ts';
import { computeSlope, readAll, weighted, type Figures, type Slope, type Subject } from './subject.ts';

interface OperationCase {
  readonly shapes: readonly (readonly number[])[];
  readonly f: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly kinked?: boolean;
  /** Nothing that trains uses it, and TensorFlow.js' own kernel loses a NaN: it limits its means. */
  readonly losesNaN?: boolean;
}

const conv = (
  x: readonly number[],
  kernel: readonly number[],
  strides: number,
  pad: 'same' | 'valid',
): OperationCase => ({
  shapes: [x, kernel],
  f: (images, filter) => tf.conv2d(images as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
});
const maxPool = (
  x: readonly number[],
  size: number,
  strides: number,
  pad: 'same' | 'valid',
): OperationCase => ({
  shapes: [x],
  f: (images) => tf.maxPool(images as tf.Tensor4D, size, strides, pad),
  kinked: true,
});
const averagePool = (x: readonly number[], size: number, strides: number): OperationCase => ({
  shapes: [x],
  f: (images) => tf.avgPool(images as tf.Tensor4D, size, strides, 'valid'),
  losesNaN: true,
});
const depthwise = (
  x: readonly number[],
  kernel: readonly number[],
  strides: number,
  pad: 'same' | 'valid',
): OperationCase => ({
  shapes: [x, kernel],
  f: (images, filter) => tf.depthwiseConv2d(images as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
});
const einsum = (equation: string, ...shapes: (readonly number[])[]): OperationCase => ({
  shapes,
  f: (...terms) => tf.einsum(equation, ...terms),
});
const product = (a: readonly number[], b: readonly number[], atA: boolean, atB: boolean): OperationCase => ({
  shapes: [a, b],
  f: (x, y) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, atA, atB),
});
const of = (shape: readonly number[], f: (x: tf.Tensor) => tf.Tensor, bent = false): OperationCase => ({
  shapes: [shape],
  f: (x) => f(x as tf.Tensor),
  kinked: bent,
});

/** What layers and losses are made of, at odd sizes and strides. */
const cases: Readonly<Record<string, OperationCase>> = {
  'matMul 1 × 1': product([1, 1], [1, 1], false, false),
  'matMul 13 × 17 × 11': product([13, 17], [17, 11], false, false),
  'matMul, first transposed': product([17, 13], [17, 11], true, false),
  'matMul, second transposed': product([13, 17], [11, 17], false, true),
  'matMul, both transposed': product([17, 13], [11, 17], true, true),
  'matMul 97 × 301 × 101': product([97, 301], [301, 101], false, false),
  'matMul in batches': product([3, 5, 7], [3, 7, 2], false, false),
  'matMul, a batch repeated': product([2, 3, 5, 7], [1, 3, 7, 2], false, false),
  'matMul of no rows': product([0, 3], [3, 2], false, false),
  'matMul of no depth': product([4, 0], [0, 2], false, false),
  'conv2d 3 × 3': conv([2, 7, 9, 3], [3, 3, 3, 5], 1, 'same'),
  'conv2d, stride 2': conv([2, 7, 9, 3], [3, 3, 3, 5], 2, 'same'),
  'conv2d, even kernel': conv([1, 8, 5, 2], [2, 4, 2, 3], 1, 'valid'),
  'conv2d of no images': conv([0, 7, 9, 3], [3, 3, 3, 5], 1, 'same'),
  'maxPool 2': maxPool([2, 7, 9, 3], 2, 2, 'valid'),
  'maxPool, overlapping': maxPool([2, 7, 9, 5], 3, 1, 'same'),
  'maxPool, stride 3': maxPool([1, 8, 7, 4], 2, 3, 'same'),
  'avgPool 2': averagePool([2, 7, 9, 3], 2, 2),
  'avgPool, overlapping': averagePool([2, 7, 9, 5], 3, 1),
  'avgPool, stride 3': averagePool([1, 8, 7, 4], 2, 3),
  'depthwiseConv2d 3 × 3': depthwise([2, 7, 9, 5], [3, 3, 5, 1], 1, 'same'),
  'depthwiseConv2d, three kernels a channel': depthwise([2, 7, 9, 3], [3, 3, 3, 3], 2, 'same'),
  'depthwiseConv2d, even kernel': depthwise([1, 8, 5, 2], [2, 4, 2, 1], 1, 'valid'),
  'einsum ij,jk->ik': einsum('ij,jk->ik', [5, 7], [7, 3]),
  'einsum bij,bkj->bki': einsum('bij,bkj->bki', [2, 5, 7], [2, 3, 7]),
  'einsum abc,bd->dca': einsum('abc,bd->dca', [2, 3, 5], [3, 4]),
  'einsum bi,bi->b': einsum('bi,bi->b', [4, 7], [4, 7]),
  'einsum i,j->ij': einsum('i,j->ij', [5], [3]),
  'einsum ijk->kj': einsum('ijk->kj', [2, 3, 5]),
  'gather rows': of([5, 7], (x) => tf.gather(x, tf.tensor1d([4, 0, 0, 3], 'int32'))),
  'gather along the last axis': of([5, 7], (x) => tf.gather(x, tf.tensor1d([6, 0, 0], 'int32'), 1)),
  'gather along the last axis of no rows': of([0, 7], (x) => tf.gather(x, tf.tensor1d([6, 0], 'int32'), 1)),
  softmax: of([3, 17], (x) => tf.softmax(x)),
  logSoftmax: of([3, 17], (x) => tf.logSoftmax(x)),
  'sum over the middle': of([3, 5, 7], (x) => tf.sum(x, 1)),
  'sum of no rows': of([0, 7], (x) => tf.sum(x, 0)),
  'mean over the first': of([3, 5, 7], (x) => tf.mean(x, [0, 2], true)),
  'max over the last': of([3, 5, 7], (x) => tf.max(x, -1), true),
  transpose: of([2, 3, 5, 7], (x) => tf.square(tf.transpose(x, [0, 2, 1, 3]))),
  'slice and pad': of([4, 6], (x) =>
    tf.square(
      tf.pad(tf.slice(x, [1, 2], [2, 3]), [
        [1, 2],
        [0, 1],
      ]),
    ),
  ),
  'tile and concat': of([3, 2], (x) => tf.square(tf.concat([tf.tile(x, [1, 3]), x], 1))),
  'split and stack': of([4, 6], (x) => tf.square(tf.concat(tf.split(x, 3, 1), 0))),
  where: of([5, 5], (x) =>
    tf.where(tf.greater(tf.tensor(numbers(25, 'c'), [5, 5]), 0), tf.exp(x), tf.sin(x)),
  ),
  broadcast: {
    shapes: [
      [4, 1, 5],
      [3, 1],
    ],
    f: (x, y) => tf.div(tf.mul(x as tf.Tensor, y as tf.Tensor), tf.add(tf.square(y as tf.Tensor), 2)),
  },
  softplus: of([31], (x) => tf.softplus(tf.mul(x, 8))),
  erf: of([31], (x) => tf.erf(x)),
  'log and sqrt': of([31], (x) => tf.log(tf.sqrt(tf.add(tf.square(x), 0.3)))),
  gelu: of([3, 7], (x) => activationLayer(x, 'gelu')),
  attention: {
    shapes: [[2 * 5, 3 * 2 * 3]],
    f: (x) => fullAttention(x as tf.Tensor, { batch: 2, time: 5, heads: 2, size: 3 }),
  },
};

export function operationSubjects(): Subject[] {
  return Object.entries(cases).flatMap(([name, given]) => {
    const clean = (): Slope => ({
      inputs: given.shapes.map((shape, index) => ({
        shape,
        values: numbers(
          shape.reduce((size, side) => size * side, 1),
          'input',
          index,
        ),
      })),
      f: (...inputs) => weighted(given.f(...inputs)),
    });
    return [
      {
        name: `operation ${name}`,
        compute: () => computeSlope(clean()),
        ...(given.kinked === true ? {} : { slope: clean }),
      },
      ...(given.losesNaN === true
        ? []
        : [{ name: `operation ${name}, NaN and ∞`, compute: () => spoiledOutputs(given, clean()) }]),
    ];
  });
}

/** NaN in the first number of the first input, ∞ and −∞ where it has room for them; all others have to stay clean. */
function spoiledOutputs({ f }: OperationCase, { inputs }: Slope): Promise<Figures> {
  const outputs = tf.tidy(() =>
    f(
      ...inputs.map(({ shape, values }, index) => {
        const spoiled = Float32Array.from(values);
        if (index === 0) spoiled.set([Number.NaN, Infinity, -Infinity].slice(0, values.length));
        return tf.tensor(spoiled, [...shape]);
      }),
    ),
  );
  return readAll({ outputs });
}
