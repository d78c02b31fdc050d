import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';

/** How a file of cells is written. An empty quote is none. */
export interface CsvSyntax {
  readonly delimiter: string;
  readonly quote: string;
}

/** A record of a CSV file: its cells and the line of the file on which it begins, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Receives records in their order; false ends the reading. */
export type OnRecord = (cells: readonly string[], line: number) => boolean;

export interface CsvParser {
  /** The next piece of text; false once no more records are wanted. */
  push(text: string): boolean;
  /** The text has ended: what is left is the last record. */
  end(): void;
}

/** More columns than that are no table that a person could look at, and may be a file made to fill the memory. */
export const mostColumns = 20_000;
/** A record that goes on for longer is a quote that was never closed, or no CSV at all. */
const longestRecord = 16 * 1024 * 1024;

/**
 * Splits text that comes in pieces into records after RFC 4180: cells may be quoted, quoted cells may hold
 * delimiters, line ends and doubled quotes. LF, CRLF and CR end a line; blank lines are skipped.
 * Throws `invalid_input` when a quote is never closed, a record is longer than 16 million characters or has more
 * than 20,000 cells.
 */
export function createCsvParser(syntax: CsvSyntax, name: string, onRecord: OnRecord): CsvParser {
  const delimiter = syntax.delimiter.charCodeAt(0);
  const quote = syntax.quote === '' ? -1 : syntax.quote.charCodeAt(0);
  let text = '';
  let position = 0;
  let line = 1;
  let going = true;

  /** Reads the record at `position`; false, without a trace, when the text ends before the record does. */
  const readRecord = (final: boolean): boolean => {
    const cells: string[] = [];
    let at = position;
    let lines = 1;
    for (;;) {
      let cell = '';
      if (quote >= 0 && text.charCodeAt(at) === quote) {
        const quoted = readQuoted(text, at, syntax.quote);
        if (quoted === null) {
          if (final) throw neverClosed(name, line + lines - 1, syntax.quote);
          return false;
        }
        cell = quoted.cell;
        at = quoted.next;
        lines += quoted.lineEnds;
      }
      const end = endOfCell(text, at, delimiter);
      if (end === text.length && !final) return false;
      const ender = text.charCodeAt(end);
      // Whether a line feed follows is in the next piece.
      if (ender === carriageReturn && end + 1 === text.length && !final) return false;
      cells.push(cell === '' ? text.slice(at, end) : cell + text.slice(at, end));
      at = end + 1;
      if (ender === delimiter) {
        if (cells.length >= mostColumns) throw tooManyColumns(name, line);
        continue;
      }
      if (ender === carriageReturn && text.charCodeAt(at) === lineFeed) at++;
      const start = line;
      position = at;
      line += lines;
      if (cells.length > 1 || cells[0]?.trim() !== '') going = onRecord(cells, start);
      return true;
    }
  };

  const readAll = (final: boolean): void => {
    while (going && position < text.length) if (!readRecord(final)) break;
    text = text.slice(position);
    position = 0;
    if (text.length > longestRecord) throw tooLong(name, line, text, syntax.quote);
  };

  return {
    push: (piece) => {
      text += piece;
      if (going) readAll(false);
      return going;
    },
    end: () => {
      if (going) readAll(true);
    },
  };
}

/** All records of a text, at most `limit`. */
export function parseCsv(
  text: string,
  syntax: CsvSyntax,
  name: string,
  limit = Number.POSITIVE_INFINITY,
): CsvRecord[] {
  const records: CsvRecord[] = [];
  const parser = createCsvParser(syntax, name, (cells, line) => {
    records.push({ line, cells });
    return records.length < limit;
  });
  if (parser.push(text)) parser.end();
  return records;
}

const lineFeed = 10;
const carriageReturn = 13;

function endOfCell(text: string, from: number, delimiter: number): number {
  const { length } = text;
  let position = from;
  while (position < length) {
    const code = text.charCodeAt(position);
    if (code === delimiter || code === lineFeed || code === carriageReturn) return position;
    position++;
  }
  return length;
}

/** The quoted cell that begins at `from`; null when the text ends inside it, or where it may go on. */
function readQuoted(
  text: string,
  from: number,
  quote: string,
): { readonly cell: string; readonly next: number; readonly lineEnds: number } | null {
  let cell = '';
  let position = from + 1;
  for (;;) {
    const end = text.indexOf(quote, position);
    if (end === -1) return null;
    cell += text.slice(position, end);
    position = end + 1;
    if (text[position] !== quote) break;
    cell += quote;
    position++;
  }
  return { cell, next: position, lineEnds: cell.match(/\r\n|\n|\r/g)?.length ?? 0 };
}

function neverClosed(name: string, line: number, quote: string): CodedError {
  return new CodedError('invalid_input', say('file.openQuote', { file: name, line, quote }), { line });
}

function tooLong(name: string, line: number, text: string, quote: string): CodedError {
  if (quote !== '' && text.includes(quote)) {
    const before = text.slice(0, text.indexOf(quote)).match(/\r\n|\n|\r/g)?.length ?? 0;
    return neverClosed(name, line + before, quote);
  }
  return new CodedError('invalid_input', say('file.longLine', { file: name, line }), { line });
}

function tooManyColumns(name: string, line: number): CodedError {
  return new CodedError('invalid_input', say('file.tooManyCells', { file: name, line, most: mostColumns }), {
    line,
  });
}
