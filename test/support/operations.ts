import * as tf from '@tensorflow/tfjs-core';
import { numbers } from './tensors.ts';

export type Operation = readonly [name: string, f: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor];

const numbersOfCondition = (): tf.Tensor => tf.tensor(numbers(24, 'condition'), [2, 3, 4]);

/** Of x [2, 3, 4] and y [3, 1], which is broadcast. Where a function has a kink, it lies away from the numbers. */
export const operations: readonly Operation[] = [
  ['add', (x, y) => tf.add(x, y)],
  ['sub', (x, y) => tf.sub(y, x)],
  ['mul', (x, y) => tf.mul(x, y)],
  ['div', (x, y) => tf.div(x, tf.add(tf.square(y), 1))],
  ['squaredDifference', (x, y) => tf.squaredDifference(x, y)],
  ['minimum', (x, y) => tf.minimum(x, y)],
  ['maximum', (x, y) => tf.maximum(x, y)],
  ['pow', (x, y) => tf.pow(tf.add(tf.square(x), 0.5), y)],
  ['where', (x, y) => tf.where(tf.greater(numbersOfCondition(), 0.1), tf.mul(x, y), tf.square(x))],
  ['abs', (x) => tf.abs(x)],
  ['square, sqrt, rsqrt', (x) => tf.mul(tf.sqrt(tf.add(tf.square(x), 1)), tf.rsqrt(tf.add(tf.square(x), 2)))],
  ['exp, log', (x) => tf.log(tf.add(1, tf.exp(x)))],
  ['log1p, softplus', (x) => tf.add(tf.log1p(tf.square(x)), tf.softplus(x))],
  ['sin, cos', (x) => tf.mul(tf.sin(x), tf.cos(x))],
  ['erf', (x) => tf.erf(x)],
  ['reciprocal', (x) => tf.reciprocal(tf.add(2, tf.square(x)))],
  ['relu', (x) => tf.relu(x)],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.1)],
  ['elu', (x) => tf.elu(x)],
  ['tanh', (x) => tf.tanh(x)],
  ['sigmoid', (x) => tf.sigmoid(x)],
  ['clip', (x) => tf.clipByValue(x, -0.5, 1)],
  ['neg', (x) => tf.neg(x)],
  ['sum', (x) => tf.sum(x, [0, 2])],
  ['mean', (x) => tf.mean(x, 1, true)],
  ['max', (x) => tf.max(x, 2)],
  ['min', (x) => tf.min(x, 0)],
  ['softmax', (x) => tf.softmax(x)],
  ['logSoftmax', (x) => tf.logSoftmax(x)],
  ['reshape', (x) => tf.square(tf.reshape(x, [4, 6]))],
  ['expandDims', (x) => tf.square(tf.expandDims(x, 1))],
  ['transpose', (x) => tf.mul(tf.transpose(x, [2, 0, 1]), tf.tensor(numbers(24, 't'), [4, 2, 3]))],
  ['slice', (x) => tf.square(tf.slice(x, [0, 1, 1], [2, 2, -1]))],
  [
    'pad',
    (x) =>
      tf.square(
        tf.pad(x, [
          [1, 0],
          [0, 2],
          [0, 0],
        ]),
      ),
  ],
  ['tile', (_, y) => tf.square(tf.tile(y, [2, 3]))],
  ['broadcastTo', (_, y) => tf.square(tf.broadcastTo(y, [2, 3, 4]))],
  ['gather', (x) => tf.square(tf.gather(x, [1, 0, 1], 1))],
  ['concat', (x, y) => tf.square(tf.concat([x, tf.broadcastTo(y, [2, 3, 4])], 1))],
  ['split', (x) => tf.mul(tf.split(x, 2, 2)[0] ?? x, tf.split(x, 2, 2)[1] ?? x)],
  ['addN', (x) => tf.addN([x, tf.square(x), x])],
  ['matMul', (x, y) => tf.matMul(x, tf.broadcastTo(y, [2, 3, 1]), true)],
  ['cast, clone', (x) => tf.clone(tf.cast(tf.square(x), 'float32'))],
];
