import { afterAll, describe, expect, it } from 'vitest';
import { deflateSync, gzipSync } from 'node:zlib';
import type { DatasetSpec } from '#contract/dataset.ts';
import { CodedError } from '#contract/errors.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { fileAt, temporaryFiles } from '../../support/temporary-files.ts';

const temporary = temporaryFiles();
afterAll(() => temporary.remove());

/** The words in which it is refused, and by how many bytes the process grew over it. */
async function refusal(
  files: DatasetFiles,
  spec: DatasetSpec = fileSpec(),
): Promise<{ words: string; grown: number }> {
  const before = process.memoryUsage();
  const held = (usage: NodeJS.MemoryUsage): number => usage.arrayBuffers + usage.heapUsed;
  try {
    await loadDataset(spec, files);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'invalid_input') {
      return { words: error.message, grown: held(process.memoryUsage()) - held(before) };
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

const megabyte = 1024 * 1024;
const bytes = (...values: readonly (number | string)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(values.map((value) => (typeof value === 'number' ? Buffer.of(value) : Buffer.from(value)))),
  );

function png(width: number, height: number, pixels: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
  };
  const parts = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header)];
  return new Uint8Array(Buffer.concat([...parts, chunk('IDAT', pixels), chunk('IEND', new Uint8Array(0))]));
}

function imageFolder(name: string, image: Uint8Array, file = '1.png'): DatasetFiles {
  temporary.write(`${name}/a/${file}`, image);
  return fileAt(`${temporary.folder}/${name}`, true);
}

describe('a file made to do harm is refused in words, within memory', () => {
  it('a quote that is never closed, in a large file', async () => {
    const { words, grown } = await refusal(fileOf(`a,b\n1,"open\n${'2,3\n'.repeat(6 * megabyte)}`));
    expect(words).toContain('line 2: a quote (") opens here and is never closed');
    expect(grown).toBeLessThan(300 * megabyte);
  });

  it('one line without an end', async () => {
    const { words } = await refusal(fileOf(`a,b\n${'x'.repeat(20 * megabyte)}`));
    expect(words).toContain('line 2 is longer than 16 million characters');
  });

  it('rows of other lengths', async () => {
    expect((await refusal(fileOf('a,b\n1\n'))).words).toContain('too short');
    expect((await refusal(fileOf('a,b\n1,2,3\n'))).words).toContain('too long');
  });

  it('a million columns', async () => {
    const { words, grown } = await refusal(fileOf(`${'c,'.repeat(1_000_000)}c\n`));
    expect(words).toContain('line 1 has more than 20,000 cells');
    expect(grown).toBeLessThan(100 * megabyte);
  });

  it('JSON nested a million deep, and JSON with a million keys', async () => {
    const deep = `{"a":${'['.repeat(100_000)}1${']'.repeat(100_000)}}\n`;
    expect((await refusal(fileOf(deep, 'x.jsonl'))).words).toMatch(/nested more than 8 deep|is not JSON/);
    const wide = `{${Array.from({ length: 30_000 }, (_, at) => `"k${at}":1`).join(',')}}\n`;
    expect((await refusal(fileOf(wide, 'x.jsonl'))).words).toContain('more than 20,000 values');
    expect((await refusal(fileOf('{"a":1}\n[1,2]\n', 'x.jsonl'))).words).toContain('line 2 is no object');
  });

  it('IDX whose header says more, or less, than there is', async () => {
    const lie = bytes(0, 0, 8, 3, 0, 1, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28, 'few');
    const { words, grown } = await refusal(fileAt(temporary.write('lie-idx3-ubyte', lie)));
    expect(words).toContain('says it holds 65536 × 28 × 28 values, but has less');
    expect(grown).toBeLessThan(10 * megabyte);
    const huge = bytes(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
    expect((await refusal(fileOf(huge, 'huge.idx'))).words).toContain('more than the 250,000,000');
    const rest = bytes(0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3);
    expect((await refusal(fileOf(rest, 'rest.idx'))).words).toContain('but has more');
    expect((await refusal(fileOf(gzipSync(lie), 'lie.idx.gz'))).words).toContain('but has less');
    expect((await refusal(fileOf(bytes(0, 0, 8), 'cut.idx'))).words).toContain('cut off in its header');
    expect((await refusal(fileOf('hello', 'no.idx'))).words).toContain('is no IDX file');
  });

  it('IDX with labels of another set', async () => {
    const path = temporary.write(
      'other/images-idx3-ubyte',
      bytes(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9),
    );
    temporary.write('other/labels-idx1-ubyte', bytes(0, 0, 8, 1, 0, 0, 0, 2, 1, 2));
    expect((await refusal(fileAt(path))).words).toContain('holds 2 labels, but images-idx3-ubyte 1 images');
  });

  it('a PNG that says it is 60,000 × 60,000 pixels, and one that unpacks to more than it says', async () => {
    const large = imageFolder('large', png(60_000, 60_000, deflateSync(new Uint8Array(10))));
    const { words, grown } = await refusal(large);
    expect(words).toContain('a/1.png cannot be read: it says it is 60000 × 60000 pixels');
    expect(grown).toBeLessThan(10 * megabyte);
    const bomb = imageFolder('bomb', png(2, 2, deflateSync(new Uint8Array(64 * megabyte))));
    expect((await refusal(bomb)).words).toContain('a/1.png cannot be read');
    const short = imageFolder('short', png(9, 9, deflateSync(new Uint8Array(10))));
    expect((await refusal(short)).words).toContain('its pixels end too early');
  });

  it('a JPEG that says it is 60,000 × 60,000 pixels', async () => {
    const frame = [0xff, 0xc0, 0, 11, 8, 0xea, 0x60, 0xea, 0x60, 1, 1, 0x11, 0];
    const jpeg = Uint8Array.of(0xff, 0xd8, ...frame, 0xff, 0xd9);
    const { words, grown } = await refusal(imageFolder('jpeg', jpeg, '1.jpg'));
    expect(words).toContain('a/1.jpg cannot be read');
    expect(grown).toBeLessThan(50 * megabyte);
  });

  it('a folder without classes, and a file where a folder is meant', async () => {
    temporary.write('loose/1.png', new Uint8Array(3));
    expect((await refusal(fileAt(`${temporary.folder}/loose`, true))).words).toContain(
      'has 1 images, but no folders',
    );
    const spec = fileSpec({ format: 'images' });
    expect((await refusal(fileOf('a,b\n1,2\n'), spec)).words).toContain('is a file');
    const folder = imageFolder('csv', new Uint8Array(3));
    expect((await refusal(folder, fileSpec({ format: 'csv' }))).words).toContain('is a folder');
  });

  it('a damaged archive, and Parquet that is none', async () => {
    const cut = gzipSync('a,b\n1,2\n').subarray(0, 20);
    expect((await refusal(fileOf(new Uint8Array(cut), 'x.csv.gz'))).words).toContain(
      'is a damaged gzip file',
    );
    expect((await refusal(fileOf('PAR1 and nothing PAR1', 'x.parquet'))).words).toContain(
      'cannot be read as Parquet',
    );
    expect((await refusal(fileOf('', 'x.parquet'))).words).toContain('cannot be read as Parquet');
  });

  it('a column of categories without end', async () => {
    const rows = Array.from({ length: 1_000_100 }, (_, at) => `w${at},1`).join('\n');
    const { words } = await refusal(fileOf(`a,b\n${rows}\n`), fileSpec({ types: { a: 'category' } }));
    expect(words).toContain('too many for a category');
  });
});
