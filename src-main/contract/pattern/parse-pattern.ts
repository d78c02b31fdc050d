/**
 * Regular expressions that cannot run away: those that a machine without memory of its own recognises, in time that
 * grows with text × pattern and no faster (Thompson, "Regular expression search algorithm", 1968). What needs
 * backtracking is refused: references to groups, looking ahead and behind.
 */
export type PatternNode =
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'noBoundary' }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly of: PatternNode; readonly least: number; readonly most: number };

/** Code points, both ends included. */
export type Range = readonly [from: number, to: number];

export interface Pattern {
  readonly root: PatternNode;
  readonly ignoreCase: boolean;
}

export type PatternReason =
  | 'bracket'
  | 'set'
  | 'range'
  | 'nothingToRepeat'
  | 'repeat'
  | 'lookaround'
  | 'reference'
  | 'escape'
  | 'tooLarge';

/** Why a pattern is none, and at which of its characters. */
export interface WrongPattern {
  readonly reason: PatternReason;
  readonly at: number;
}

const mostRepeats = 200;
const mostStates = 2000;
const deepest = 50;
const anything: Range = [0, 0x10ffff];

export class PatternError extends Error {
  readonly wrong: WrongPattern;

  constructor(reason: PatternReason, at: number) {
    super(`${reason} at ${at}`);
    this.name = 'PatternError';
    this.wrong = { reason, at };
  }
}

/** What is wrong with a pattern; null where nothing is. */
export function checkPattern(text: string): WrongPattern | null {
  try {
    parsePattern(text);
    return null;
  } catch (thrown) {
    if (thrown instanceof PatternError) return thrown.wrong;
    throw thrown;
  }
}

/** Reads a pattern; `(?i)` at its beginning makes upper and lower case the same. Throws a `PatternError`. */
export function parsePattern(text: string): Pattern {
  const ignoreCase = text.startsWith('(?i)');
  const reader = new PatternReader(text, ignoreCase ? 4 : 0);
  const root = reader.choice();
  if (!reader.atEnd) throw new PatternError('bracket', reader.at);
  if (sizeOf(root) > mostStates) throw new PatternError('tooLarge', 0);
  return { root, ignoreCase };
}

/** States that a machine for it has, at most. */
function sizeOf(node: PatternNode): number {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return node.of.reduce((sum, part) => sum + sizeOf(part) + 1, 1);
    case 'repeat':
      return (sizeOf(node.of) + 1) * Math.max(1, Number.isFinite(node.most) ? node.most : node.least + 1);
    default:
      return 1;
  }
}

class PatternReader {
  readonly #characters: readonly string[];
  at: number;
  #depth = 0;

  constructor(text: string, from: number) {
    this.#characters = Array.from(text);
    this.at = from;
  }

  get atEnd(): boolean {
    return this.at >= this.#characters.length;
  }

