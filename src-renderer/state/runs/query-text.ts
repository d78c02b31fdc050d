import { parseRunQuery } from '#contract/run-query/parse.ts';
import { plainWords } from '#contract/run-query/plain-words.ts';
import { QueryError } from '#contract/run-query/query-error.ts';
import { tokens, type Token } from '#contract/run-query/tokens.ts';
import { moments, roots, runFields } from '#contract/run-query/tree.ts';

/** The parts of a text up to a place, and the quote that is open there, if one is. */
export interface ReadSoFar {
  readonly tokens: readonly Token[];
  /** Where a text in quotes begins that is not closed; null where none is. */
  readonly openQuote: number | null;
}

/** Reads what is typed so far; what cannot be read ends it. */
export function readSoFar(text: string): ReadSoFar {
  try {
    return { tokens: tokens(text).slice(0, -1), openQuote: null };
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown;
    const { start, said } = thrown.issue;
    const before = start === 0 ? [] : readSoFar(text.slice(0, start)).tokens;
    return { tokens: before, openQuote: said?.code === 'query.unclosed' ? start : null };
  }
}

export function isWord(token: Token | undefined, word: string): boolean {
  if (token?.kind !== 'name' || token.segments.length !== 1) return false;
  const [segment] = token.segments;
  return segment?.quoted === false && segment.text.toLowerCase() === word;
}

/** A query without its order. */
export function withoutOrder(text: string): string {
  if (plainWords(text) !== null) return text;
  const all = readSoFar(text).tokens;
  const order = all.findIndex((token, index) => isWord(token, 'order') && isWord(all[index + 1], 'by'));
  return order < 0 ? text : text.slice(0, all[order]?.start).trimEnd();
}

/** Whether a query says in which order runs come. */
export function hasOrder(text: string): boolean {
  return withoutOrder(text) !== text;
}

/** What can be asked of a query that is still typed: all up to the last "and" behind which it is complete. */
export function completePart(text: string): string {
  if (parseRunQuery(text).issue === null) return text;
  const joints = readSoFar(text).tokens.filter((token) => isWord(token, 'and') || isWord(token, 'order'));
  for (const { start } of joints.toReversed()) {
    const part = text.slice(0, start).trimEnd();
    if (parseRunQuery(part).issue === null) return part;
  }
  return '';
}

const names = [...Object.keys(runFields), ...roots, ...moments, 'and', 'or', 'not', 'order'];

/** Whether the last word may become a name or a word of the language: it is no word to search for yet. */
export function mayBecomeName(text: string): boolean {
  const last = /[^\s()]+$/u.exec(text)?.[0].toLowerCase();
  return last !== undefined && names.some((name) => name.startsWith(last));
}
