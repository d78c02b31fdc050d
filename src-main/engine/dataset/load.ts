import type { DatasetFormat, DatasetSpec } from '#contract/dataset.ts';
import { inputError } from '../../base/input-error.ts';
import type { ReadAs } from './column-builder.ts';
import { createDigest } from './digest.ts';
import { OtherEncoding } from './encoding.ts';
import type { DatasetFile, DatasetFiles } from './files.ts';
import { formatOf } from './format.ts';
import { generateLinear } from './linear-source.ts';
import { readCsv } from './readers/csv.ts';
import { readIdx } from './readers/idx.ts';
import { readImages } from './readers/images.ts';
import { readJsonLines } from './readers/json-lines.ts';
import { readParquet } from './readers/parquet.ts';
import type { Reading, ReadTable, ReadWholeText } from './readers/reading.ts';
import { readText } from './readers/text.ts';
import { keepAll, ReadAgain, type Keep } from './table-builder.ts';
import type { Dataset } from './table.ts';
import { readTar } from './tar.ts';

/**
 * Reads a dataset into typed columns, or into one text. Throws `invalid_input` with line and cell counts for a file
 * that is empty, has no header, or has a row of another length. A cell that does not fit its column's type is kept
 * as the column's `problem`, for whoever uses that column. With `keepSome`, rows of a large file are kept evenly.
 */
export async function loadDataset(
  spec: DatasetSpec,
  files: DatasetFiles,
  keep: Keep = keepAll,
): Promise<Dataset> {
  if (spec.source.kind === 'linear') return generateLinear(spec.source);
  const file = await unpacked(await files.resolve(spec.source));
  const format = await formatOf(spec, file);
  const isArchive = file.packed !== undefined;
  const readsFiles = format === 'images' || (format === 'idx' && isArchive);
  if (readsFiles !== (isArchive || file.isFolder === true)) {
    const whole = isArchive ? 'is an archive of files' : 'is a folder';
    const what = format === 'images' ? 'is a file, and images are read from a folder' : whole;
    throw inputError('dataset.format', `${file.name} ${what}. Take dataset.format out, so that it is found.`);
  }
  let known = spec;
  let readAs: ReadonlyMap<string, ReadAs> = new Map();
  // A file whose beginning misled about its columns or its encoding is read again, with what is known by then.
  for (;;) {
    const digest = createDigest();
    try {
      const read = await readAsFormat({ spec: known, file, digest, keep, readAs }, format);
      const identity = { name: file.name, sizeBytes: digest.sizeBytes, sha256: digest.hex() };
      return 'text' in read
        ? { kind: 'text', ...identity, ...read }
        : { kind: 'table', ...identity, ...read };
    } catch (thrown) {
      if (thrown instanceof ReadAgain) readAs = new Map([...readAs, ...thrown.readAs]);
      else if (thrown instanceof OtherEncoding) known = { ...known, encoding: thrown.encoding };
      else throw thrown;
    }
  }
}

/** An archive with what is in it. */
async function unpacked(file: DatasetFile): Promise<DatasetFile> {
  if (!/\.tar$/i.test(file.name) || file.isFolder === true) return file;
  return { ...file, packed: readTar(await file.bytes(), file.name) };
}

function readAsFormat(reading: Reading, format: DatasetFormat): Promise<ReadTable | ReadWholeText> {
  switch (format) {
    case 'csv':
      return readCsv(reading);
    case 'jsonl':
      return readJsonLines(reading);
    case 'parquet':
      return readParquet(reading);
    case 'idx':
      return readIdx(reading);
    case 'images':
      return readImages(reading);
    case 'text':
      return readText(reading);
  }
}
