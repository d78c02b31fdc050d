import { describe, expect, it } from 'vitest';
import type { EvaluationResult } from '#contract/evaluation.ts';
import type { ConfusionResult } from '#contract/result.ts';
import { predictHeldOut } from '../../../src-main/engine/training/held-out.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { forSteps, runTraining } from '../../support/training.ts';

async function answersOf(sample: string, steps = 60) {
  const outcome = await runTraining(forSteps(sample, steps));
  const held = await predictHeldOut(outcome.checkpoint ?? new Uint8Array(), sampleFiles);
  return { outcome, held };
}

describe('the answers of a trained model for its held-out rows', () => {
  it('are those that its confusion matrix counts, each with the probability of its class', async () => {
    const { outcome, held } = await answersOf('iris');
    // Written by a training of this version.
    const confusion = outcome.result('confusion') as ConfusionResult;
    const counts = confusion.classes.map((_, actual) =>
      confusion.classes.map(
        (__, predicted) =>
          held.rows.filter((___, at) => held.actual[at] === actual && held.predicted[at] === predicted)
            .length,
      ),
    );
    expect(held.classes).toEqual(confusion.classes);
    expect(counts).toEqual(confusion.counts);
    expect(held.confidence).toHaveLength(held.rows.length);
    expect(held.confidence.every((share) => share >= 1 / 3 && share <= 1)).toBe(true);
    expect(new Set(held.rows).size).toBe(30);
  });

  it('of numbers are in the units of the data, as the evaluation has them', async () => {
    const { outcome, held } = await answersOf('diabetes');
    // Written by a training of this version.
    const { numbers, metrics } = outcome.result('evaluation') as EvaluationResult;
    const squares = held.actual.map((actual, at) => (actual - (held.predicted[at] ?? NaN)) ** 2);
    const rmse = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    expect(rmse).toBeCloseTo(metrics['rmse'] ?? NaN, 6);
    expect(held.actual.toSorted()).toEqual(numbers?.points.actual.toSorted());
    expect(held.confidence).toHaveLength(0);
  });

  it('are none of a model that writes text', async () => {
    await expect(answersOf('tang-metre', 1)).rejects.toThrow('predicts no rows one by one');
  });
});
