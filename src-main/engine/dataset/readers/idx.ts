import { say } from '#contract/sentence.ts';
import { access, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inputError } from '../../../base/input-error.ts';
import { byteChunks } from '../chunks.ts';
import { categoryColumn } from '../columns.ts';
import { checkTypes } from '../column-names.ts';
import type { Digest } from '../digest.ts';
import type { DatasetFile } from '../files.ts';
import { createImageTable } from '../image/image-table.ts';
import { pixelNames } from '../image/pixel-columns.ts';
import type { CategoryColumn, Column, ImageShape } from '../table.ts';
import type { PackedFile } from '../tar.ts';
import type { Reading, ReadTable } from './reading.ts';

/** Values per file: two gigabytes of numbers of eight bytes. */
const mostValues = 250_000_000;

/** The third byte of an IDX file: how its values are written, big-endian all of them. */
const types: Readonly<
  Record<number, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>
> = {
  0x08: { bytes: 1, read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, read: (view, at) => view.getFloat64(at) },
};

/**
 * Reads MNIST's own files (Y. LeCun, "The MNIST database": IDX), gzipped or not: images with the file of labels that
 * lies beside them, or one array of numbers. Throws `invalid_input` where a header says another size than the file
 * has, and where the labels are not as many as the images.
 */
export async function readIdx({ spec, file: given, digest, keep }: Reading): Promise<ReadTable> {
  const file = given.packed === undefined ? given : packedArray(given.packed, given.name);
  const array = await readArray(file, digest);
  const [count = 0, height = 1, width = 1, channels = 1] = array.dimensions;
  if (count === 0) throw inputError('dataset.source', say('file.idxEmpty', { file: file.name }));
  const labels = array.dimensions.length >= 3 ? await readLabels(file, digest, count) : null;
  if (array.dimensions.length < 3) return plainTable(array, labels);
  const shape: ImageShape = { height, width, channels };
  const { values } = array;
  const all = values instanceof Uint8Array ? values : Float32Array.from(values);
  const built = createImageTable({ fileName: file.name, count, shape, keep, all }).finish(labels);
  checkTypes(spec.types, spec.types === undefined ? [] : [...pixelNames(shape), 'label'], file.name);
  const warnings =
    labels === null
      ? [
          say('dataset.noLabels', {
            file: file.name,
            labels: labelNames(file.name)[0] ?? 'no name with "labels"',
          }),
        ]
      : [];
  return { format: 'idx', ...built, warnings };
}

interface IdxArray {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array | Float64Array;
}

async function readArray(file: DatasetFile, digest: Digest): Promise<IdxArray> {
  let head = new Uint8Array(0);
  let layout: ReturnType<typeof readHeader> = null;
  let content = new Uint8Array(0);
  let filled = 0;
  for await (const chunk of byteChunks(file, digest)) {
    let rest = chunk;
    if (layout === null) {
      head = Uint8Array.from([...head, ...chunk.subarray(0, 64)]);
      layout = readHeader(head, file.name);
      if (layout === null) continue;
      await checkSize(layout, file);
      content = new Uint8Array(layout.values * layout.type.bytes);
      rest = chunk.subarray(layout.headerBytes - (head.length - Math.min(64, chunk.length)));
    }
    if (filled + rest.length > content.length) throw lies(file.name, layout.dimensions, 'more');
    content.set(rest, filled);
    filled += rest.length;
  }
  if (layout === null || filled < content.length) throw lies(file.name, layout?.dimensions ?? [], 'less');
  return { dimensions: layout.dimensions, values: toNumbers(content, layout.type) };
}

/** Null while there are too few bytes. */
function readHeader(head: Uint8Array, name: string) {
  const dimensionCount = head[3] ?? 0;
  const headerBytes = 4 + 4 * dimensionCount;
  if (head.length < 4) return null;
  const type = types[head[2] ?? 0];
  if (head[0] !== 0 || head[1] !== 0 || type === undefined || dimensionCount < 1 || dimensionCount > 4) {
    throw inputError('dataset.format', say('file.noIdx', { file: name }));
  }
  if (head.length < headerBytes) return null;
  const view = new DataView(head.buffer, head.byteOffset);
  const dimensions = Array.from({ length: dimensionCount }, (_, index) => view.getUint32(4 + 4 * index));
  const values = dimensions.reduce((product, side) => product * side, 1);
  if (values > mostValues) {
    throw inputError(
      'dataset.source',
      say('file.idxTooLarge', { file: name, shape: dimensions.join(' × '), most: mostValues }),
    );
  }
  return { type, dimensions, values, headerBytes };
}

