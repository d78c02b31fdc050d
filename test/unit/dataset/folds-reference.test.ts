import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldOf, splitByGroup, type Split } from '../../../src-main/engine/dataset/split.ts';

interface Reference {
  readonly random: readonly { readonly rows: number; readonly folds: number; readonly sizes: number[] }[];
  readonly stratified: readonly {
    readonly classes: number[];
    readonly folds: number;
    readonly sizes: number[];
    readonly counts: number[][];
  }[];
  readonly group: readonly { readonly groups: number[]; readonly folds: number; readonly sizes: number[] }[];
}
// Written by test/reference/splits.py with scikit-learn.
const reference = JSON.parse(
  readFileSync(new URL('../../reference/splits.json', import.meta.url), 'utf8'),
) as Reference;

const ascending = (counts: readonly number[]) => counts.toSorted((a, b) => a - b);
const sizesOf = (parts: readonly Split[]) => ascending(parts.map(({ validation }) => validation.length));
const everyFold = (folds: number, split: (fold: number) => Split) =>
  Array.from({ length: folds }, (_, fold) => split(fold));
const allRows = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

describe('folds, beside those of scikit-learn', () => {
  it.each(reference.random)('cut $rows rows in $folds as KFold does', ({ rows, folds, sizes }) => {
    expect(sizesOf(everyFold(folds, (fold) => foldOf(allRows(rows), folds, fold, 3)))).toEqual(sizes);
  });

  it.each(reference.stratified)(
    'hold out as many rows of every class as StratifiedKFold does: $counts',
    ({ classes, folds, sizes, counts }) => {
      const rows = allRows(classes.length);
      const parts = everyFold(folds, (fold) => foldOf(rows, folds, fold, 3, classes));
      expect(sizesOf(parts)).toEqual(sizes);
      const held = counts.map((_, of) =>
        ascending(parts.map(({ validation }) => validation.filter((row) => classes[row] === of).length)),
      );
      expect(held).toEqual(counts);
    },
  );

  it.each(reference.group)('hold out groups of as many rows as GroupKFold does: $sizes', (one) => {
    const { groups, folds, sizes } = one;
    const count = Math.max(...groups) + 1;
    const parts = everyFold(folds, (fold) =>
      splitByGroup(allRows(groups.length), Int32Array.from(groups), count, 0, 3, folds, fold),
    );
    expect(sizesOf(parts)).toEqual(sizes);
  });
});
