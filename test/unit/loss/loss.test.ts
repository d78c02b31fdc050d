import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LossSpec } from '#contract/training.ts';
import { checkLoss, createLoss } from '../../../src-main/engine/loss/loss.ts';
import { tallyClasses, tallyNumbers, textMetrics } from '../../../src-main/engine/loss/metrics.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';

function lossOf(spec: LossSpec, outputs: number[][], targets: number[]): number {
  return tf.tidy(() => {
    const classes = spec.kind === 'crossEntropy';
    const target = classes ? tf.tensor1d(targets, 'int32') : tf.tensor1d(targets);
    return createLoss(spec)(tf.tensor2d(outputs), target).dataSync()[0] ?? Number.NaN;
  });
}

describe.each(testEngines)('a loss on the engine "%s"', (engine) => {
  beforeAll(() => openTestEngine(engine));

  it('is the mean of what its formula says', () => {
    const outputs = [[1], [2], [-3]];
    const targets = [1.5, 0, -3];
    expect(lossOf({ kind: 'meanSquaredError' }, outputs, targets)).toBeCloseTo((0.25 + 4) / 3, 6);
    expect(lossOf({ kind: 'meanAbsoluteError' }, outputs, targets)).toBeCloseTo(2.5 / 3, 6);
    expect(lossOf({ kind: 'huber', delta: 1 }, outputs, targets)).toBeCloseTo((0.125 + 1.5) / 3, 6);
  });

  it('is cross-entropy of logits, with smoothing as a share of every class', () => {
    const logits = [[Math.log(1), Math.log(2), Math.log(5)]];
    expect(lossOf({ kind: 'crossEntropy', labelSmoothing: 0 }, logits, [1])).toBeCloseTo(-Math.log(0.25), 6);
    const smoothed = -(0.7 + 0.1) * Math.log(0.25) - 0.1 * (Math.log(0.125) + Math.log(0.625));
    expect(lossOf({ kind: 'crossEntropy', labelSmoothing: 0.3 }, logits, [1])).toBeCloseTo(smoothed, 6);
  });

  it('stays finite for logits that would overflow an exponential', () => {
    expect(lossOf({ kind: 'crossEntropy', labelSmoothing: 0 }, [[1000, 0]], [0])).toBeCloseTo(0, 9);
    expect(lossOf({ kind: 'crossEntropy', labelSmoothing: 0 }, [[1000, 0]], [1])).toBe(1000);
  });

  it('is refused, by the name of its field, when it does not fit the target', () => {
    const refused = (loss: LossSpec, kind: 'class' | 'number' | 'text') => () =>
      checkLoss(loss, { kind, name: 'price' });
    expect(refused({ kind: 'crossEntropy', labelSmoothing: 0 }, 'number')).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('the target "price" holds numbers') as string,
        details: { issues: [expect.objectContaining({ path: 'loss.kind', suggestion: 'meanSquaredError' })] },
      }) as Error,
    );
    expect(refused({ kind: 'huber', delta: 1 }, 'class')).toThrow('the target "price" holds classes');
    expect(refused({ kind: 'meanSquaredError' }, 'text')).toThrow('text is predicted');
    expect(refused({ kind: 'crossEntropy', labelSmoothing: 0 }, 'class')).not.toThrow();
    expect(refused({ kind: 'meanSquaredError' }, 'number')).not.toThrow();
  });
});

describe('metrics', () => {
  it('count classes over batches', () => {
    const tally = tallyClasses(3);
    tally.add([5, 1, 1, 0, 2, 9], [0, 1]);
    tally.add([0, 7, 1], [1]);
    expect(tally.metrics()).toEqual({ accuracy: 2 / 3 });
    expect(tally.confusion()).toEqual([
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 0],
    ]);
  });

  it('measure numbers over batches in the units of the data', () => {
    const tally = tallyNumbers(10);
    tally.add([0.1, 0.2], [0.1, 0.4]);
    tally.add([0.9], [0.7]);
    const { mae = 0, rmse = 0, r2 = 0 } = tally.metrics();
    // Targets 1, 4, 7; errors 0, −2, 2.
    expect(mae).toBeCloseTo(4 / 3, 9);
    expect(rmse).toBeCloseTo(Math.sqrt(8 / 3), 9);
    expect(r2).toBeCloseTo(1 - 8 / 18, 9);
  });

  it('say how well text is predicted', () => {
    expect(textMetrics(Math.log(8))).toEqual({
      perplexity: expect.closeTo(8, 12) as number,
      bitsPerCharacter: 3,
    });
  });
});
