import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimizerSpecSchema } from '#contract/training.ts';
import { parse } from '#contract/parse.ts';
import { openOptimizer } from '../../src-main/engine/optimizer/optimizer.ts';
import { openEngine } from '../../src-main/engine/tensor/engine.ts';
import { activationLayer } from '../../src-main/engine/tensor/fused/activation-layer.ts';
import { causalAttention, fullAttention } from '../../src-main/engine/tensor/fused/attention.ts';
import { batchNorm } from '../../src-main/engine/tensor/fused/batch-norm.ts';
import { convolution } from '../../src-main/engine/tensor/fused/convolution.ts';
import { softmaxCrossEntropy } from '../../src-main/engine/tensor/fused/cross-entropy.ts';
import { dense } from '../../src-main/engine/tensor/fused/dense.ts';
import { depthwiseConvolution } from '../../src-main/engine/tensor/fused/depthwise.ts';
import { dropout } from '../../src-main/engine/tensor/fused/dropout.ts';
import { groupNorm } from '../../src-main/engine/tensor/fused/group-norm.ts';
import { layerNorm } from '../../src-main/engine/tensor/fused/layer-norm.ts';
import { gateCounts, recurrent } from '../../src-main/engine/tensor/fused/recurrent.ts';
import { operations } from '../support/operations.ts';
import { compute, expectSame, numbers, type NumberInput } from '../support/tensors.ts';
import { backendOf, engine } from './engine.ts';

const input = (name: string, ...shape: number[]): NumberInput => ({
  shape,
  values: numbers(
    shape.reduce((product, length) => product * length, 1),
    name,
  ),
});

type Layer = readonly [string, readonly NumberInput[], (...tensors: tf.Tensor[]) => tf.Tensor];
const activations = ['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'] as const;

// Sides are odd, so that no workgroup is full.
const layers: readonly Layer[] = [
  ...activations.map((kind): Layer => [kind, [input('x', 7, 13)], (x) => activationLayer(x, kind)]),
  ...activations.map((kind): Layer => [
    `dense, ${kind}`,
    [input('x', 17, 23), input('w', 23, 5), input('b', 5)],
    (x, w, b) => dense(x, w, b, kind),
  ]),
  [
    'dense of large sides',
    [input('x', 129, 65), input('w', 65, 131), input('b', 131)],
    (x, w, b) => dense(x, w, b, null),
  ],
  ...([1, 2, 3] as const).flatMap((stride) =>
    (['same', 'valid'] as const).map((padding): Layer => [
      `convolution, stride ${stride}, ${padding}`,
      [input('x', 3, 9, 11, 5), input('k', 3, 3, 5, 7), input('b', 7)],
      (x, kernel, bias) => convolution(x, kernel, bias, 'tanh', { stride, padding }),
    ]),
  ),
  ...([1, 2] as const).map((stride): Layer => [
    `depthwise, stride ${stride}`,
    [input('x', 2, 9, 7, 5), input('k', 3, 3, 5, 1)],
    (x, kernel) => depthwiseConvolution(x, kernel, { stride, padding: 'same' }),
  ]),
  ['max pool', [input('x', 2, 9, 7, 3)], (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same')],
  ['layer norm', [input('x', 6, 19), input('g', 19), input('b', 19)], (x, g, b) => layerNorm(x, g, b)],
  [
    'batch norm',
    [input('x', 31, 9), input('g', 9), input('b', 9)],
    (x, g, b) => batchNorm(x, g, b, () => undefined),
  ],
  ['group norm', [input('x', 3, 5, 5, 6), input('g', 6), input('b', 6)], (x, g, b) => groupNorm(x, g, b, 3)],
  ['dropout', [input('x', 9, 11)], (x) => dropout(x, 0.4, 3, 'dropout', 5)],
  ['attention', [input('p', 2 * 9, 30)], (p) => fullAttention(p, { batch: 2, time: 9, heads: 2, size: 5 })],
  [
    'causal attention',
    [input('p', 2 * 9, 30)],
    (p) => causalAttention(p, { batch: 2, time: 9, heads: 2, size: 5 }),
  ],
  ...(['rnn', 'lstm', 'gru'] as const).map((cell): Layer => [
    cell,
    [input('x', 3, 5, 7 * gateCounts[cell]), input('u', 7, 7 * gateCounts[cell])],
    (x, u) => recurrent(cell, x, tf.mul(u, 0.3), tf.zeros([7])),
  ]),
  [
    'softmax cross-entropy',
    [input('x', 13, 7)],
    (x) =>
      softmaxCrossEntropy(
        x as tf.Tensor2D,
        tf.tensor1d(
          Array.from({ length: 13 }, (_, i) => i % 7),
          'int32',
        ),
        0.1,
      ),
  ],
  [
    'rows looked up, many times the same',
    [input('x', 11, 6)],
    (x) =>
      tf.square(
        tf.gather(
          x,
          tf.tensor1d(
            Array.from({ length: 200 }, (_, i) => (i * i) % 11),
            'int32',
          ),
        ),
      ),
  ],
];

describe(`on the engine "${engine}"`, () => {
  beforeAll(async () => {
    await openEngine('javascript');
    await openEngine(engine);
  });

  it.each(layers)('values and gradients are those of JavaScript: %s', async (_, given, f) => {
    expectSame(await compute(backendOf(engine), given, f), await compute('cpu', given, f), 1e-4);
  });

  it.each(operations)('an operation and its gradient are those of JavaScript: %s', async (name, f) => {
    const given = [input('x', 2, 3, 4), input('y', 3, 1)];
    const used = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
      tf.add(f(x, y), tf.mul(0, tf.add(tf.sum(x), tf.sum(y))));
    // WebGPU leaves sine and cosine an error of 2⁻¹¹.
    const tolerance = name === 'sin, cos' ? 2e-3 : 1e-4;
    expectSame(await compute(backendOf(engine), given, used), await compute('cpu', given, used), tolerance);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('%s goes on through a sum and a product', async (bad) => {
    const values = numbers(70, 'x');
    values[33] = bad;
    const sum = await compute(backendOf(engine), [{ shape: [7, 10], values }], (x) => tf.sum(tf.mul(x, 2)));
    expect(sum.outputs).toEqual([bad]);
  });

  it('a list without elements is one', async () => {
    const empty = await compute(backendOf(engine), [input('x', 0, 3)], (x) => tf.sum(tf.square(x), 0));
    expect(empty.outputs).toEqual([0, 0, 0]);
  });

  it('the same is computed again bit for bit', async () => {
    for (const [, given, f] of layers) {
      expect(await compute(backendOf(engine), given, f)).toEqual(await compute(backendOf(engine), given, f));
    }
  });

  it.runIf(engine === 'native')('weights that somebody holds stay as they were when they are updated', () => {
    const spec = parse(optimizerSpecSchema, { kind: 'adam', learningRate: 0.1 }, 'The optimizer');
    const values = numbers(5000, 'weights');
    const optimizer = openOptimizer(spec, [{ name: 'w', shape: [5000], values }], null);
    const held = tf.clone(optimizer.weights[0] ?? tf.scalar(Number.NaN));
    const gradient = tf.ones([5000]);
    for (let step = 1; step <= 3; step++) {
      optimizer.update([gradient], 0.1, step, { loss: 0, again: () => ({ loss: 0, gradients: [] }) });
    }
    expect(held.dataSync()).toEqual(values);
    expect(optimizer.weights[0]?.dataSync()[0]).toBeCloseTo((values[0] ?? Number.NaN) - 0.3, 5);
    optimizer.dispose();
    tf.dispose([held, gradient]);
  });
});
