import { allNumbers } from './cells.ts';
import type { CategoryColumn } from './table.ts';

/** Codes for words. Categories are sorted, so that the same words get the same codes in any order of rows. */
export function categoryColumn(name: string, values: readonly (string | null)[]): CategoryColumn {
  const categories = sortCategories([...new Set(values.filter((value) => value !== null))]);
  const codeOf = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1)));
  return { type: 'category', name, codes, categories };
}

/** Numbers by their value, words by code unit, so that the order does not depend on the rows'. */
export function sortCategories(words: readonly string[]): string[] {
  const sorted = [...words].sort();
  return allNumbers(sorted) ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted;
}
