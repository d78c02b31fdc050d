import { open, type FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { missingWordsOf } from '../cells.ts';
import { byteChunks } from '../chunks.ts';
import { guessReadAs, type ColumnBuilder } from '../column-builder.ts';
import { checkTypes } from '../column-names.ts';
import type { DatasetFile } from '../files.ts';
import { createTableBuilder, ReadAgain } from '../table-builder.ts';
import type { Reading, ReadTable } from './reading.ts';

/** Cells that are unpacked at a time. A part of a row group costs reading all of it, so parts are large. */
const cellsAtATime = 4_000_000;
/** Rows by which a column's kind is guessed before it is read. */
const judgedRows = 1000;
const largestPageBytes = 512 * 1024 * 1024;

/**
 * Reads a Parquet file, some thousands of rows at a time. Whole numbers of 64 bits become doubles, booleans the words
 * true and false, dates and times ISO text, lists and structures their JSON. Throws `invalid_input` for a file that
 * is damaged, has no rows, or is packed in a way that is not known (snappy, gzip, zstd and brotli are).
 */
export async function readParquet({ spec, file, digest, keep, readAs }: Reading): Promise<ReadTable> {
  if (keep.window === undefined) for await (const bytes of byteChunks(file, digest)) void bytes;
  const { types } = spec;
  const opened = await openBuffer(file);
  try {
    const metadata = await parquetMetadataAsync(opened.buffer);
    const names = columnNames(metadata);
    const rows = Number(metadata.num_rows);
    checkRowGroups(metadata);
    if (rows === 0) throw inputError('dataset.source', say('file.noRows', { file: file.name }));
    checkTypes(types, names, file.name);
    const missing = missingWordsOf(spec.missing);
    const table = createTableBuilder({
      fileName: file.name,
      types: types ?? {},
      decimalComma: false,
      missing,
      keep,
      readAs,
    });
    const columns: ColumnBuilder[] = [];
    for (const [from, to] of rowRanges(metadata, names.length)) {
      if (table.isComplete) break;
      const batch = await readRows(opened.buffer, metadata, from, to);
      for (const [index, name] of columns.length === 0 ? names.entries() : []) {
        const cells = batch.slice(0, judgedRows).map((row) => cellText(row[index]));
        const wanted = types !== undefined && Object.hasOwn(types, name) ? types[name] : undefined;
        const guess = guessReadAs(cells, { fileName: file.name, name, wanted, decimalComma: false, missing });
        columns.push(table.addColumn(name, guess));
      }
      for (const row of batch) {
        const keepRow = table.beginRow(null);
        for (let index = 0; index < columns.length; index++) addCell(columns[index], row[index], keepRow);
      }
    }
    return { format: 'parquet', ...table.finish(), warnings: [] };
  } catch (thrown) {
    throw asInputError(thrown, file.name);
  } finally {
    await opened.close();
  }
}

function addCell(builder: ColumnBuilder | undefined, value: unknown, keep: boolean): void {
  if (value === null || value === undefined) builder?.addMissing(1, keep ? 1 : 0);
  else if (typeof value === 'number' || typeof value === 'bigint') builder?.addNumber(Number(value), keep);
  else builder?.add(wordOf(value), keep);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : wordOf(value);
}

function wordOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  if (value instanceof Uint8Array) return Buffer.from(value.subarray(0, 1000)).toString('base64');
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}

function columnNames(metadata: FileMetaData): string[] {
  const names: string[] = [];
  // The schema is a tree written flat: a group is followed by its children.
  let at = 1;
  const skip = (): void => {
    const { num_children: children = 0 } = metadata.schema[at] ?? {};
    at++;
    for (let child = 0; child < children && at < metadata.schema.length; child++) skip();
  };
  while (at < metadata.schema.length) {
    names.push(metadata.schema[at]?.name ?? '');
    skip();
  }
  return names;
}

/** What a file says of its own size decides how much is allocated: it has to add up. */
function checkRowGroups(metadata: FileMetaData): void {
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(metadata.num_rows)) {
    throw new Error(`it says it has ${Number(metadata.num_rows)} rows, but its parts have ${rows}`);
  }
}

/** Row groups, in parts where they are large. */
function* rowRanges(metadata: FileMetaData, columns: number): Generator<readonly [number, number]> {
  const most = Math.max(1, Math.floor(cellsAtATime / Math.max(1, columns)));
  let begin = 0;
  for (const group of metadata.row_groups) {
    const end = begin + Number(group.num_rows);
    for (let from = begin; from < end; from += most) yield [from, Math.min(end, from + most)];
    begin = end;
  }
}

async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<readonly (readonly unknown[])[]> {
  let rows: readonly (readonly unknown[])[] = [];
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    compressors: {
      GZIP: (input, length) => gunzipSync(input, { maxOutputLength: pageLimit(length) }),
      ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: pageLimit(length) }),
      BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: pageLimit(length) }),
    },
    onComplete: (all) => (rows = all),
  });
  return rows;
}

function pageLimit(length: number): number {
  if (length > largestPageBytes) throw new Error('one of its pages is larger than 512 MB');
  return Math.max(1, length);
}

interface OpenedBuffer {
  readonly buffer: AsyncBuffer;
  readonly close: () => Promise<void>;
}

async function openBuffer(file: DatasetFile): Promise<OpenedBuffer> {
  if (file.path === null) {
    const bytes = Uint8Array.from(await file.bytes());
    const slice = (from: number, to?: number) => bytes.buffer.slice(from, to);
    return { buffer: { byteLength: bytes.length, slice }, close: () => Promise.resolve() };
  }
  const handle = await open(file.path, 'r');
  const { size } = await handle.stat();
  return {
    buffer: { byteLength: size, slice: (from, to = size) => readSlice(handle, from, Math.min(to, size)) },
    close: () => handle.close(),
  };
}

async function readSlice(handle: FileHandle, from: number, to: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
    if (bytesRead === 0) throw new Error('it ends too early');
    filled += bytesRead;
  }
  return bytes.buffer;
}

/** Whatever the decoder stumbles over is the file's fault; its reason is the best that can be said. */
function asInputError(thrown: unknown, name: string): unknown {
  if (thrown instanceof CodedError || thrown instanceof ReadAgain || !(thrown instanceof Error))
    return thrown;
  const reason = thrown.message.replace(/^parquet (file )?/, '').slice(0, 200);
  return inputError('dataset.source', say('file.noParquet', { file: name, reason }));
}