  choice(): PatternNode {
    if (++this.#depth > deepest) throw new PatternError('tooLarge', this.at);
    const of = [this.#sequence()];
    while (this.#take('|')) of.push(this.#sequence());
    this.#depth--;
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'choice', of };
  }

  #sequence(): PatternNode {
    const of: PatternNode[] = [];
    while (!this.atEnd && this.#peek() !== '|' && this.#peek() !== ')') of.push(this.#repeated());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'sequence', of };
  }

  #repeated(): PatternNode {
    const start = this.at;
    let node = this.#atom();
    for (;;) {
      const counts = this.#counts();
      if (counts === null) return node;
      const isAssertion = ['start', 'end', 'boundary', 'noBoundary'].includes(node.kind);
      if (isAssertion && this.#characters[start] !== '(') {
        throw new PatternError('nothingToRepeat', start);
      }
      // A lazy repeat finds the same texts.
      this.#take('?');
      node = { kind: 'repeat', of: node, ...counts };
      if (sizeOf(node) > mostStates) throw new PatternError('tooLarge', start);
    }
  }

  #counts(): { readonly least: number; readonly most: number } | null {
    if (this.#take('*')) return { least: 0, most: Infinity };
    if (this.#take('+')) return { least: 1, most: Infinity };
    if (this.#take('?')) return { least: 0, most: 1 };
    if (this.#peek() !== '{') return null;
    const rest = this.#characters.slice(this.at).join('');
    const found = /^\{(\d{1,6})(,(\d{1,6})?)?\}/.exec(rest);
    if (found === null) throw new PatternError('repeat', this.at);
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === undefined ? Infinity : Number(found[3]);
    if (most < least || least > mostRepeats || (Number.isFinite(most) && most > mostRepeats)) {
      throw new PatternError('repeat', this.at);
    }
    this.at += Array.from(found[0]).length;
    return { least, most };
  }

  #atom(): PatternNode {
    const start = this.at;
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group(start);
      case '[':
        return this.#set(start);
      case '.':
        return { kind: 'set', negated: true, ranges: [[10, 10]] };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '\\':
        return this.#escaped(start);
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError('nothingToRepeat', start);
      default:
        return one(codeOf(character));
    }
  }

  #group(start: number): PatternNode {
    if (this.#take('?') && !this.#take(':')) throw new PatternError('lookaround', start);
    const node = this.choice();
    if (!this.#take(')')) throw new PatternError('bracket', start);
    return node;
  }

  #escaped(start: number): PatternNode {
    const character = this.#next();
    if (character === 'b') return { kind: 'boundary' };
    if (character === 'B') return { kind: 'noBoundary' };
    const ranges = classOf(character);
    if (ranges !== null) return { kind: 'set', negated: /[DWS]/.test(character), ranges };
    return one(this.#escapedCode(character, start));
  }

  #escapedCode(character: string, start: number): number {
    if (/[1-9k]/.test(character)) throw new PatternError('reference', start);
    const control = { n: 10, r: 13, t: 9 }[character];
    if (control !== undefined) return control;
    if (character === '' || /[\p{L}\p{N}]/u.test(character)) throw new PatternError('escape', start);
    return codeOf(character);
  }

  #set(start: number): PatternNode {
    const negated = this.#take('^');
    const ranges: Range[] = [];
    for (let isFirst = true; ; isFirst = false) {
      if (this.atEnd) throw new PatternError('set', start);
      if (!isFirst && this.#take(']')) return { kind: 'set', negated, ranges };
      ranges.push(...this.#setItem());
    }
  }

  #setItem(): readonly Range[] {
    const start = this.at;
    const character = this.#next();
    let from = codeOf(character);
    if (character === '\\') {
      const escaped = this.#next();
      const ranges = classOf(escaped);
      if (ranges !== null) return /[DWS]/.test(escaped) ? complement(ranges) : ranges;
      from = this.#escapedCode(escaped, start);
    }
    const next = this.#characters[this.at + 1];
    if (this.#peek() !== '-' || next === ']' || next === undefined) return [[from, from]];
    this.at++;
    const end = this.#next();
    const to = end === '\\' ? this.#escapedCode(this.#next(), start) : codeOf(end);
    if (to < from) throw new PatternError('range', start);
    return [[from, to]];
  }

  #peek(): string {
    return this.#characters[this.at] ?? '';
  }
  #next(): string {
    return this.#characters[this.at++] ?? '';
  }
  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.at++;
    return true;
  }
}

function one(code: number): PatternNode {
  return { kind: 'set', negated: false, ranges: [[code, code]] };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** `\d`, `\w` and `\s` with what their capitals are the opposite of, as in JavaScript; null for other letters. */
function classOf(character: string): readonly Range[] | null {
  switch (character.toLowerCase()) {
    case 'd':
      return [[48, 57]];
    case 'w':
      return [
        [48, 57],
        [65, 90],
        [95, 95],
        [97, 122],
      ];
    case 's':
      return [
        [9, 13],
        [32, 32],
        [0xa0, 0xa0],
        [0x1680, 0x1680],
        [0x2000, 0x200a],
        [0x2028, 0x2029],
        [0x202f, 0x202f],
        [0x205f, 0x205f],
        [0x3000, 0x3000],
        [0xfeff, 0xfeff],
      ];
    default:
      return null;
  }
}

function complement(ranges: readonly Range[]): readonly Range[] {
  let from = anything[0];
  const gaps = ranges.map(([start, end]): Range => {
    const gap: Range = [from, start - 1];
    from = end + 1;
    return gap;
  });
  return [...gaps, [from, anything[1]]];
}
