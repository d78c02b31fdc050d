import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluationResult } from '#contract/evaluation.ts';
import type { ConfusionResult, LinearResult } from '#contract/result.ts';
import { familyMembers } from '../../../src-main/api/family-members.ts';
import { foldOf } from '../../../src-main/engine/dataset/split.ts';
import { familyFigures, pooledResult, type MemberEnd } from '../../../src-main/query/family-figures.ts';
import { runTraining, sampleSpec } from '../../support/training.ts';

interface Ridge {
  readonly scores: readonly number[];
  readonly mean: number;
  readonly pooled: number;
}

// The file's shape is that of the script beside it.
const { ridge } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/evaluation.json'), 'utf8'),
) as { readonly ridge: { parts: number[]; default: Ridge; best: Ridge } };

/** A sample as it ships, by five folds. */
async function crossValidated(name: string): Promise<readonly MemberEnd[]> {
  const ends: MemberEnd[] = [];
  for (const [place, { spec }] of familyMembers(sampleSpec(name), name, 'folds', 5).entries()) {
    const outcome = await runTraining(spec);
    // Results are what the training says they are.
    const evaluation = outcome.result('evaluation') as EvaluationResult;
    const confusion = (outcome.result('confusion') as ConfusionResult | undefined) ?? null;
    ends.push({ place, evaluation, confusion });
  }
  return ends;
}

function meanOf(ends: readonly MemberEnd[], key: string): number {
  return familyFigures(ends, 5, true).find((figure) => figure.key === key)?.mean ?? Number.NaN;
}

describe('samples by five folds', () => {
  it('breast-cancer is at least 97 % right, stratified, every row held out once', async () => {
    const ends = await crossValidated('breast-cancer');
    expect(meanOf(ends, 'val/accuracy')).toBeGreaterThanOrEqual(0.97);
    const pooled = pooledResult(ends);
    expect(pooled?.rows).toBe(569);
    expect(pooled?.confusion?.classes).toEqual(['benign', 'malignant']);
    expect(pooled?.confusion?.counts.map((row) => row.reduce((sum, count) => sum + count))).toEqual([
      357, 212,
    ]);
  });

  it('wine is at least 97 % right', async () => {
    const ends = await crossValidated('wine');
    expect(meanOf(ends, 'val/accuracy')).toBeGreaterThanOrEqual(0.97);
    expect(pooledResult(ends)?.rows).toBe(178);
  });

  it('diabetes reaches the ridge regression that its weight decay stands for', async () => {
    const outcome = await runTraining(sampleSpec('diabetes'));
    const linear = outcome.result('linear') as LinearResult;
    expect(linear.weightDecay).toBe(0.17);
    // A line search ends where the loss no longer differs in single precision.
    expect(linear.gap).toBeLessThan(1e-4);
    // With a penalty the mean squared error is not the least one.
    expect(linear.learnedLoss).toBeCloseTo(linear.closedFormLoss, 5);
  });

  it("diabetes has the R² of scikit-learn's ridge regression under the same folds", async () => {
    const rows = Uint32Array.from({ length: 442 }, (_, row) => row);
    for (let fold = 0; fold < 5; fold++) {
      const held = [...foldOf(rows, 5, fold, 0).validation];
      expect(held.every((row) => ridge.parts[row] === fold)).toBe(true);
    }
    const ends = await crossValidated('diabetes');
    const r2 = meanOf(ends, 'val/r2');
    expect(Math.abs(r2 / ridge.best.mean - 1)).toBeLessThan(0.005);
    expect(r2).toBeGreaterThan(ridge.default.mean);
    expect(Math.abs((pooledResult(ends)?.numbers?.r2 ?? 0) / ridge.best.pooled - 1)).toBeLessThan(0.005);
  });
});

describe('the interval of a family', () => {
  const interval = (key: string, values: readonly number[]) => {
    const ends = values.map((value, place): MemberEnd => ({
      place,
      evaluation: {
        rows: 10,
        trainRows: 20,
        loss: 1,
        metrics: { [key]: value },
        classes: null,
        numbers: null,
      },
      confusion: null,
    }));
    return familyFigures(ends, values.length, false).find((figure) => figure.key === `val/${key}`)?.interval;
  };

  it('is cut off where the metric cannot go, and says so', () => {
    expect(interval('accuracy', [1, 1, 0.9])).toEqual({ low: expect.closeTo(0.8232, 4), high: 1, cut: true });
    expect(interval('mae', [0.1, 5])).toEqual({ low: 0, high: expect.closeTo(33.68, 2), cut: true });
    expect(interval('accuracy', [0.8, 0.81, 0.82])).toMatchObject({ cut: false });
    expect(interval('accuracy', [0.8])).toBeNull();
  });
});
