import { CodedError } from '#contract/errors.ts';

/** A record of a CSV file: its cells and the line of the file on which it begins, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export const delimiters = [',', ';', '\t', '|'] as const;

/**
 * Splits text into records after RFC 4180: cells may be quoted, quoted cells may hold delimiters, line ends and
 * doubled quotes. LF, CRLF and CR end a line; blank lines are skipped. Stops after `limit` records.
 * Throws `invalid_input` when a quote is never closed.
 */
export function parseCsv(
  text: string,
  delimiter: string,
  name: string,
  limit = Number.POSITIVE_INFINITY,
): CsvRecord[] {
  const records: CsvRecord[] = [];
  let position = 0;
  let line = 1;
  while (position < text.length && records.length < limit) {
    const start = line;
    const cells: string[] = [];
    let ended = false;
    while (!ended) {
      let cell = '';
      if (text[position] === '"') {
        const quoted = readQuoted(text, position, line, name);
        cell = quoted.cell;
        position = quoted.next;
        line = quoted.line;
      }
      const end = endOfCell(text, position, delimiter);
      cells.push(cell + text.slice(position, end));
      position = end + 1;
      ended = text[end] !== delimiter;
      if (text[end] === '\r' && text[end + 1] === '\n') position++;
    }
    line++;
    if (cells.length > 1 || cells[0]?.trim() !== '') records.push({ line: start, cells });
  }
  return records;
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let position = from;
  while (position < text.length) {
    const character = text[position];
    if (character === delimiter || character === '\n' || character === '\r') return position;
    position++;
  }
  return position;
}

function readQuoted(
  text: string,
  from: number,
  firstLine: number,
  name: string,
): { cell: string; next: number; line: number } {
  let cell = '';
  let position = from + 1;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote === -1) {
      throw new CodedError(
        'invalid_input',
        `${name}, line ${firstLine}: a quote (") opens here and is never closed. Close it, or write two quotes for one inside a cell.`,
      );
    }
    cell += text.slice(position, quote);
    position = quote + 1;
    if (text[position] !== '"') break;
    cell += '"';
    position++;
  }
  const lineEnds = cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  return { cell, next: position, line: firstLine + lineEnds };
}

/** The delimiter that gives the first records the same number of cells most often; a comma when none does. */
export function guessDelimiter(text: string): { delimiter: string; consistent: boolean; cells: number } {
  // A cut in the middle of a record would look like a short one: cut at a line's end.
  const cut = text.length > 65_536 ? text.slice(0, text.lastIndexOf('\n', 65_536) + 1) : text;
  let best = { delimiter: ',', share: 0, cells: 1 };
  for (const delimiter of delimiters) {
    const records = tryParse(cut, delimiter);
    const cells = records[0]?.cells.length ?? 0;
    if (cells < 2) continue;
    const share = records.filter((record) => record.cells.length === cells).length / records.length;
    if (share > best.share || (share === best.share && cells > best.cells))
      best = { delimiter, share, cells };
  }
  return { delimiter: best.delimiter, consistent: best.share === 1, cells: best.cells };
}

/** Under a wrong delimiter a quote may seem unclosed; that delimiter is then no candidate. */
function tryParse(text: string, delimiter: string): readonly CsvRecord[] {
  try {
    return parseCsv(text, delimiter, '', 50);
  } catch {
    return [];
  }
}
