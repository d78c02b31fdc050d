import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnsInView,
  compareColumns,
  movedRun,
  sortedByRow,
} from '../../../src-renderer/state/compare/compare-columns.ts';
import {
  isTableOptions,
  orderedMetrics,
  orderedPlain,
  rowMatches,
  usualOptions,
} from '../../../src-renderer/state/compare/compare-table.ts';
import { metricRows } from '../../../src-renderer/state/compare/comparison-rows.ts';
import { markedText } from '../../../src-renderer/state/compare/marked-text.ts';

describe('a long text beside that of the baseline', () => {
  it('has the words marked that the other has not', () => {
    expect(markedText('data/iris-v2.csv', 'data/iris.csv')).toEqual([
      { text: 'data/iris', changed: false },
      { text: '-v2', changed: true },
      { text: '.csv', changed: false },
    ]);
    expect(markedText('写一首春天的诗', '写一首秋天的诗').filter(({ changed }) => changed)).toEqual([
      { text: '春', changed: true },
    ]);
  });

  it('keeps every character, and is unmarked exactly where both are the same', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-', '字', '1'), maxLength: 40 });
    fc.assert(
      fc.property(words, words, (text, other) => {
        const parts = markedText(text, other);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        if (text === other) expect(parts.some(({ changed }) => changed)).toBe(false);
        else {
          const back = markedText(other, text);
          const kept = parts.map((part) => (part.changed ? '' : part.text)).join('');
          let from = 0;
          for (const sign of kept) from = other.indexOf(sign, from) + 1 || Number.POSITIVE_INFINITY;
          expect(from).toBeLessThanOrEqual(other.length);
          expect([...parts, ...back].some(({ changed }) => changed)).toBe(true);
        }
      }),
    );
  });

  it('that is very long is not taken apart', () => {
    expect(markedText('a '.repeat(400), 'b')).toEqual([{ text: 'a '.repeat(400), changed: true }]);
  });
});

describe('columns of a comparison', () => {
  it('are pinned and hidden by run, but for the baseline, which always stands at the left', () => {
    expect(compareColumns([7, 3, 9, 4], [9, 7], [4])).toEqual({ pinned: [0, 3], others: [1], hidden: 1 });
  });

  it('move by one, never before the baseline or over the end', () => {
    expect(movedRun([1, 2, 3], 3, -1)).toEqual([1, 3, 2]);
    expect(movedRun([1, 2, 3], 2, -1)).toEqual([1, 2, 3]);
    expect(movedRun([1, 2, 3], 3, 1)).toEqual([1, 2, 3]);
    expect(movedRun([1, 2, 3], 1, 1)).toEqual([1, 2, 3]);
  });

  it('are sorted by a row after the baseline, those without a value last either way', () => {
    const runs = [1, 2, 3, 4, 5];
    const values = [9, 3, null, 1, NaN];
    expect(sortedByRow(runs, values, 'ascending')).toEqual([1, 4, 2, 3, 5]);
    expect(sortedByRow(runs, values, 'descending')).toEqual([1, 2, 4, 3, 5]);
    expect(sortedByRow(runs, ['x', 'b', 'a', true, undefined], 'ascending')).toEqual([1, 3, 2, 4, 5]);
  });

  it('are in the page where they are in view, all of them where they are few', () => {
    expect(columnsInView(12, 500, 400, 100)).toEqual({ from: 0, end: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 17, max: 50 }), fc.integer({ min: 0, max: 5000 }), (count, left) => {
        const { from, end } = columnsInView(count, left, 600, 148);
        const first = Math.floor(left / 148);
        const seen = Array.from({ length: count }, (_, column) => column).filter(
          (column) => column >= first && column * 148 < left + 600,
        );
        expect(seen.every((column) => column >= from && column < end)).toBe(true);
        expect(end).toBeGreaterThan(from);
      }),
    );
  });
});

describe('rows of a comparison', () => {
  it('are found by words of their name or their path', () => {
    expect(rowMatches('learn OPT', 'optimizer.learningRate', 'Optimizer · Learning rate η')).toBe(true);
    expect(rowMatches('seed', 'optimizer.learningRate', 'Learning rate')).toBe(false);
    expect(rowMatches(' ', 'anything')).toBe(true);
  });

  it('come by name, or what differs most first', () => {
    const metric = (key: string, final: readonly number[]) => ({
      key,
      direction: 'minimise' as const,
      apart: null,
      final,
      bestValues: final,
      best: [],
    });
    const rows = metricRows([metric('b', [1, 1.1]), metric('c', [1, 5]), metric('a', [2, 2])], 'final');
    expect(orderedMetrics(rows, 'difference').map(({ key }) => key)).toEqual(['c', 'b', 'a']);
    expect(orderedMetrics(rows, 'name').map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    const plain = [
      { path: 'x', differs: true, values: [1, 2, 1] },
      { path: 'a', differs: true, values: [1, 2, 3] },
    ];
    expect(orderedPlain(plain, 'difference').map(({ path }) => path)).toEqual(['a', 'x']);
    expect(orderedPlain(plain, 'usual')).toBe(plain);
  });

  it('tell the last, least or most of a metric with its step', () => {
    const metrics = { loss: { last: 3, lastStep: 30, min: 1, minStep: 10, max: 4, maxStep: 20 } };
    const rows = (by: 'last' | 'min' | 'max') =>
      metricRows(
        [{ key: 'loss', direction: 'minimise', apart: null, final: [2], bestValues: [1], best: [] }],
        by,
        // Of a summary only what is looked at.
        [{ metrics } as never],
      )[0]?.cells.map(({ value, step }) => [value, step]);
    expect([rows('last'), rows('min'), rows('max')]).toEqual([[[3, 30]], [[1, 10]], [[4, 20]]]);
  });

  it('are arranged as they were left, unless what was kept does not fit any more', () => {
    expect(isTableOptions({ ...usualOptions, by: 'min', hidden: [3] })).toBe(true);
    expect(
      [null, {}, { ...usualOptions, by: 'other' }, { ...usualOptions, pinned: ['x'] }].map(isTableOptions),
    ).toEqual([false, false, false, false]);
  });
});
