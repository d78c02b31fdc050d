import { describe, expect, it } from 'vitest';
import type { HeldOutPredictions } from '#contract/compared-predictions.ts';
import { comparePredictions } from '../../../src-main/api/compared-predictions.ts';

function classes(rows: readonly number[], actual: readonly number[], predicted: readonly number[]) {
  return held(['a', 'b', 'c'], rows, actual, predicted);
}
function held(
  names: readonly string[],
  rows: readonly number[],
  actual: readonly number[],
  predicted: readonly number[],
): HeldOutPredictions {
  return {
    datasetSha256: 'x',
    classes: names,
    rows: Float64Array.from(rows),
    actual: Float64Array.from(actual),
    predicted: Float64Array.from(predicted),
    confidence: Float64Array.from(names.length > 0 ? predicted : [], () => 0.75),
  };
}

describe('answers of several models for the same rows', () => {
  const runs = [
    { run: 1, held: classes([2, 4, 6, 8], [0, 1, 2, 0], [0, 1, 0, 0]) },
    { run: 2, held: classes([4, 6, 8, 9], [1, 2, 0, 0], [1, 1, 0, 0]) },
    { run: 3, held: classes([8, 6, 4], [0, 2, 1], [0, 2, 2]) },
  ];

  it('are of the rows that all held out, those first on which they disagree', () => {
    const answer = comparePredictions(runs, 'disagreement', 0, 10, []);
    expect(answer).toMatchObject({ runs: [1, 2, 3], kind: 'class', total: 3, disagreeing: 2, notes: [] });
    expect(
      answer.rows.map(({ row, actual, answers }) => [row, actual, answers.map(({ value }) => value)]),
    ).toEqual([
      [6, 'c', ['a', 'b', 'c']],
      [4, 'b', ['b', 'b', 'c']],
      [8, 'a', ['a', 'a', 'a']],
    ]);
    expect(answer.rows[0]?.answers[0]?.confidence).toBe(0.75);
  });

  it('come as they are in the data, a part at a time', () => {
    expect(comparePredictions(runs, 'row', 1, 1, []).rows.map(({ row }) => row)).toEqual([6]);
  });

  it('that are numbers are furthest apart, or furthest off, first; what is no number before all', () => {
    const numbers = [
      { run: 1, held: held([], [0, 1, 2], [0, 0, 0], [1, 5, NaN]) },
      { run: 2, held: held([], [0, 1, 2], [0, 0, 0], [-1, 5, 0]) },
    ];
    const rowsOf = (order: 'disagreement' | 'error') =>
      comparePredictions(numbers, order, 0, 9, []).rows.map(({ row }) => row);
    expect(rowsOf('disagreement')).toEqual([2, 0, 1]);
    expect(rowsOf('error')).toEqual([2, 1, 0]);
    expect(comparePredictions(numbers, 'row', 0, 9, [])).toMatchObject({ kind: 'number', disagreeing: null });
  });
});
