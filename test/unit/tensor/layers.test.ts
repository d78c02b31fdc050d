import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { activationLayer } from '../../../src-main/engine/tensor/fused/activation-layer.ts';
import { fullAttention } from '../../../src-main/engine/tensor/fused/attention.ts';
import { batchNorm } from '../../../src-main/engine/tensor/fused/batch-norm.ts';
import { convolution } from '../../../src-main/engine/tensor/fused/convolution.ts';
import { depthwiseConvolution } from '../../../src-main/engine/tensor/fused/depthwise.ts';
import { groupNorm } from '../../../src-main/engine/tensor/fused/group-norm.ts';
import { gateCounts, recurrent } from '../../../src-main/engine/tensor/fused/recurrent.ts';
import { compute, expectClose, expectSame, numbers, side, type NumberInput } from '../../support/tensors.ts';

const input = (name: string, ...shape: number[]): NumberInput => ({
  shape,
  values: numbers(
    shape.reduce((product, length) => product * length, 1),
    name,
  ),
});

async function expectSameAs(
  given: readonly NumberInput[],
  f: (...tensors: tf.Tensor[]) => tf.Tensor,
  tolerance = 1e-4,
): Promise<void> {
  expectSame(await compute('wasm', given, f), await compute('cpu', given, f), tolerance);
}

// On the engine "cpu" the same functions are composed of TensorFlow.js' own operations.
describe.each(['relaxed', 'simd'] as const)('a layer in one pass (%s)', (variant) => {
  beforeAll(() => openEngine('embedded', { variants: [variant] }));

  it('is what its parts give: batch norm, and the statistics that it tells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 150 }), side, async (rows, columns) => {
        const given = [input('x', rows, columns), input('gain', columns), input('bias', columns)];
        const told: number[][] = [];
        const f = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
          batchNorm(x, gain, bias, (mean, variance) => told.push([...mean, ...variance]));
        // Two rows that are nearly equal are divided by nearly nothing.
        await expectSameAs(given, f, 1e-3);
        expectClose(told[0] ?? [], told.at(-1) ?? [], 1e-5);
      }),
      { numRuns: 25 },
    );
  });

  it('is what its parts give: group norm', async () => {
    const sizes = fc.record({
      batch: side,
      positions: side,
      groups: fc.integer({ min: 1, max: 4 }),
      size: side,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ batch, positions, groups, size }) => {
        const channels = groups * size;
        fc.pre(positions * size > 1);
        const given = [
          input('x', batch, positions, channels),
          input('gain', channels),
          input('bias', channels),
        ];
        await expectSameAs(given, (x, gain, bias) => groupNorm(x, gain, bias, groups), 1e-3);
      }),
      { numRuns: 25 },
    );
  });

  it('is what its parts give: convolutions with strides, with and without padding', async () => {
    const sizes = fc.record({
      height: fc.integer({ min: 3, max: 9 }),
      width: fc.integer({ min: 3, max: 9 }),
      channels: fc.integer({ min: 1, max: 6 }),
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.constantFrom('same' as const, 'valid' as const),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ height, width, channels, kernel, stride, padding }) => {
        const place = { stride, padding };
        const x = input('x', 2, height, width, channels);
        await expectSameAs(
          [x, input('k', kernel, kernel, channels, 5), input('b', 5)],
          (image, weights, bias) => convolution(image, weights, bias, 'tanh', place),
        );
        await expectSameAs([x, input('k', kernel, kernel, channels, 1)], (image, weights) =>
          depthwiseConvolution(image, weights, place),
        );
      }),
      { numRuns: 30 },
    );
  });

  it.each(['rnn', 'lstm', 'gru'] as const)('is what its parts give: %s', async (cell) => {
    const sizes = fc.record({ batch: side, time: fc.integer({ min: 1, max: 9 }), units: side });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ batch, time, units }) => {
        const wide = gateCounts[cell] * units;
        const given = [input('gates', batch, time, wide), input('u', units, wide)];
        // Only a GRU uses the bias, so only its bias has a gradient.
        if (cell === 'gru') given.push(input('b', units));
        // Larger weights make the cell chaotic: it then multiplies the last bit of a sum at every step.
        const scale = 1 / Math.sqrt(units);
        await expectSameAs(given, (gates, weights, bias) =>
          recurrent(cell, gates, tf.mul(weights, scale), bias ?? tf.zeros([units])),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('is what its parts give: attention that sees everything', async () => {
    for (const time of [1, 5, 24, 25, 49]) {
      const shape = { batch: 2, time, heads: 2, size: 5 };
      await expectSameAs([input('projected', 2 * time, 30)], (x) => fullAttention(x, shape));
    }
  });

  it.each(['relu', 'tanh', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'swish'] as const)(
    'is what its parts give: %s by itself',
    async (activation) => {
      for (const columns of [1, 4, 7]) {
        await expectSameAs([input('x', 3, columns)], (x) => activationLayer(x, activation));
      }
    },
  );
});
