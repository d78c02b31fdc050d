import { say } from '../sentence.ts';
import type { Expected } from '../sentences/query.ts';
import { queryError, type QueryError } from './query-error.ts';
import { tokens, type Token } from './tokens.ts';

/** Deeper or longer queries would be too much for SQLite's own parser. */
const deepest = 60;
export const mostParts = 400;

/** A place among the tokens of a query. */
export class Cursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #parts = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokens(text);
  }

  /** The token that comes next. */
  get token(): Token {
    return this.#tokens[this.#at] ?? endOf(this.#tokens);
  }

  /** The token that was taken last. */
  get before(): Token {
    return this.#tokens[this.#at - 1] ?? this.token;
  }

  advance(by = 1): void {
    this.#at = Math.min(this.#at + by, this.#tokens.length - 1);
  }

  /** Whether the next token, or one behind it, is this word of the language. */
  isWord(word: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    if (token?.kind !== 'name' || token.segments.length !== 1) return false;
    const [segment] = token.segments;
    return segment?.quoted === false && segment.text.toLowerCase() === word;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#at++;
    return true;
  }

  isSymbol(symbol: string): boolean {
    const token = this.token;
    return token.kind === 'symbol' && token.symbol === symbol;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  /** An error at the token that is there instead. */
  expected(what: Expected): QueryError {
    const token = this.token;
    if (token.kind === 'end') return queryError(token, say('query.expectedEnd', { what }));
    return queryError(token, say('query.expected', { what, found: this.text.slice(token.start, token.end) }));
  }

  /** Reads what lies a bracket or a sign deeper. */
  deeper<T>(read: () => T): T {
    if (++this.#depth > deepest) throw queryError(this.token, say('query.tooDeep', { most: deepest }));
    const result = read();
    this.#depth--;
    return result;
  }

  /** Counts a part of the query. */
  count(): void {
    if (++this.#parts > mostParts)
      throw queryError(this.token, say('query.tooManyParts', { most: mostParts }));
  }
}

function endOf(all: readonly Token[]): Token {
  const last = all.at(-1);
  if (last === undefined) throw new Error('There is always a token for the end.');
  return last;
}
