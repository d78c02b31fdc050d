import { growingInt32 } from '../../base/growing-array.ts';
import { ownText, parseNumber } from './cells.ts';
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';
import { cannotBeCategories } from './column-problems.ts';
import { sortCategories } from './columns.ts';
import { parseDate, slashOrder } from './dates.ts';

/** Above so many distinct words a column is text, unless most of them come up again and again. */
const fewCategories = 50;
/** With more words than this, few of which recur, a column is text: they are kept no longer than their rows. */
const largestDictionary = 50_000;
/** No column of classes has more. */
const mostCategories = 1_000_000;

/** Words, told apart by a dictionary while that is worth it: categories, text, or what nobody wants to see. */
export function wordBuilder(options: BuilderOptions): ColumnBuilder {
  const { missing, name, wanted } = options;
  let dictionary: Map<string, number> | null = new Map<string, number>();
  let words: string[] = [];
  const tally: number[] = [];
  const codes = growingInt32();
  /** Kept cells once the dictionary was given up. */
  let cells: (string | null)[] | null = null;
  let present = 0;
  let missingCount = 0;
  let numbers = 0;

  /** Words that were not told apart are never dates: those are seen at a column's beginning. */
  const allDates = (): boolean => {
    const order = slashOrder(words) ?? undefined;
    return words.length > 0 && words.every((word) => !Number.isNaN(parseDate(word, order)));
  };

  const giveUpDictionary = (): void => {
    cells = Array.from(codes.toArray(), (code) => words[code] ?? null);
    numbers = numbersAmong(words, tally, options.decimalComma);
    dictionary = null;
    words = [];
    tally.length = 0;
  };

  const addWord = (trimmed: string, keep: boolean): void => {
    present++;
    if (dictionary === null) {
      if (Number.isFinite(parseNumber(trimmed, options.decimalComma))) numbers++;
      if (keep) cells?.push(ownText(trimmed));
      return;
    }
    let code = dictionary.get(trimmed);
    if (code === undefined) {
      code = words.length;
      const word = ownText(trimmed);
      words.push(word);
      dictionary.set(word, code);
      tally.push(0);
    }
    tally[code] = (tally[code] ?? 0) + 1;
    if (keep) codes.push(code);
    if (words.length > largestDictionary && wanted !== 'category' && words.length * 5 > present)
      giveUpDictionary();
    if (words.length > mostCategories) throw cannotBeCategories(options, mostCategories);
  };

  const addMissing = (times: number, kept: number): void => {
    missingCount += times;
    if (cells === null) codes.repeat(-1, kept);
    else for (let at = 0; at < kept; at++) cells.push(null);
  };

  return {
    add: (cell, keep) => {
      const trimmed = cell.trim();
      if (missing.anywhere(trimmed)) addMissing(1, keep ? 1 : 0);
      else addWord(trimmed, keep);
    },
    addNumber: (value, keep) => {
      if (Number.isNaN(value)) addMissing(1, keep ? 1 : 0);
      else addWord(String(value), keep);
    },
    addMissing,
    thin: () => {
      codes.thin();
      if (cells !== null) cells = cells.filter((_, row) => row % 2 === 0);
    },
    finish: () => {
      if (dictionary !== null) numbers = numbersAmong(words, tally, options.decimalComma);
      if (wanted === undefined && (numbers * 2 > present || present === 0)) return 'numbers';
      if (wanted === undefined && allDates()) return 'dates';
      if (cells !== null) {
        return {
          column: { type: wanted === 'ignore' ? 'ignore' : 'text', name, values: cells },
          totals: { missing: missingCount },
        };
      }
      const type = wanted ?? (isCategory(words.length, present) ? 'category' : 'text');
      if (type !== 'category') {
        const values = Array.from(codes.toArray(), (code) => words[code] ?? null);
        return {
          column: { type: type === 'ignore' ? 'ignore' : 'text', name, values },
          totals: { missing: missingCount, distinct: words.length },
        };
      }
      const { categories, codes: sorted } = inOrder(words, codes.toArray());
      const countOf = new Map(words.map((word, code) => [word, tally[code] ?? 0]));
      return {
        column: { type, name, codes: sorted, categories },
        totals: {
          missing: missingCount,
          distinct: words.length,
          counts: Float64Array.from(categories, (word) => countOf.get(word) ?? 0),
        },
      };
    },
  };
}

function isCategory(distinct: number, present: number): boolean {
  return distinct * 5 <= present || (distinct <= fewCategories && distinct < present);
}

function numbersAmong(words: readonly string[], tally: readonly number[], decimalComma: boolean): number {
  return words.reduce(
    (sum, word, code) => (Number.isFinite(parseNumber(word, decimalComma)) ? sum + (tally[code] ?? 0) : sum),
    0,
  );
}

/** Categories sorted, and the codes that go with that order. */
function inOrder(words: readonly string[], codes: Int32Array): { categories: string[]; codes: Int32Array } {
  const categories = sortCategories(words);
  const place = new Map(categories.map((word, code) => [word, code]));
  const moved = words.map((word) => place.get(word) ?? -1);
  for (let row = 0; row < codes.length; row++) codes[row] = moved[codes[row] ?? -1] ?? -1;
  return { categories, codes };
}
