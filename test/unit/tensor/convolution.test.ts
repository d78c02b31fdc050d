import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { convolution } from '../../../src-main/engine/tensor/fused/convolution.ts';
import { slopeAlong, weighted } from '../../support/conformance/subject.ts';
import { compute, expectSame, numbers } from '../../support/tensors.ts';

const count = (shape: readonly number[]): number => shape.reduce((all, length) => all * length, 1);
const filled = (name: string, shape: number[]) => ({ shape, values: numbers(count(shape), name) });
const small = (from: number, to: number) => fc.integer({ min: from, max: to });

describe.each(['relaxed', 'simd'] as const)('convolution (%s)', (variant) => {
  beforeAll(() => openEngine('embedded', { variants: [variant] }));

  it('is that of TensorFlow.js for any size, stride and padding, with both gradients', async () => {
    const cases = fc.record({
      batch: small(1, 3),
      height: small(3, 11),
      width: small(3, 11),
      channels: small(1, 6),
      filters: small(1, 9),
      kernelHeight: small(1, 3),
      kernelWidth: small(1, 3),
      strideY: small(1, 3),
      strideX: small(1, 2),
      pad: fc.constantFrom('same' as const, 'valid' as const),
    });
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const x = filled('x', [c.batch, c.height, c.width, c.channels]);
        const kernel = filled('kernel', [c.kernelHeight, c.kernelWidth, c.channels, c.filters]);
        const f = (images: tf.Tensor, w: tf.Tensor): tf.Tensor =>
          tf.conv2d(images as tf.Tensor4D, w as tf.Tensor4D, [c.strideY, c.strideX], c.pad);
        expectSame(await compute('wasm', [x, kernel], f), await compute('cpu', [x, kernel], f));
      }),
      { numRuns: 40 },
    );
  });

  it('is right over many blocks of patches', async () => {
    const x = filled('x', [3, 40, 40, 3]);
    const kernel = filled('kernel', [5, 5, 3, 4]);
    const f = (images: tf.Tensor, w: tf.Tensor): tf.Tensor =>
      tf.conv2d(images as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');
    expectSame(await compute('wasm', [x, kernel], f), await compute('cpu', [x, kernel], f), 1e-4);
  });

  it('looks through the gaps of a dilated kernel', async () => {
    const outputs = async (backend: 'wasm' | 'cpu'): Promise<number[]> => {
      await tf.setBackend(backend);
      return tf.tidy(() => {
        const x = tf.tensor4d(numbers(2 * 9 * 8 * 3, 'x'), [2, 9, 8, 3]);
        const kernel = tf.tensor4d(numbers(3 * 2 * 3 * 5, 'kernel'), [3, 2, 3, 5]);
        return [...tf.conv2d(x, kernel, 1, 'same', 'NHWC', 2).dataSync()];
      });
    };
    const expected = await outputs('cpu');
    expectSame({ outputs: await outputs('wasm'), gradients: [] }, { outputs: expected, gradients: [] });
  });

  it.each([
    ['same', 2],
    ['valid', 3],
  ] as const)('has gradients through the gaps of a dilated kernel, too: %s, %i', async (pad, dilation) => {
    const slope = {
      inputs: [filled('x', [2, 9, 8, 2]), filled('kernel', [3, 2, 2, 3])],
      f: (...[x, kernel]: tf.Tensor[]) =>
        weighted(tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, pad, 'NHWC', dilation)),
    };
    const [difference, along] = await slopeAlong(slope, 2 ** -6);
    expect(along).toBeCloseTo(difference, 2);
  });

  it.each([null, 'relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'] as const)(
    'with bias and activation in one pass gives what they give apart: %s',
    async (activation) => {
      const inputs = [filled('x', [2, 7, 6, 3]), filled('kernel', [3, 3, 3, 5]), filled('bias', [5])];
      const f = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
        convolution(x, kernel, bias, activation);
      expectSame(await compute('wasm', inputs, f), await compute('cpu', inputs, f));
    },
  );

  it('carries NaN to the outputs that see it, and to no others', () => {
    const values = new Float32Array(25);
    values[0] = Number.NaN;
    const y = tf.tidy(() =>
      tf.conv2d(tf.tensor4d(values, [1, 5, 5, 1]), tf.ones<tf.Rank.R4>([3, 3, 1, 1]), 1, 'same').dataSync(),
    );
    expect([...y].flatMap((value, index) => (Number.isNaN(value) ? [index] : []))).toEqual([0, 1, 5, 6]);
  });
});

describe.each(['relaxed', 'simd'] as const)('max-pooling (%s)', (variant) => {
  beforeAll(() => openEngine('embedded', { variants: [variant] }));

  it('has the gradient of TensorFlow.js for any size, window and padding', async () => {
    const cases = fc.record({
      batch: small(1, 3),
      height: small(3, 9),
      width: small(3, 9),
      channels: small(1, 9),
      window: small(1, 3),
      stride: small(1, 3),
      pad: fc.constantFrom('same' as const, 'valid' as const),
    });
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const x = filled('x', [c.batch, c.height, c.width, c.channels]);
        const f = (images: tf.Tensor): tf.Tensor =>
          tf.maxPool(images as tf.Tensor4D, c.window, c.stride, c.pad);
        expectSame(await compute('wasm', [x], f), await compute('cpu', [x], f));
      }),
      { numRuns: 40 },
    );
  });

  it('has the gradient of TensorFlow.js for squares side by side', async () => {
    for (const shape of [
      [3, 6, 8, 4],
      [2, 7, 5, 12],
      [1, 2, 2, 8],
    ]) {
      const x = filled('x', shape);
      const f = (images: tf.Tensor): tf.Tensor => tf.maxPool(images as tf.Tensor4D, 2, 2, 'valid');
      expectSame(await compute('wasm', [x], f), await compute('cpu', [x], f));
    }
  });

  it('sends the gradient to the first of equals, and to NaN before all', () => {
    const window = [1, 1, Number.NaN, 3];
    const x = tf.tensor4d(
      window.flatMap((value) => new Array<number>(4).fill(value)),
      [1, 2, 2, 4],
    );
    const [gradient] = tf.grads((images) => tf.sum(tf.maxPool(images as tf.Tensor4D, 2, 2, 'valid')))([x]);
    expect([...(gradient?.dataSync() ?? [])]).toEqual(
      [0, 0, 1, 0].flatMap((value) => new Array<number>(4).fill(value)),
    );
  });

  it.each([
    ['squares side by side', 4, 2, 2, 'valid'],
    ['any window', 3, 3, 1, 'same'],
  ] as const)(
    'shows a NaN where a window sees it, and nowhere else: %s',
    (_, channels, window, stride, pad) => {
      const values = numbers(6 * 6 * channels, 'x');
      values[0] = Number.NaN;
      const [first, last] = tf.tidy(() => {
        const y = tf.maxPool(tf.tensor4d(values, [1, 6, 6, channels]), window, stride, pad).dataSync();
        return [y[0], y.at(-1)];
      });
      expect(first).toBeNaN();
      expect(last).toBeGreaterThan(-10);
    },
  );

  it('sends the gradient to the first of equals in any window', () => {
    const [gradient] = tf.grads((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))([
      tf.zeros([1, 4, 4, 1]),
    ]);
    expect([...(gradient?.dataSync() ?? [])]).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
  });
});
