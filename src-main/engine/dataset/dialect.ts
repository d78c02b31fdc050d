import { parseCsv, type CsvRecord, type CsvSyntax } from './csv.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** Enough of a file to judge it by. */
const judgedCharacters = 65_536;
const judgedRecords = 50;

export interface GuessedSyntax extends CsvSyntax {
  /** Whether every record that was looked at has the same number of cells. */
  readonly consistent: boolean;
  readonly cells: number;
}

/** What a spec says about the writing of its file; the rest is found. */
export interface WantedSyntax {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
}

/**
 * The delimiter that gives the first records the same number of cells most often, a comma when none does; the quote
 * is the double one, or the single one where cells begin and end with it and none does with the other.
 */
export function guessSyntax(text: string, wanted: WantedSyntax = {}): GuessedSyntax {
  const judged = judgedPart(text);
  const quote = wanted.quote ?? guessQuote(judged);
  let best = { delimiter: ',', share: 0, cells: 1 };
  for (const delimiter of wanted.delimiter === undefined ? delimiters : [wanted.delimiter]) {
    const records = tryParse(judged, { delimiter, quote });
    const cells = records[0]?.cells.length ?? 0;
    if (cells < 2) continue;
    const share = records.filter((record) => record.cells.length === cells).length / records.length;
    if (share > best.share || (share === best.share && cells > best.cells))
      best = { delimiter, share, cells };
  }
  const { share, cells } = best;
  return { delimiter: wanted.delimiter ?? best.delimiter, quote, consistent: share === 1, cells };
}

const numberCell = /^\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?\s*$/i;

/** Whether the first records are a header of words with a column of numbers under it. */
export function looksLikeTable(text: string, syntax: CsvSyntax): boolean {
  const [header, ...rows] = tryParse(judgedPart(text), syntax).map(({ cells }) => cells);
  if (header === undefined || rows.length === 0) return false;
  if (header.some((cell) => cell.trim() === '' || numberCell.test(cell))) return false;
  return header.some((_, column) => {
    const present = rows.map((cells) => cells[column] ?? '').filter((cell) => cell.trim() !== '');
    return present.length > 0 && present.every((cell) => numberCell.test(cell));
  });
}

/** A cut in the middle of a record would look like a short one: cut at a line's end. */
function judgedPart(text: string): string {
  const end = text.length > judgedCharacters ? text.lastIndexOf('\n', judgedCharacters) + 1 : text.length;
  return end > 0 ? text.slice(0, end) : text.slice(0, judgedCharacters);
}

/** Under a wrong delimiter a quote may seem unclosed; that delimiter is then no candidate. */
function tryParse(text: string, syntax: CsvSyntax): readonly CsvRecord[] {
  try {
    return parseCsv(text, syntax, '', judgedRecords);
  } catch {
    return [];
  }
}

function guessQuote(text: string): '"' | "'" {
  const quotedCells = (quote: string): number =>
    text.match(new RegExp(`(?:^|[,;\\t|])${quote}[^${quote}\\r\\n]*${quote}(?=[,;\\t|\\r\\n]|$)`, 'gm'))
      ?.length ?? 0;
  return quotedCells('"') === 0 && quotedCells("'") >= 2 ? "'" : '"';
}

const withComma = /^\s*[+-]?\d+,\d+\s*$/;
const withPoint = /^\s*[+-]?\d+\.\d+\s*$/;

/** Whether more cells are numbers with a comma than with a point; never where the comma separates cells. */
export function guessDecimalComma(records: readonly (readonly string[])[], delimiter: string): boolean {
  if (delimiter === ',') return false;
  let commas = 0;
  let points = 0;
  for (const cell of records.flat()) {
    if (withComma.test(cell)) commas++;
    else if (withPoint.test(cell)) points++;
  }
  return commas > points;
}

/** The word by which a sentence names a delimiter; the character itself where it has none. */
export function delimiterWord(delimiter: string): string {
  const words: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
  return words[delimiter] ?? delimiter;
}
