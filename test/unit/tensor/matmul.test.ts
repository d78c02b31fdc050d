import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { compute, expectClose, expectSame, numbers, side } from '../../support/tensors.ts';

describe.each(['relaxed', 'simd'] as const)('products of matrices (%s)', (variant) => {
  beforeAll(() => openEngine('embedded', { variants: [variant] }));

  it('are those of TensorFlow.js on any sides and transposes, with their gradients', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ m: side, n: side, k: side, transposeA: fc.boolean(), transposeB: fc.boolean() }),
        async ({ m, n, k, transposeA, transposeB }) => {
          const a = { shape: transposeA ? [k, m] : [m, k], values: numbers(m * k, 'a', m, k) };
          const b = { shape: transposeB ? [n, k] : [k, n], values: numbers(n * k, 'b', n, k) };
          const f = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.matMul(x, y, transposeA, transposeB);
          expectSame(await compute('wasm', [a, b], f), await compute('cpu', [a, b], f));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('come in batches, where a batch of one is repeated', async () => {
    const batches = [
      [[3], [3]],
      [[1], [4]],
      [[2, 3], [3]],
      [[2, 3], []],
    ] as const;
    for (const [leadingA, leadingB] of batches) {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const size = (leading: readonly number[]): number => leading.reduce((all, length) => all * length, 1);
        const a = {
          shape: [...leadingA, ...(transposeA ? [5, 7] : [7, 5])],
          values: numbers(size(leadingA) * 35, 'a'),
        };
        const b = {
          shape: [...leadingB, ...(transposeB ? [9, 5] : [5, 9])],
          values: numbers(size(leadingB) * 45, 'b'),
        };
        const f = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.matMul(x, y, transposeA, transposeB);
        expectSame(await compute('wasm', [a, b], f), await compute('cpu', [a, b], f));
      }
    }
  });

  it('repeat a batch of one on both sides, which TensorFlow.js itself gets wrong', () => {
    tf.tidy(() => {
      const a = tf.tensor(numbers(2 * 4 * 3, 'a'), [2, 1, 4, 3]);
      const b = tf.tensor(numbers(5 * 3 * 2, 'b'), [1, 5, 3, 2]);
      const c = tf.matMul(a, b);
      expect(c.shape).toEqual([2, 5, 4, 2]);
      expect(c.dataSync()).toEqual(tf.matMul(tf.tile(a, [1, 5, 1, 1]), tf.tile(b, [2, 1, 1, 1])).dataSync());
    });
  });

  it('are right beyond every block: many rows, columns and summands', () => {
    // Whole numbers small enough for float32 to hold every sum exactly, whatever the order.
    const [m, n, k] = [203, 1601, 531];
    const a = Float32Array.from({ length: m * k }, (_, index) => ((index * 7) % 13) - 6);
    const b = Float32Array.from({ length: k * n }, (_, index) => ((index * 5) % 11) - 5);
    const c = tf.tidy(() => tf.matMul(tf.tensor2d(a, [m, k]), tf.tensor2d(b, [k, n])).dataSync());
    const expected = new Float32Array(m * n);
    for (let row = 0; row < m; row++) {
      for (let at = 0; at < k; at++) {
        const value = a[row * k + at] ?? 0;
        for (let column = 0; column < n; column++) {
          const to = row * n + column;
          expected[to] = (expected[to] ?? 0) + value * (b[at * n + column] ?? 0);
        }
      }
    }
    expect(c).toEqual(expected);
  });

  it('carry NaN and infinities on, and leave the other rows alone', () => {
    const a = tf.tensor2d([1, 2, Number.NaN, 1, Number.POSITIVE_INFINITY, 0], [3, 2]);
    const c = tf.matMul(a, tf.tensor2d([1, 1, 1, -1], [2, 2]));
    expect([...c.dataSync()]).toEqual([
      3,
      -1,
      Number.NaN,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    tf.dispose([a, c]);
  });

  it('of nothing are zero', () => {
    const c = tf.tidy(() => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).dataSync());
    expectClose(c, [0, 0, 0, 0, 0, 0]);
  });

  it('that do not fit are refused by their shapes', () => {
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow('do not fit');
  });
});
