import { say } from '../sentence.ts';
import { queryError } from './query-error.ts';
import type { Span } from './tree.ts';

/** A part of a name between dots; a quoted one is never more than a name. */
export interface Segment {
  readonly text: string;
  readonly quoted: boolean;
}

export type Token = Span &
  (
    | { readonly kind: 'name'; readonly segments: readonly Segment[] }
    | { readonly kind: 'number'; readonly value: number; readonly unit: Unit | null }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'date'; readonly value: number }
    | { readonly kind: 'symbol'; readonly symbol: string }
    | { readonly kind: 'end' }
  );

/** Milliseconds of each unit. */
export const units = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
} as const;
export type Unit = keyof typeof units;

const symbols = [
  '.step',
  '!=',
  '<>',
  '<=',
  '>=',
  '==',
  '!~',
  '&&',
  '||',
  '<',
  '>',
  '=',
  '~',
  '(',
  ')',
  ',',
  '+',
  '-',
  '*',
  '/',
];

const nameStart = /[\p{L}_]/u;
const namePart = /[\p{L}\p{N}\p{M}_]/u;
/** These belong to a name where one goes on after them at once: `val/loss`, `my-tag`. */
const joints = '-/:@';
const datePattern =
  /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\p{L}\p{N}_])/u;
const numberPattern = /^(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/;

/** The words and signs of a query, with an end behind the last. Throws a `QueryError` for what belongs to none. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = /^\s+/u.exec(text.slice(at));
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const token = tokenAt(text, at);
    found.push(token);
    at = token.end;
  }
  return [...found, { kind: 'end', start: text.length, end: text.length }];
}

function tokenAt(text: string, start: number): Token {
  const character = characterAt(text, start);
  if (character === '`' || nameStart.test(character)) return nameAt(text, start);
  if (character === '"' || character === "'") {
    const { value, end } = quotedAt(text, start);
    return { kind: 'string', value, start, end };
  }
  const rest = text.slice(start, start + 400);
  const date = datePattern.exec(rest)?.[0];
  if (date !== undefined)
    return { kind: 'date', value: timeOf(date, start), start, end: start + date.length };
  const number = numberPattern.exec(rest)?.[0];
  if (number !== undefined) return numberAt(text, start, number);
  const symbol = symbols.find((known) => text.startsWith(known, start));
  if (symbol !== undefined) return { kind: 'symbol', symbol, start, end: start + symbol.length };
  const end = start + character.length;
  throw queryError({ start, end }, say('query.strange', { character }));
}

function numberAt(text: string, start: number, digits: string): Token {
  let end = start + digits.length;
  const letters = wordAt(text, end);
  const unit = (Object.keys(units) as Unit[]).find((known) => known === letters);
  end += letters.length;
  if (letters !== '' && unit === undefined) {
    throw queryError({ start, end }, say('query.unit', { text: text.slice(start, end) }));
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) throw queryError({ start, end }, say('query.tooLarge', { text: digits }));
  return { kind: 'number', value, unit: unit ?? null, start, end };
}

function wordAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && namePart.test(characterAt(text, end))) end += characterAt(text, end).length;
  return text.slice(start, end);
}

function nameAt(text: string, start: number): Token {
  const segments: Segment[] = [];
  let at = start;
  for (;;) {
    const character = characterAt(text, at);
    if (character === '`' || (at > start && (character === '"' || character === "'"))) {
      const { value, end } = quotedAt(text, at);
      segments.push({ text: value, quoted: true });
      at = end;
    } else {
      const segment = segmentAt(text, at);
      segments.push({ text: segment, quoted: false });
      at += segment.length;
    }
    // A dot at the end is left to whoever still types: the name is not complete.
    if (text[at] !== '.') return { kind: 'name', segments, start, end: at };
    at += 1;
    if (!/[`"']/.test(text[at] ?? ' ') && !namePart.test(characterAt(text, at))) {
      segments.push({ text: '', quoted: false });
      return { kind: 'name', segments, start, end: at };
    }
  }
}

function segmentAt(text: string, start: number): string {
  let end = start;
  while (end < text.length) {
    const character = characterAt(text, end);
    const joins = joints.includes(character) && namePart.test(characterAt(text, end + 1));
    if (!joins && !namePart.test(character)) break;
    end += character.length;
  }
  return text.slice(start, end);
}

/** A text in quotes of any of three kinds; a quote in it is doubled or comes after a backslash. */
function quotedAt(text: string, start: number): { readonly value: string; readonly end: number } {
  const quote = text[start] ?? '"';
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    if (character === '\\' && (next === quote || next === '\\')) {
      value += next;
      at++;
    } else if (character !== quote) value += character;
    else if (next === quote) {
      value += quote;
      at++;
    } else return { value, end: at + 1 };
  }
  throw queryError({ start, end: text.length }, say('query.unclosed', { quote }));
}

/** A day begins at midnight here; a time without a zone is one of this place, too. */
function timeOf(date: string, start: number): number {
  const value = new Date(date.includes('T') ? date : `${date}T00:00`).getTime();
  // 31 February, or hour 25.
  if (Number.isNaN(value) || !isOwnDay(date)) {
    throw queryError({ start, end: start + date.length }, say('query.date', { text: date }));
  }
  return value;
}

function isOwnDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.slice(0, 10).split('-').map(Number);
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

/** A time as text, such as `2026-11-25` or `2026-11-25T14:30`; null where it is none. */
export function readTime(text: string): number | null {
  if (datePattern.exec(text)?.[0] !== text || !isOwnDay(text)) return null;
  const value = new Date(text.includes('T') ? text : `${text}T00:00`).getTime();
  return Number.isNaN(value) ? null : value;
}

/** The whole character, of one or two units, that begins here; empty behind the end. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
