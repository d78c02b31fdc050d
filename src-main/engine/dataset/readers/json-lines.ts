import type { TextEncoding } from '#contract/dataset.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { missingWordsOf } from '../cells.ts';
import { byteChunks } from '../chunks.ts';
import { guessReadAs, type ColumnBuilder } from '../column-builder.ts';
import { checkTypes } from '../column-names.ts';
import { mostColumns } from '../csv.ts';
import { textChunks } from '../encoding.ts';
import { createTableBuilder } from '../table-builder.ts';
import { emptyFile } from './csv.ts';
import type { Reading, ReadTable } from './reading.ts';

/** A line that goes on for longer is no row. */
const longestLine = 16 * 1024 * 1024;
/** Objects in objects become columns such as `size.height`; deeper than this nobody means columns. */
const deepest = 8;

type Cell = string | number | null;

/**
 * Reads lines of JSON objects as they stream by. A key is a column, a key in an object `outer.inner`, an item of a
 * list `list.0`; keys may come up late or be left out. Throws `invalid_input` with the line for what is no object of
 * JSON, is nested more than 8 deep, or has more than 20,000 keys.
 */
export async function readJsonLines({ spec, file, digest, keep, readAs }: Reading): Promise<ReadTable> {
  let encoding: TextEncoding = 'utf-8';
  const { types, decimalComma = false } = spec;
  const missing = missingWordsOf(spec.missing);
  const table = createTableBuilder({
    fileName: file.name,
    types: types ?? {},
    decimalComma,
    missing,
    keep,
    readAs,
  });
  const columns = new Map<string, ColumnBuilder>();
  let line = 0;

  const addLine = (text: string): void => {
    line++;
    if (text.trim() === '') return;
    const cells = flatten(parseObject(text, line, file.name), line, file.name);
    for (const [name, cell] of cells) {
      if (columns.has(name)) continue;
      const wanted = types !== undefined && Object.hasOwn(types, name) ? types[name] : undefined;
      const judged = cell === null ? [] : [String(cell)];
      const guess = guessReadAs(judged, { fileName: file.name, name, wanted, decimalComma, missing });
      columns.set(name, table.addColumn(name, guess));
    }
    const keepRow = table.beginRow(line);
    for (const [name, builder] of columns) {
      const cell = cells.get(name) ?? null;
      if (cell === null) builder.addMissing(1, keepRow ? 1 : 0);
      else if (typeof cell === 'number') builder.addNumber(cell, keepRow);
      else builder.add(cell, keepRow);
    }
  };

  let rest = '';
  const bytes = byteChunks(file, digest);
  for await (const text of textChunks(bytes, file.name, spec.encoding, (found) => (encoding = found))) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) addLine(each);
    if (table.isComplete) break;
    if (rest.length > longestLine) {
      throw inputError('dataset.source', say('file.jsonLongLine', { file: file.name, line: line + 1 }));
    }
  }
  if (!table.isComplete) addLine(rest);
  if (table.rowCount === 0) throw emptyFile(file.name);
  checkTypes(types, [...columns.keys()], file.name);
  return { format: 'jsonl', ...table.finish(), warnings: [], dialect: { encoding } };
}

function parseObject(text: string, line: number, name: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/\s+in JSON.*$/s, '') : String(thrown);
    throw inputError(
      'dataset.source',
      say('file.noJson', { file: name, line, reason: reason.slice(0, 200) }),
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw inputError('dataset.source', say('file.noObject', { file: name, line }));
}

function flatten(object: object, line: number, name: string): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const add = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'number' || typeof value === 'string' || value === null) cells.set(path, value);
    else if (typeof value === 'boolean') cells.set(path, String(value));
    else if (typeof value === 'object') {
      if (depth === deepest) {
        throw inputError(
          'dataset.source',
          say('file.nested', { file: name, line, key: path.slice(0, 80), most: deepest }),
        );
      }
      for (const [key, item] of Object.entries(value))
        add(item, path === '' ? key : `${path}.${key}`, depth + 1);
    }
    if (cells.size > mostColumns) {
      throw inputError('dataset.source', say('file.tooManyValues', { file: name, line, most: mostColumns }));
    }
  };
  add(object, '', 0);
  return cells;
}
