import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { causalAttention } from '../../../src-main/engine/tensor/fused/attention.ts';
import { softmaxCrossEntropy } from '../../../src-main/engine/tensor/fused/cross-entropy.ts';
import { dense } from '../../../src-main/engine/tensor/fused/dense.ts';
import { dropout } from '../../../src-main/engine/tensor/fused/dropout.ts';
import { layerNorm } from '../../../src-main/engine/tensor/fused/layer-norm.ts';
import { compute, expectSame, numbers, side } from '../../support/tensors.ts';

// On the engine "cpu" the same functions are composed of TensorFlow.js' own operations.
describe.each(['relaxed', 'simd'] as const)('an operation in one pass (%s)', (variant) => {
  beforeAll(() => openEngine('embedded', { variants: [variant] }));

  it.each([null, 'relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'] as const)(
    'is what its parts give: dense layer, %s',
    async (activation) => {
      await fc.assert(
        fc.asyncProperty(side, side, side, async (rows, inputs, outputs) => {
          const given = [
            { shape: [rows, inputs], values: numbers(rows * inputs, 'x') },
            { shape: [inputs, outputs], values: numbers(inputs * outputs, 'w') },
            { shape: [outputs], values: numbers(outputs, 'b') },
          ];
          const f = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor => dense(x, w, b, activation);
          expectSame(await compute('wasm', given, f), await compute('cpu', given, f));
        }),
        { numRuns: 12 },
      );
    },
  );

  it('is what its parts give: layer norm', async () => {
    await fc.assert(
      fc.asyncProperty(side, fc.integer({ min: 2, max: 37 }), async (rows, width) => {
        const given = [
          { shape: [rows, width], values: numbers(rows * width, 'x') },
          { shape: [width], values: numbers(width, 'gain') },
          { shape: [width], values: numbers(width, 'bias') },
        ];
        const f = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor => layerNorm(x, gain, bias);
        expectSame(await compute('wasm', given, f), await compute('cpu', given, f), 1e-4);
      }),
      { numRuns: 25 },
    );
  });

  it('is what its parts give: causal attention', async () => {
    const cases = fc.record({
      batch: fc.integer({ min: 1, max: 2 }),
      time: fc.constantFrom(1, 2, 5, 23, 24, 25, 49),
      heads: fc.integer({ min: 1, max: 3 }),
      size: fc.constantFrom(1, 3, 4, 8, 9),
    });
    await fc.assert(
      fc.asyncProperty(cases, async (shape) => {
        const { batch, time, heads, size } = shape;
        const rows = batch * time;
        const given = [
          { shape: [rows, 3 * heads * size], values: numbers(rows * 3 * heads * size, 'projected') },
        ];
        const f = (projected: tf.Tensor): tf.Tensor => causalAttention(projected, shape);
        expectSame(await compute('wasm', given, f), await compute('cpu', given, f));
      }),
      { numRuns: 25 },
    );
  });

  it('is what its parts give: softmax cross-entropy', async () => {
    await fc.assert(
      fc.asyncProperty(
        side,
        fc.integer({ min: 2, max: 37 }),
        fc.constantFrom(0, 0.1),
        async (rows, classes, smoothing) => {
          const given = [
            { shape: [rows, classes], values: numbers(rows * classes, 'logits').map((x) => 9 * x) },
          ];
          const f = (logits: tf.Tensor): tf.Tensor => {
            const wanted = Int32Array.from({ length: rows }, (_, row) => (row * 5) % classes);
            return softmaxCrossEntropy(logits as tf.Tensor2D, tf.tensor1d(wanted, 'int32'), smoothing);
          };
          expectSame(await compute('wasm', given, f), await compute('cpu', given, f));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('drops the same numbers as on any other engine', async () => {
    for (const count of [1, 2, 3, 4, 5, 1003]) {
      const given = [{ shape: [count], values: numbers(count, 'x') }];
      const f = (x: tf.Tensor): tf.Tensor => dropout(x, 0.3, 5, 'dropout', 'dense1', 7);
      const [ours, theirs] = [await compute('wasm', given, f), await compute('cpu', given, f)];
      expect(ours).toEqual(theirs);
    }
  });

  it('carries NaN on, and infinite logits give no finite loss', () => {
    const loss = (logits: number[][]): number =>
      tf.tidy(
        () => softmaxCrossEntropy(tf.tensor2d(logits), tf.tensor1d([0], 'int32'), 0).dataSync()[0] ?? 0,
      );
    expect(loss([[1, Number.NaN, 0]])).toBeNaN();
    expect(loss([[0, Number.POSITIVE_INFINITY]])).not.toSatisfy(Number.isFinite);
    const outputs = tf.tidy(() =>
      dense(tf.tensor2d([[Number.NaN], [1]]), tf.ones([1, 5]), tf.zeros([5]), 'tanh').dataSync(),
    );
    expect([...outputs].map((value) => Number.isNaN(value))).toEqual([
      ...new Array<boolean>(5).fill(true),
      ...new Array<boolean>(5).fill(false),
    ]);
  });

  it('saturates where the functions do', () => {
    const at = (activation: 'tanh' | 'sigmoid' | 'elu', x: number): number =>
      tf.tidy(() => dense(tf.tensor2d([[x]]), tf.ones([1, 1]), tf.zeros([1]), activation).dataSync()[0] ?? 0);
    expect([at('tanh', 200), at('tanh', -200), at('tanh', 1e-6)]).toEqual([1, -1, Math.fround(1e-6)]);
    expect([at('sigmoid', 200), at('sigmoid', -200)]).toEqual([1, 0]);
    expect([at('elu', -200), at('elu', 200)]).toEqual([-1, 200]);
  });
});