/** An unpacked file tells its size before anything is allocated for what its header claims. */
async function checkSize(
  layout: NonNullable<ReturnType<typeof readHeader>>,
  file: DatasetFile,
): Promise<void> {
  if (file.path === null || file.name.endsWith('.gz')) return;
  const { size } = await stat(file.path);
  const expected = layout.headerBytes + layout.values * layout.type.bytes;
  if (size !== expected) throw lies(file.name, layout.dimensions, size > expected ? 'more' : 'less');
}

function lies(name: string, dimensions: readonly number[], amount: 'more' | 'less') {
  const claim =
    dimensions.length === 0
      ? 'is cut off in its header'
      : `says it holds ${dimensions.join(' × ')} values, but has ${amount}`;
  return inputError(
    'dataset.source',
    `${name} ${claim}. It is damaged or cut off: copy or download it again.`,
  );
}

function toNumbers(content: Uint8Array, type: (typeof types)[number] & object): Uint8Array | Float64Array {
  if (type === types[0x08]) return content;
  const view = new DataView(content.buffer);
  return Float64Array.from({ length: content.length / type.bytes }, (_, index) =>
    type.read(view, index * type.bytes),
  );
}

/** Of `train-images-idx3-ubyte.gz` it is `train-labels-idx1-ubyte.gz`, packed or not. */
function labelNames(name: string): string[] {
  if (!/image/i.test(name)) return [];
  const named = name.replace(/images?/i, (word) => (word.toLowerCase().endsWith('s') ? 'labels' : 'label'));
  const label = named.replace(/idx\d/, 'idx1');
  const plain = label.replace(/\.gz$/, '');
  return [...new Set([label, plain, `${plain}.gz`])];
}

/** Of an archive: the array that is of images, else its first one. */
function packedArray(packed: readonly PackedFile[], archive: string): DatasetFile {
  const arrays = packed.filter(({ name }) => /idx/i.test(name));
  const array = arrays.find(({ name }) => /image/i.test(name)) ?? arrays[0];
  if (array === undefined) throw inputError('dataset.format', say('file.noIdxInside', { file: archive }));
  return packedFile(array, packed);
}

function packedFile({ name, bytes }: PackedFile, packed: readonly PackedFile[]): DatasetFile {
  return { path: null, name: basename(name), packed, bytes: () => Promise.resolve(bytes) };
}

/** The file of this name beside another, in its folder or its archive; null where there is none. */
async function beside(file: DatasetFile, name: string): Promise<DatasetFile | null> {
  if (file.packed !== undefined) {
    const found = file.packed.find((other) => basename(other.name) === name);
    return found === undefined ? null : packedFile(found, file.packed);
  }
  if (file.path === null) return null;
  const path = join(dirname(file.path), name);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  const none = () => Promise.reject(new Error('labels are read by their path'));
  return isThere ? { path, name, bytes: none } : null;
}

async function readLabels(file: DatasetFile, digest: Digest, count: number): Promise<CategoryColumn | null> {
  for (const name of labelNames(file.path === null ? file.name : basename(file.path))) {
    const labels = await beside(file, name);
    if (labels === null) continue;
    const { values } = await readArray(labels, digest);
    if (values.length !== count) {
      throw inputError(
        'dataset.source',
        say('file.labelCount', { labels: name, count: values.length, images: file.name, imageCount: count }),
      );
    }
    return categoryColumn('label', Array.from(values, String));
  }
  return null;
}

function plainTable({ dimensions, values }: IdxArray, label: CategoryColumn | null): ReadTable {
  const [rows = 0, width = 1] = dimensions;
  const columns: Column[] = Array.from({ length: width }, (_, column) => ({
    type: 'number',
    name: width === 1 ? 'value' : `x${column + 1}`,
    values: Float64Array.from({ length: rows }, (_unused, row) => values[row * width + column] ?? Number.NaN),
  }));
  return {
    format: 'idx',
    rowCount: rows,
    columns: label === null ? columns : [...columns, label],
    warnings: [],
  };
}
