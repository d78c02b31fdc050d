import { describe, expect, it } from 'vitest';
import {
  comparedConfusions,
  comparedCurves,
  comparedNumbers,
  curveClasses,
  textAt,
  textSteps,
} from '../../../src-renderer/state/compare/evaluations.ts';

function run(id: number, results: Readonly<Record<string, unknown>>) {
  return { id, name: `run ${id}`, color: id, results };
}
const confusion = (counts: readonly (readonly number[])[], classes = ['a', 'b']) => ({ classes, counts });
const evaluation = (part: object) => ({
  rows: 4,
  trainRows: 8,
  loss: 1,
  metrics: {},
  classes: null,
  numbers: null,
  ...part,
});

describe('evaluations side by side', () => {
  it('tell how the shares of each true class differ from the baseline, where the classes are the same', () => {
    const compared = comparedConfusions([
      run(1, {
        confusion: confusion([
          [3, 1],
          [0, 0],
        ]),
      }),
      run(2, {
        confusion: confusion([
          [2, 2],
          [1, 1],
        ]),
      }),
      run(3, {
        confusion: confusion(
          [
            [4, 0],
            [0, 4],
          ],
          ['x', 'y'],
        ),
      }),
      run(4, {}),
    ]);
    expect(compared.map((one) => one.run)).toEqual([1, 2, 3]);
    expect(compared[0]).toMatchObject({ differences: null, accuracy: 0.75 });
    expect(compared[1]?.differences).toEqual([
      [-0.25, 0.25],
      [null, null],
    ]);
    expect(compared[2]?.differences).toBeNull();
  });

  it('have the curves of one class, without those of classes that all rows or no rows are of', () => {
    const curve = (name: string, positives: number) => ({
      name,
      positives,
      rows: 4,
      rocAuc: 0.5,
      prAuc: 0.5,
      roc: { x: Float64Array.of(0, 1), y: Float64Array.of(0, 1) },
      precisionRecall: { x: Float64Array.of(0, 1), y: Float64Array.of(1, 0.5) },
    });
    const runs = [
      run(1, {
        evaluation: evaluation({
          classes: { positive: null, curves: [curve('a', 1), curve('b', 4)], calibration: null },
        }),
      }),
      run(2, {
        evaluation: evaluation({ classes: { positive: null, curves: [curve('a', 2)], calibration: null } }),
      }),
    ];
    expect(curveClasses(runs)).toEqual(['a']);
    expect(comparedCurves(runs, 'a').map((one) => one.run)).toEqual([1, 2]);
  });

  it('draw predicted against true on the range of all', () => {
    const numbers = (actual: readonly number[], predicted: readonly number[]) => ({
      evaluation: evaluation({
        numbers: {
          points: { actual: Float64Array.from(actual), predicted: Float64Array.from(predicted) },
          furthest: 0,
          residuals: { min: 0, max: 1, counts: [] },
          sums: { squared: 0, absolute: 0, mean: 0, spread: 0 },
        },
      }),
    });
    const compared = comparedNumbers([run(1, numbers([1, 2], [1, NaN])), run(2, numbers([0], [9]))]);
    expect(compared.values).toEqual([0, 9]);
    expect(compared.runs.map((one) => one.run)).toEqual([1, 2]);
    expect(comparedNumbers([run(3, {})])).toEqual({ runs: [], values: [] });
  });
});

describe('texts side by side', () => {
  it('are those of the step, or the last before it', () => {
    const texts = [
      { key: 'sample', step: 10, text: 'a' },
      { key: 'sample', step: 20, text: 'b' },
      { key: 'other', step: 15, text: 'c' },
    ];
    expect(textSteps([{ texts }, { texts: [{ key: 'sample', step: 12, text: 'd' }] }])).toEqual([
      10, 12, 15, 20,
    ]);
    expect([9, 10, 15, 99].map((step) => textAt(texts, 'sample', step)?.text ?? null)).toEqual([
      null,
      'a',
      'a',
      'b',
    ]);
  });
});
