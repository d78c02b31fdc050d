import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { compute, expectSame, numbers, side } from '../../support/tensors.ts';

describe('rows of a table', () => {
  beforeAll(() => openEngine('embedded'));

  it('are taken by their numbers, and gradients of rows taken more than once add up', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, side, async (rows, width, count) => {
        const table = { shape: [rows, width], values: numbers(rows * width, 'table') };
        const ids = Int32Array.from({ length: count }, (_, index) => (index * index) % rows);
        const f = (x: tf.Tensor): tf.Tensor => tf.gather(x, tf.tensor1d(ids, 'int32'));
        expectSame(await compute('wasm', [table], f), await compute('cpu', [table], f));
      }),
      { numRuns: 40 },
    );
  });

  it('are taken along other axes and of other types as TensorFlow.js does', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      expect([...tf.gather(x, [2, 0], 1).dataSync()]).toEqual([3, 1, 6, 4]);
      expect([...tf.gather(tf.tensor1d([7, 8, 9], 'int32'), [2, 2]).dataSync()]).toEqual([9, 9]);
    });
  });

  it('that are not there are NaN, never another array', () => {
    const taken = tf.tidy(() => tf.gather(tf.ones([2, 2]), tf.tensor1d([0, 2, -1], 'int32')).dataSync());
    expect([...taken]).toEqual([1, 1, ...new Array<number>(4).fill(Number.NaN)]);
  });
});
