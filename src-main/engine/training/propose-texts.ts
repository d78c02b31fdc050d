import type { DatasetSpec } from '#contract/dataset.ts';
import type { Table } from '../dataset/table.ts';
import { termsOf } from '../dataset/words.ts';

/** Words of a text on average from which on it is one, and no name or code. */
const fewestWords = 3;

/** Columns of free text from which the target may be told. */
export function textFeatures(
  table: Table,
  { features, split }: DatasetSpec,
  target: string | null,
): readonly string[] {
  return table.columns.flatMap((column) => {
    if (column.type !== 'text' || column.name === target || column.name === split?.by) return [];
    if (features !== undefined) return features.includes(column.name) ? [column.name] : [];
    const texts = column.values.filter((value) => value !== null);
    const words = texts.slice(0, 1000).reduce((sum, text) => sum + termsOf(text).length, 0);
    return texts.length >= 2 && words >= fewestWords * Math.min(1000, texts.length) ? [column.name] : [];
  });
}

/** The proposed features with those of text among them, in the table's order; undefined where that is every column. */
export function withTexts(
  proposed: readonly string[] | undefined,
  texts: readonly string[],
  table: Table,
  target: string | null,
): string[] | undefined {
  if (texts.length === 0) return proposed === undefined ? undefined : [...proposed];
  const others = table.columns.map(({ name }) => name).filter((name) => name !== target);
  const wanted = new Set([...(proposed ?? usableOf(table, target)), ...texts]);
  const features = others.filter((name) => wanted.has(name));
  return features.length === others.length ? undefined : features;
}

function usableOf({ columns }: Table, target: string | null): string[] {
  return columns
    .filter(({ name, type }) => name !== target && type !== 'text' && type !== 'ignore')
    .map(({ name }) => name);
}
