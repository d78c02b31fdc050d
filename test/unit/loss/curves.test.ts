import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classCurves } from '../../../src-main/engine/loss/curves.ts';
import { rankingFigures } from '../../../src-main/engine/loss/ranking.ts';
import { numberEvaluation } from '../../../src-main/engine/loss/residuals.ts';

interface Curve {
  readonly scores: number[];
  readonly positive: number[];
  readonly fpr: number[];
  readonly tpr: number[];
  readonly recall: number[];
  readonly precision: number[];
  readonly rocAuc: number;
  readonly prAuc: number;
}

// The file's shape is that of the script beside it.
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/evaluation.json'), 'utf8'),
) as { readonly curves: Readonly<Record<string, Curve>> };

/** The area under straight lines from point to point. */
function area(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let at = 1; at < x.length; at++) {
    sum += ((x[at] ?? 0) - (x[at - 1] ?? 0)) * (((y[at] ?? 0) + (y[at - 1] ?? 0)) / 2);
  }
  return sum;
}

describe('curves of one class', () => {
  it.each(Object.entries(reference.curves))("are scikit-learn's: %s", (_, expected) => {
    const scores = Float64Array.from(expected.scores);
    const positive = Uint8Array.from(expected.positive);
    const { roc, precisionRecall } = classCurves(scores, positive, Number.POSITIVE_INFINITY);
    // Corners say all: the points on a straight line between them are left out.
    const all = expected.fpr.map((x, at) => `${x.toFixed(12)} ${(expected.tpr[at] ?? 0).toFixed(12)}`);
    const own = Array.from(roc.x, (x, at) => `${x.toFixed(12)} ${(roc.y[at] ?? 0).toFixed(12)}`);
    expect(own.filter((point) => !all.includes(point))).toEqual([]);
    expect(area(roc.x, roc.y)).toBeCloseTo(expected.rocAuc, 12);
    expect(rankingFigures(scores, positive).prAuc).toBeCloseTo(expected.prAuc, 12);
    // scikit-learn goes on to the last score even where the recall is 1 already, as we do.
    const pairs = (x: ArrayLike<number>, y: ArrayLike<number>): string[] =>
      Array.from(x, (value, at) => `${value.toFixed(12)} ${(y[at] ?? 0).toFixed(12)}`);
    expect(pairs(precisionRecall.x, precisionRecall.y)).toEqual(pairs(expected.recall, expected.precision));
  });

  it('are empty where rows of one kind are missing or a score is no number', () => {
    for (const [scores, positive] of [
      [
        [1, 2],
        [1, 1],
      ],
      [
        [1, 2],
        [0, 0],
      ],
      [
        [Number.NaN, 2],
        [0, 1],
      ],
    ] as const) {
      const { roc, precisionRecall } = classCurves(Float64Array.from(scores), Uint8Array.from(positive));
      expect([roc.x.length, precisionRecall.x.length]).toEqual([0, 0]);
    }
  });

  it('stay small however many rows there are, and lose next to nothing of the area and no extreme precision', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        (seed, share) => {
          let state = seed;
          const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
          const positive = Uint8Array.from({ length: 5000 }, () => (next() < share ? 1 : 0));
          const scores = Float64Array.from(positive, (is) => next() + is * 0.3);
          const whole = classCurves(scores, positive, Number.POSITIVE_INFINITY);
          const thin = classCurves(scores, positive);
          expect(thin.roc.x.length).toBeLessThanOrEqual(260);
          expect(thin.precisionRecall.x.length).toBeLessThanOrEqual(260);
          expect(area(thin.roc.x, thin.roc.y)).toBeCloseTo(area(whole.roc.x, whole.roc.y), 2);
          expect(Math.min(...thin.precisionRecall.y)).toBe(Math.min(...whole.precisionRecall.y));
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('predicted numbers', () => {
  it('are all shown up to a thousand, and beyond that with the furthest off among them', () => {
    const actual = Float64Array.from({ length: 20_000 }, (_, row) => row / 100);
    const predicted = actual.map((value, row) => value + (row === 12_345 ? 50 : Math.sin(row)));
    const few = numberEvaluation(actual.slice(0, 1000), predicted.slice(0, 1000));
    expect([few.points.actual.length, few.furthest]).toEqual([1000, 0]);
    const many = numberEvaluation(actual, predicted);
    expect([many.points.actual.length, many.points.predicted.length, many.furthest]).toEqual([
      1000, 1000, 200,
    ]);
    expect(many.points.predicted).toContain(predicted[12_345]);
    expect(many.residuals.max).toBeCloseTo(50, 9);
    expect(many.residuals.counts.reduce((sum, count) => sum + count, 0)).toBe(20_000);
  });
});
