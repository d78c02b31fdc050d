import { describe, expect, it } from 'vitest';
import type { MeasuredBatch } from '#contract/advice.ts';
import { stream } from '../../../src-main/base/random.ts';
import {
  chooseBatchSize,
  kneeOf,
  scaledRate,
  withRelativeTimes,
} from '../../../src-main/engine/advice/batch-choice.ts';
import { noiseScaleOf } from '../../../src-main/engine/advice/noise-scale.ts';
import { spec } from '../../support/training.ts';

const { optimizer: adam } = spec({
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  model: { kind: 'linear' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  steps: 10,
});
const sgd = { kind: 'sgd', learningRate: 0.01, weightDecay: 0 } as const;

function measured(batchSize: number, millisecondsPerStep: number): MeasuredBatch {
  return {
    batchSize,
    millisecondsPerStep,
    rowsPerSecond: (1000 * batchSize) / millisecondsPerStep,
    memoryBytes: 0,
    relativeTime: null,
  };
}

describe('the gradient noise scale', () => {
  it('comes out as the variance over the squared gradient that the gradients were drawn with', () => {
    const random = stream(0, 'gradients');
    // Gradients of one row: mean (1, 2), variance 25 in each of two directions: tr Σ / |G|² = 50 / 5.
    const row = (): number[] => [1 + 5 * random.normal(), 2 + 5 * random.normal()];
    const squaredNorm = (rows: number): number => {
      const mean = [0, 0];
      for (let i = 0; i < rows; i++)
        for (const [k, value] of row().entries()) mean[k] = (mean[k] ?? 0) + value / rows;
      return mean.reduce((sum, value) => sum + value * value, 0);
    };
    const average = (rows: number): number => {
      let sum = 0;
      for (let i = 0; i < 4000; i++) sum += squaredNorm(rows);
      return sum / 4000;
    };
    const norms = {
      small: { rows: 4, squaredNorm: average(4) },
      large: { rows: 64, squaredNorm: average(64) },
    };
    expect(noiseScaleOf(norms)).toBeGreaterThan(9.3);
    expect(noiseScaleOf(norms)).toBeLessThan(10.7);
  });

  it('is infinite where noise hides the gradient, and none where batches agree', () => {
    const norms = (small: number, large: number) => ({
      small: { rows: 1, squaredNorm: small },
      large: { rows: 16, squaredNorm: large },
    });
    expect(noiseScaleOf(norms(16, 1))).toBe(Number.POSITIVE_INFINITY);
    expect(noiseScaleOf(norms(1, 1))).toBe(0);
  });
});

describe('the batch size', () => {
  // 1 ms for the step itself, 0.01 ms a row.
  const sizes = [8, 16, 32, 64, 128, 256, 512].map((size) => measured(size, 1 + size / 100));

  it('has its knee where rows a second are near their most', () => {
    expect(kneeOf(sizes)).toBe(256);
    expect(kneeOf([measured(8, 1)])).toBe(8);
  });

  it('is chosen by the time to the same loss: steps by the noise scale, times their length', () => {
    const timed = withRelativeTimes(sizes, 64);
    // (1 + 64/B)(1 + B/100) is least at B = 80.
    const best = timed.find(({ relativeTime }) => relativeTime === 1);
    expect(best?.batchSize).toBe(64);
    expect(chooseBatchSize(timed, 8, 10_000, sgd, 64)).toMatchObject({
      verdict: 'found',
      suggested: { batchSize: 64, learningRate: 0.045 },
      changes: [
        { path: 'batchSize', value: 64 },
        { path: 'optimizer.learningRate', value: 0.045 },
      ],
    });
  });

  it('stays where it is when that takes about as long', () => {
    const timed = withRelativeTimes(sizes, 64);
    expect(chooseBatchSize(timed, 128, 10_000, sgd, 64)).toMatchObject({ verdict: 'fine', changes: [] });
  });

  it('leaves an epoch some steps', () => {
    const timed = withRelativeTimes(sizes, 1e6);
    expect(chooseBatchSize(timed, 8, 300, sgd, 1e6).suggested?.batchSize).toBe(32);
  });

  it('is not lowered to what the noise of a longer training will outgrow', () => {
    const slow = [1, 2, 4, 8, 16].map((size) => measured(size, size));
    expect(chooseBatchSize(withRelativeTimes(slow, 3), 16, 10_000, sgd, 3)).toMatchObject({
      verdict: 'fine',
    });
    expect(chooseBatchSize(withRelativeTimes(slow, 0.5), 16, 10_000, sgd, 0.5).suggested?.batchSize).toBe(2);
  });

  it('takes the learning rate along: in proportion below the noise scale, by its root for Adam', () => {
    expect(scaledRate(sgd, 8, 16, 1e9)).toBe(0.02);
    expect(scaledRate(sgd, 8, 16, Number.POSITIVE_INFINITY)).toBe(0.02);
    expect(scaledRate(adam, 8, 32, 1e9)).toBe(0.02);
    expect(scaledRate(sgd, 1000, 2000, 1)).toBe(0.01);
  });
});
