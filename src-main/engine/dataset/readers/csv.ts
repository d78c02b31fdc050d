import { say, type Sentence } from '#contract/sentence.ts';
import { CodedError } from '#contract/errors.ts';
import type { TextEncoding } from '#contract/dataset.ts';
import { inputError } from '../../../base/input-error.ts';
import { byteChunks } from '../chunks.ts';
import { missingWordsOf, parseNumber } from '../cells.ts';
import { guessReadAs, type ColumnBuilder } from '../column-builder.ts';
import { createCsvParser, type CsvParser } from '../csv.ts';
import { delimiterWord, guessDecimalComma, guessSyntax } from '../dialect.ts';
import { textChunks } from '../encoding.ts';
import { createTableBuilder, type TableBuilder } from '../table-builder.ts';
import { checkTypes } from '../column-names.ts';
import type { Reading, ReadTable } from './reading.ts';

/** Rows by which a column's kind is guessed before it is read. */
const judgedRows = 1000;

/**
 * Reads a file of cells as it streams by: nothing is held but the typed columns. Delimiter, quote, encoding and
 * decimal comma are found at its beginning where the spec does not say them. Throws `invalid_input` with line and
 * cell counts for a file that is empty, has no header, or has a row of another length.
 */
export async function readCsv(reading: Reading): Promise<ReadTable> {
  const { spec, file, digest } = reading;
  let encoding: TextEncoding = 'utf-8';
  let parser: CsvParser | null = null;
  let going = true;
  const rows = collectRows(reading);
  const bytes = byteChunks(file, digest);
  for await (const text of textChunks(bytes, file.name, spec.encoding, (found) => (encoding = found))) {
    if (parser === null) {
      if (text.trim() === '') continue;
      const syntax = guessSyntax(text, spec);
      rows.written(syntax);
      parser = createCsvParser(syntax, file.name, rows.onRecord);
    }
    // The rest of the file is still hashed, but for a look at some of its rows.
    if (going) going = parser.push(text);
    else if (reading.keep.window !== undefined) break;
  }
  parser?.end();
  return rows.finish(encoding);
}

function collectRows(reading: Reading) {
  const { spec, file, keep, readAs } = reading;
  const missing = missingWordsOf(spec.missing);
  const warnings: Sentence[] = [];
  const information: Sentence[] = [];
  let syntax = { delimiter: ',', quote: '"' };
  let decimalComma = false;
  let names: string[] | null = null;
  let table: TableBuilder | null = null;
  let columns: ColumnBuilder[] = [];
  let waiting: { readonly cells: readonly string[]; readonly line: number }[] = [];
  let rowCount = 0;

  const addRow = (cells: readonly string[], line: number): void => {
    const keepRow = table?.beginRow(line) ?? false;
    for (let index = 0; index < columns.length; index++) columns[index]?.add(cells[index] ?? '', keepRow);
  };

  /** Columns are begun once there are rows to judge them by. */
  const begin = (header: readonly string[]): void => {
    const judged = waiting.map(({ cells }) => cells);
    decimalComma = spec.decimalComma ?? guessDecimalComma(judged.slice(0, 50), syntax.delimiter);
    const types = spec.types ?? {};
    const builder = createTableBuilder({
      fileName: file.name,
      types,
      decimalComma,
      missing,
      keep,
      readAs,
    });
    table = builder;
    columns = header.map((name, index) => {
      const wanted = Object.hasOwn(types, name) ? types[name] : undefined;
      const cells = judged.map((row) => row[index] ?? '');
      const guess = guessReadAs(cells, { fileName: file.name, name, wanted, decimalComma, missing });
      return builder.addColumn(name, guess);
    });
    for (const { cells, line } of waiting) addRow(cells, line);
    waiting = [];
  };

  return {
    written: (found: { readonly delimiter: string; readonly quote: string }): void => {
      syntax = { delimiter: found.delimiter, quote: found.quote };
      if (spec.delimiter === undefined && found.delimiter !== ',') {
        information.push(say('dataset.delimiter', { delimiter: delimiterWord(found.delimiter) }));
      }
    },
    onRecord: (cells: readonly string[], line: number): boolean => {
      if (names === null) {
        names = readHeader(cells, file.name, warnings);
        checkTypes(spec.types, names, file.name);
        return true;
      }
      rowCount++;
      if (cells.length !== names.length)
        throw wrongLength(file.name, rowCount, line, cells.length, names.length);
      if (table !== null) addRow(cells, line);
      else if (waiting.push({ cells, line }) === judgedRows) begin(names);
      return table?.isComplete !== true;
    },
    finish: (encoding: TextEncoding): ReadTable => {
      if (names === null) throw emptyFile(file.name);
      if (rowCount === 0) {
        throw inputError('dataset.source', say('file.onlyHeader', { file: file.name }));
      }
      if (table === null) begin(names);
      if (table === null) throw new Error('no table was begun');
      if (encoding !== 'utf-8' && spec.encoding === undefined) information.unshift(encodedIn(encoding));
      return {
        format: 'csv',
        ...table.finish(),
        warnings: [...information, ...warnings],
        information,
        dialect: { encoding, ...syntax, decimalComma },
      };
    },
  };
}

export function encodedIn(encoding: TextEncoding): Sentence {
  return say('dataset.encoding', { encoding: encoding.toUpperCase() });
}

export function emptyFile(name: string): CodedError {
  return inputError('dataset.source', say('file.empty', { file: name }));
}

function readHeader(cells: readonly string[], fileName: string, warnings: Sentence[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const numbers = names.filter((name) => !Number.isNaN(parseNumber(name, false))).length;
  if (numbers * 2 >= names.length) {
    throw inputError(
      'dataset.source',
      say('file.noHeader', {
        file: fileName,
        names: `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`,
      }),
    );
  }
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (name === '') {
      names[index] = `column ${index + 1}`;
      warnings.push(say('dataset.unnamedColumn', { number: index + 1 }));
      continue;
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw inputError(
        'dataset.source',
        say('file.sameName', { file: fileName, first: first + 1, second: index + 1, name }),
      );
    }
    seen.set(name, index);
  }
  return names;
}

function wrongLength(name: string, row: number, line: number, cells: number, expected: number): CodedError {
  return new CodedError(
    'invalid_input',
    say('file.wrongLength', { file: name, row, line, cells, expected }),
    { row, line, cells, expected },
  );
}
