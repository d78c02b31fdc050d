import { createHash } from 'node:crypto';
import type { DatasetSpec } from '#contract/dataset.ts';
import { CodedError } from '#contract/errors.ts';
import { nearest } from '#contract/parse.ts';
import { inputError } from '../../base/input-error.ts';
import { parseNumber, readColumn } from './columns.ts';
import { guessDelimiter, parseCsv, type CsvRecord } from './csv.ts';
import { decodeText } from './decode-text.ts';
import type { DatasetFiles } from './files.ts';
import { generateLinear } from './linear-source.ts';
import type { Dataset, Table } from './table.ts';

/**
 * Reads a dataset into typed columns, or into one text. Throws `invalid_input` with line and cell counts for a file
 * that is empty, has no header, or has a row of another length. A cell that does not fit its column's type is kept
 * as the column's `problem`, for whoever uses that column.
 */
export async function loadDataset(spec: DatasetSpec, files: DatasetFiles): Promise<Dataset> {
  if (spec.source.kind === 'linear') return generateLinear(spec.source);
  const file = await files.resolve(spec.source);
  const bytes = await file.bytes();
  const identity = {
    name: file.name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
  };
  const { text, encoding } = decodeText(bytes, file.name);
  if (text.trim() === '') {
    throw inputError(
      'dataset.source',
      `${file.name} is empty. Choose a file with a header row and at least two rows of data.`,
    );
  }
  const warnings = encoding === 'utf-8' ? [] : [`The file is encoded in ${encoding.toUpperCase()}.`];
  if (formatOf(spec, file.name, text) === 'text') {
    return { kind: 'text', ...identity, warnings, text: text.replaceAll('\r\n', '\n') };
  }
  return { kind: 'table', ...identity, ...readTable(spec, file.name, text, warnings) };
}

/** By the spec, else the file's ending, else whether its lines have the same number of cells. */
function formatOf(spec: DatasetSpec, name: string, text: string): 'csv' | 'text' {
  if (spec.format !== undefined) return spec.format;
  if (/\.(csv|tsv|tab)$/i.test(name)) return 'csv';
  if (/\.(md|log|json)$/i.test(name)) return 'text';
  const guess = guessDelimiter(text);
  return guess.consistent && guess.cells > 1 && text.trim().includes('\n') ? 'csv' : 'text';
}

function readTable(
  spec: DatasetSpec,
  fileName: string,
  text: string,
  earlierWarnings: readonly string[],
): Pick<Table, 'rowCount' | 'columns' | 'warnings'> {
  const warnings = [...earlierWarnings];
  const delimiter = spec.delimiter ?? guessDelimiter(text).delimiter;
  if (spec.delimiter === undefined && delimiter !== ',') {
    warnings.push(`Cells are separated by ${delimiterName(delimiter)}, as found in the file.`);
  }
  const [header, ...records] = parseCsv(text, delimiter, fileName);
  if (header === undefined) throw inputError('dataset.source', `${fileName} is empty.`);
  const names = readHeader(header, fileName, warnings);
  checkRows(records, names.length, fileName);
  const types = spec.types ?? {};
  for (const name of Object.keys(types)) {
    if (!names.includes(name)) throw unknownColumn(`dataset.types.${name}`, name, names, fileName);
  }
  const columns = names.map((name, index) =>
    readColumn({
      fileName,
      name,
      index,
      records,
      decimalComma: delimiter === ';',
      wanted: Object.hasOwn(types, name) ? types[name] : undefined,
    }),
  );
  return { rowCount: records.length, columns, warnings };
}

function readHeader(header: CsvRecord, fileName: string, warnings: string[]): string[] {
  const names = header.cells.map((cell) => cell.trim());
  const numbers = names.filter((name) => !Number.isNaN(parseNumber(name, false))).length;
  if (numbers * 2 >= names.length) {
    throw inputError(
      'dataset.source',
      `${fileName} has no header: its first row holds numbers (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}). Add a first row with the names of the columns.`,
    );
  }
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (name === '') {
      names[index] = `column ${index + 1}`;
      warnings.push(`Column ${index + 1} has no name in the header; it is called "column ${index + 1}".`);
      continue;
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw inputError(
        'dataset.source',
        `${fileName}: columns ${first + 1} and ${index + 1} are both named "${name}". Rename one of them in the header.`,
      );
    }
    seen.set(name, index);
  }
  return names;
}

function checkRows(records: readonly CsvRecord[], width: number, fileName: string): void {
  if (records.length === 0) {
    throw inputError(
      'dataset.source',
      `${fileName} has a header but no rows. Add at least two rows of data.`,
    );
  }
  for (const [row, record] of records.entries()) {
    if (record.cells.length === width) continue;
    const amount = record.cells.length < width ? 'too short' : 'too long';
    throw new CodedError(
      'invalid_input',
      `${fileName}: row ${row + 1} (line ${record.line} of the file) is ${amount}: it has ${count(record.cells.length, 'cell')}, expected ${width} as in the header. Correct that line, or put cells that contain the delimiter in quotes.`,
      { row: row + 1, line: record.line, cells: record.cells.length, expected: width },
    );
  }
}

/** "There is no column X; did you mean Y?" */
export function unknownColumn(
  path: string,
  name: string,
  known: readonly string[],
  fileName: string,
): CodedError {
  const near = nearest(name, known);
  const shown = known.length > 12 ? `${known.slice(0, 12).join(', ')}, …` : known.join(', ');
  const hint = near === undefined ? `Its columns are ${shown}.` : `Did you mean "${near}"?`;
  return inputError(path, `${fileName} has no column "${name}". ${hint}`, near);
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

function delimiterName(delimiter: string): string {
  const names: Readonly<Record<string, string>> = {
    ';': 'semicolons',
    '\t': 'tabs',
    '|': 'vertical bars',
  };
  return names[delimiter] ?? `"${delimiter}"`;
}
