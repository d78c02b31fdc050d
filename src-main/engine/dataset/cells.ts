/** What single cells of a text file mean. */

/** Words that mean "no value" in any column, whatever their case. */
const missingWords: ReadonlySet<string> = new Set(['', 'na', 'nan', 'null', '?']);
/** Words that mean it among numbers; elsewhere they may be words like any other. */
const missingAmongNumbers: ReadonlySet<string> = new Set([
  'n/a',
  '#n/a',
  '#na',
  'none',
  'nil',
  'missing',
  '-',
  '--',
  '.',
]);
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

export function isMissing(cell: string): boolean {
  return missingWords.has(cell.trim().toLowerCase());
}

/** What is missing in a column of a file: by the spec's own words where it names some. */
export interface MissingWords {
  /** Of a trimmed cell. */
  readonly anywhere: (trimmed: string) => boolean;
  /** Of a trimmed cell that is no number, in a column of numbers. */
  readonly amongNumbers: (trimmed: string) => boolean;
  /** Whether a word for missing, such as -999, is a number itself. */
  readonly mayBeNumbers: boolean;
}

export function missingWordsOf(named: readonly string[] | undefined): MissingWords {
  if (named !== undefined) {
    const words = new Set(['', ...named.map((word) => word.trim().toLowerCase())]);
    const has = (trimmed: string): boolean => words.has(trimmed.toLowerCase());
    return { anywhere: has, amongNumbers: has, mayBeNumbers: [...words].some((word) => /\d/.test(word)) };
  }
  // The longest of the words has seven characters: most cells need no second look.
  return {
    anywhere: (trimmed) => trimmed.length <= 4 && missingWords.has(trimmed.toLowerCase()),
    amongNumbers: (trimmed) => trimmed.length <= 7 && missingAmongNumbers.has(trimmed.toLowerCase()),
    mayBeNumbers: false,
  };
}

/** A cell as a number, NaN when it is none. With `decimalComma`, "1,5" is 1.5. */
export function parseNumber(cell: string, decimalComma: boolean): number {
  const plain = parsePlain(cell, decimalComma ? comma : point);
  if (!Number.isNaN(plain)) return plain;
  let text = cell.trim();
  if (decimalComma && !text.includes('.')) text = text.replace(',', '.');
  return numberPattern.test(text) ? Number(text) : Number.NaN;
}

const comma = 44;
const point = 46;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * Digits with at most one mark among them, NaN for anything else. Exact: fifteen digits fit a double, and so do the
 * powers of ten up to 22, so that the one division rounds once (Clinger, "How to read floating point numbers
 * accurately", PLDI 1990).
 */
function parsePlain(cell: string, mark: number): number {
  const { length } = cell;
  const negative = cell.charCodeAt(0) === 45;
  let at = negative ? 1 : 0;
  if (length === at || length - at > 16) return Number.NaN;
  let digits = 0;
  let decimals = -1;
  for (; at < length; at++) {
    const code = cell.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      digits = digits * 10 + (code - 48);
      if (decimals >= 0) decimals++;
    } else if (code === mark && decimals < 0) decimals = 0;
    else return Number.NaN;
  }
  const count = length - (negative ? 1 : 0) - (decimals >= 0 ? 1 : 0);
  if (count === 0 || count > 15) return Number.NaN;
  const value = decimals > 0 ? digits / (powersOfTen[decimals] ?? 1) : digits;
  return negative ? -value : value;
}

/** Whether every one of the words is a number, written with a point. */
export function allNumbers(words: readonly string[]): boolean {
  return words.every((word) => numberPattern.test(word));
}

/** A cell is a view of its piece of the file; a copy of its own lets the piece go. */
export function ownText(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
