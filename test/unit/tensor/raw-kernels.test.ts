import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { slopeAlong, weighted } from '../../support/conformance/subject.ts';
import { compute, expectSame, numbers } from '../../support/tensors.ts';

const count = (shape: readonly number[]): number => shape.reduce((all, length) => all * length, 1);
const filled = (name: string, shape: number[]) => ({ shape, values: numbers(count(shape), name) });
const small = (from: number, to: number) => fc.integer({ min: from, max: to });

describe.each(['relaxed', 'simd'] as const)('operations that TensorFlow.js lacks here (%s)', (variant) => {
  beforeAll(async () => {
    await openEngine('javascript');
    await openEngine('embedded', { variants: [variant] });
  });

  it('depthwise convolution is that of TensorFlow.js for any size, stride and padding, with both gradients', async () => {
    const cases = fc.record({
      batch: small(1, 3),
      height: small(3, 9),
      width: small(3, 9),
      channels: small(1, 6),
      multiplier: small(1, 3),
      kernelHeight: small(1, 3),
      kernelWidth: small(1, 3),
      stride: small(1, 3),
      pad: fc.constantFrom('same' as const, 'valid' as const),
    });
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const x = filled('x', [c.batch, c.height, c.width, c.channels]);
        const kernel = filled('kernel', [c.kernelHeight, c.kernelWidth, c.channels, c.multiplier]);
        const f = (images: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
          tf.depthwiseConv2d(images as tf.Tensor4D, filter as tf.Tensor4D, c.stride, c.pad);
        expectSame(await compute('wasm', [x, kernel], f), await compute('cpu', [x, kernel], f));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['same', 2],
    ['valid', 3],
  ] as const)(
    'depthwise convolution has gradients through the gaps of a dilated kernel: %s, %i',
    async (pad, dilation) => {
      const slope = {
        inputs: [filled('x', [2, 9, 8, 2]), filled('kernel', [3, 2, 2, 2])],
        f: (...[x, kernel]: tf.Tensor[]) =>
          weighted(tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, pad, 'NHWC', dilation)),
      };
      const [difference, along] = await slopeAlong(slope, 2 ** -6);
      expect(along).toBeCloseTo(difference, 2);
    },
  );

  it('average pooling has the slope of its mean where windows reach over the edge', async () => {
    const slope = {
      inputs: [filled('x', [2, 7, 8, 3])],
      f: (...[x]: tf.Tensor[]) => weighted(tf.avgPool(x as tf.Tensor4D, [3, 2], 2, 'same')),
    };
    const [difference, along] = await slopeAlong(slope, 2 ** -4);
    expect(along).toBeCloseTo(difference, 3);
  });

  it('average pooling spreads a gradient evenly, and NaN to its window alone', () => {
    const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
    const dy = tf.tensor4d([4, 8, Number.NaN, 0], [1, 2, 2, 1]);
    const dx = tf.grad((images) => tf.avgPool(images as tf.Tensor4D, 2, 2, 'valid'))(x, dy);
    expect([...dx.dataSync()]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, NaN, NaN, 0, 0, NaN, NaN, 0, 0]);
  });

  it('a reduction over nothing is what it is in plain JavaScript, whatever the memory held before', async () => {
    const reduced = () =>
      tf.tidy(() => {
        tf.fill([3000], 7);
        return (['sum', 'mean', 'max', 'min'] as const).flatMap((name) =>
          [0, undefined].map((axis) => [...tf[name](tf.zeros([0, 3]), axis).dataSync()]),
        );
      });
    const here = reduced();
    await tf.setBackend('cpu');
    const expected = reduced();
    await tf.setBackend('wasm');
    expect(here).toEqual(expected);
    expect(expected.slice(0, 2)).toEqual([[0, 0, 0], [0]]);
  });

  it('einsum is that of TensorFlow.js for any sizes, with its gradients', async () => {
    const equations = fc.constantFrom(
      ['ij,jk->ik', 2] as const,
      ['ij,kj->ki', 2] as const,
      ['bij,bjk->bik', 2] as const,
      ['abc,bd->dca', 2] as const,
      ['bhid,bhjd->bhij', 2] as const,
      ['ab,ab->', 2] as const,
      ['ab,b->a', 2] as const,
      ['i,j->ij', 2] as const,
      ['ijk->ki', 1] as const,
      ['ij->', 1] as const,
      ['ab->ba', 1] as const,
    );
    const sides = fc.array(small(1, 7), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(equations, sides, async ([equation, terms], lengths) => {
        const sizeOf = (label: string): number => lengths[label.charCodeAt(0) % lengths.length] ?? 1;
        const labels = (equation.split('->')[0] ?? '').split(',').slice(0, terms);
        const inputs = labels.map((term, index) => filled(`term ${index}`, [...term].map(sizeOf)));
        const f = (...tensors: tf.Tensor[]): tf.Tensor => tf.einsum(equation, ...tensors);
        const here = await compute('wasm', inputs, f);
        expectSame({ ...here, gradients: [] }, await outputsIn('cpu', inputs, f));
        const slope = { inputs, f: (...tensors: tf.Tensor[]) => weighted(f(...tensors)) };
        const [difference, along] = await slopeAlong(slope, 2 ** -5);
        expect(Math.abs(along - difference)).toBeLessThan(5e-3 * Math.max(1, Math.abs(difference)));
      }),
      { numRuns: 40 },
    );
  });

  it('einsum sums what only one of the two has, before it multiplies', () => {
    tf.tidy(() => {
      const [a, b] = [
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        tf.tensor2d([
          [1, 10],
          [2, 20],
          [3, 30],
        ]),
      ];
      expect(tf.einsum('ab,cd->da', a, b).arraySync()).toEqual([
        [18, 42],
        [180, 420],
      ]);
    });
  });

  it('einsum over nothing is zero, carries NaN, and leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      expect([...tf.einsum('ij,jk->ik', tf.zeros([2, 0]), tf.zeros([0, 3])).dataSync()]).toEqual(
        new Array(6).fill(0),
      );
      expect(tf.einsum('ij,jk->ik', tf.zeros([0, 4]), tf.zeros([4, 3])).shape).toEqual([0, 3]);
      const bad = tf.einsum(
        'ij,jk->ik',
        tf.tensor2d([
          [1, Number.NaN],
          [1, 2],
        ]),
        tf.ones([2, 1]),
      );
      expect([...bad.dataSync()]).toEqual([Number.NaN, 3]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

async function outputsIn(
  backend: 'cpu',
  inputs: readonly { readonly shape: number[]; readonly values: Float32Array }[],
  f: (...tensors: tf.Tensor[]) => tf.Tensor,
) {
  const before = tf.getBackend();
  await tf.setBackend(backend);
  const outputs = tf.tidy(() => [
    ...f(...inputs.map(({ shape, values }) => tf.tensor(values, shape))).dataSync(),
  ]);
  await tf.setBackend(before);
  return { outputs, gradients: [] };
}
