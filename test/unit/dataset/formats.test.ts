import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { DatasetSpec } from '#contract/dataset.ts';
import { describeDataset } from '../../../src-main/engine/dataset/describe.ts';
import { cellOf } from '../../../src-main/engine/dataset/cell-of.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { fitImage } from '../../../src-main/engine/dataset/image/fit.ts';
import { decodeJpeg } from '../../../src-main/engine/dataset/image/jpeg.ts';
import { withPixelColumns } from '../../../src-main/engine/dataset/image/pixel-columns.ts';
import { decodePng } from '../../../src-main/engine/dataset/image/png.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import type { Table } from '../../../src-main/engine/dataset/table.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { fileAt, temporaryFiles } from '../../support/temporary-files.ts';
import { messagesOf } from '../../support/messages-of.ts';

interface ImageCase {
  readonly name: string;
  readonly bytes: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: string;
  readonly tolerance: number;
}

// Written by test/reference/datasets.py with Pillow and pyarrow.
const reference = JSON.parse(
  readFileSync(new URL('../../reference/datasets.json', import.meta.url), 'utf8'),
) as {
  readonly images: readonly ImageCase[];
  readonly luma: { readonly colour: string; readonly grey: string };
  readonly halved: { readonly pixels: string; readonly halved: string; readonly uneven: string };
  readonly parquet: {
    readonly files: Readonly<Record<string, string>>;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  };
  readonly encodings: { readonly text: string; readonly gb18030: string };
};
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const temporary = temporaryFiles();
afterAll(() => temporary.remove());

async function read(files: DatasetFiles, spec: DatasetSpec = fileSpec()): Promise<Table> {
  const dataset = await loadDataset(spec, files);
  if (dataset.kind !== 'table') throw new Error('read as text');
  return dataset;
}

function rowsOf(table: Table): unknown[][] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    table.columns.map((column) => cellOf(column, row)),
  );
}

describe('images', () => {
  it.each(reference.images)('of the kind "$name" have the pixels that Pillow gives', (image) => {
    const bytes = bytesOf(image.bytes);
    const decoded = image.name.startsWith('JPEG') ? decodeJpeg(bytes) : decodePng(bytes);
    expect([decoded.width, decoded.height, decoded.channels]).toEqual([
      image.width,
      image.height,
      image.channels,
    ]);
    const wanted = bytesOf(image.values);
    const differences = decoded.values.map((value, at) => Math.abs(value - (wanted[at] ?? 0)));
    expect(decoded.values.length).toBe(wanted.length);
    expect(Math.max(...differences)).toBeLessThanOrEqual(image.tolerance);
  });

  it('become grey by the luma that Pillow uses', () => {
    const values = bytesOf(reference.luma.colour);
    const grey = fitImage({ width: 4, height: 4, channels: 3, values }, { width: 4, height: 4, channels: 1 });
    expect([...grey]).toEqual([...bytesOf(reference.luma.grey)]);
  });

  it('are made smaller by the mean of what a pixel covers, as a box filter does', () => {
    const image = { width: 8, height: 6, channels: 1, values: bytesOf(reference.halved.pixels) } as const;
    const exact = fitImage(image, { width: 4, height: 3, channels: 1 });
    const wanted = bytesOf(reference.halved.halved);
    // Pillow rounds between its two passes.
    expect([...exact].every((value, at) => Math.abs(value - (wanted[at] ?? 0)) <= 1)).toBe(true);
  });

  it('in a folder per class become pixels and a label, of their own size where it is one', async () => {
    const grey = reference.images.find(({ name }) => name === 'grey');
    const interlaced = reference.images.find(({ name }) => name === 'interlaced');
    if (grey === undefined || interlaced === undefined) throw new Error('no images');
    temporary.write('pets/dog/b.png', bytesOf(interlaced.bytes));
    temporary.write('pets/cat/a.PNG', bytesOf(grey.bytes));
    temporary.write('pets/cat/notes.txt', 'not an image');
    const table = await read(fileAt(`${temporary.folder}/pets`, true));
    expect(table).toMatchObject({
      format: 'images',
      rowCount: 2,
      image: { width: 11, height: 5, channels: 1 },
    });
    expect(table.images?.values).toBeInstanceOf(Uint8Array);
    const asColumns = withPixelColumns(table);
    expect(asColumns.columns.map(({ name }) => name).slice(0, 2)).toEqual(['pixel_0_0', 'pixel_0_1']);
    const [cat = [], dog = []] = rowsOf(asColumns);
    expect([cat.at(-1), dog.at(-1)]).toEqual(['cat', 'dog']);
    expect(cat.slice(0, -1)).toEqual([...bytesOf(grey.values)]);
  });

  it('of several sizes are brought to the size that is asked for', async () => {
    const spec = fileSpec({ image: { height: 4, width: 6, channels: 3 } });
    for (const [at, image] of reference.images.entries()) {
      const ending = image.name.startsWith('JPEG') ? 'jpg' : 'png';
      temporary.write(`mixed/${at % 2 === 0 ? 'even' : 'odd'}/${at}.${ending}`, bytesOf(image.bytes));
    }
    const files = fileAt(`${temporary.folder}/mixed`, true);
    const table = await read(files, spec);
    expect(table).toMatchObject({
      rowCount: reference.images.length,
      image: { height: 4, width: 6, channels: 3 },
    });
    expect(table.images?.values.length).toBe(reference.images.length * 4 * 6 * 3);
    expect(messagesOf((await read(files)).warnings).join()).toContain('are brought to 32 × 32');
  });
});

describe('Parquet', () => {
  it.each(Object.entries(reference.parquet.files))(
    'packed with %s is read as it was written',
    async (_, file) => {
      const spec = fileSpec({ types: { word: 'text', flag: 'text', day: 'text' } });
      const table = await read(fileOf(bytesOf(file), 'data.parquet'), spec);
      expect(table.columns.map(({ name }) => name)).toEqual(reference.parquet.columns);
      expect(rowsOf(table)).toEqual(reference.parquet.rows);
    },
  );
});

describe('JSON Lines', () => {
  it('have a column per key, in objects too, and no value where a key is left out', async () => {
    const lines = [
      '{"height": 1.5, "kind": "a", "size": {"x": 1, "y": [2, 3]}}',
      '{"height": null, "kind": "b", "late": true}',
      '',
      '{"kind": "a", "height": 2e3}',
    ].join('\n');
    const table = await read(fileOf(lines, 'data.jsonl'), fileSpec({ types: { late: 'text' } }));
    expect(table.columns.map(({ name }) => name)).toEqual([
      'height',
      'kind',
      'size.x',
      'size.y.0',
      'size.y.1',
      'late',
    ]);
    expect(rowsOf(table)).toEqual([
      [1.5, 'a', 1, 2, 3, null],
      [null, 'b', null, null, null, 'true'],
      [2000, 'a', null, null, null, null],
    ]);
  });

  it('are known by their content, whatever they are called', async () => {
    expect((await read(fileOf('{"a": 1}\n{"a": 2}\n', 'data.txt'))).format).toBe('jsonl');
  });

  it('called .txt are text, though each line has as many commas, unless they are a header over numbers', async () => {
    const formatOf = async (text: string): Promise<string> => {
      const dataset = await loadDataset(fileSpec(), fileOf(text, 'x.txt'));
      return dataset.kind === 'text' ? 'text' : dataset.format;
    };
    expect(await formatOf('One day, the rain came\nTwo days, the sun\nThree days, then snow\n')).toBe('text');
    expect(await formatOf('hund,dog\nkatze,cat\nmaus,mouse\n')).toBe('text');
    expect(await formatOf('1,2\n3,4\n')).toBe('text');
    expect(await formatOf('a,b,kind\n1,2.5,x\n-3,,y\n4,1e3,x\n')).toBe('csv');
  });
});

/** An array as IDX: a type, its dimensions, its bytes. */
function idx(type: number, dimensions: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  for (const [at, side] of dimensions.entries()) header.writeUInt32BE(side, 4 + 4 * at);
  return new Uint8Array(Buffer.concat([header, values]));
}

describe('IDX', () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 2 }, (_, at) => at * 20);
  const images = idx(8, [3, 2, 2], pixels);
  const labels = idx(8, [3], Uint8Array.of(7, 0, 7));

  it.each([
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', images, labels],
    ['train-images.idx3-ubyte.gz', 'train-labels.idx1-ubyte', gzipSync(images), labels],
    ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz', gzipSync(images), gzipSync(labels)],
  ])('images %s are read with the labels beside them', async (name, labelName, imageBytes, labelBytes) => {
    const path = temporary.write(`idx/${name}/${name}`, imageBytes);
    temporary.write(`idx/${name}/${labelName}`, labelBytes);
    const table = await read(fileAt(path));
    expect(table.image).toEqual({ height: 2, width: 2, channels: 1 });
    expect(rowsOf(withPixelColumns(table))).toEqual([
      [0, 20, 40, 60, '7'],
      [80, 100, 120, 140, '0'],
      [160, 180, 200, 220, '7'],
    ]);
    expect(table.columns.at(-1)).toMatchObject({ name: 'label', categories: ['0', '7'] });
  });

  it('without labels say which file is missing', async () => {
    const path = temporary.write('alone/x-images-idx3-ubyte', images);
    expect(messagesOf((await read(fileAt(path))).warnings).join()).toContain('x-labels-idx1-ubyte');
  });

  it('of real numbers and two dimensions are a table', async () => {
    const values = Buffer.alloc(16);
    for (const [at, value] of [1.5, -2, 0.25, 4].entries()) values.writeFloatBE(value, 4 * at);
    expect(rowsOf(await read(fileOf(idx(0x0d, [2, 2], values), 'numbers.idx')))).toEqual([
      [1.5, -2],
      [0.25, 4],
    ]);
  });
});

describe('the writing of a text file', () => {
  it('in GB18030 is found by its characters', async () => {
    const table = await read(fileOf(bytesOf(reference.encodings.gb18030)));
    expect(table.columns.map(({ name }) => name)).toEqual(['姓名', '城市', '分数']);
    expect(rowsOf(table)[1]?.[2]).toBe(88);
    expect(table.dialect?.encoding).toBe('gb18030');
  });

  it('in GB18030 is found where it begins late', async () => {
    const plain = `a,b\n${'1,x\n'.repeat(400_000)}`;
    const late = Buffer.concat([Buffer.from(plain), gb('2,长安\n')]);
    const table = await read(fileOf(new Uint8Array(late)));
    expect(table.dialect?.encoding).toBe('gb18030');
    expect(table.columns[1]).toMatchObject({ categories: ['x', '长安'] });
  });

  it('in windows-1252 is read where the spec says so', async () => {
    const bytes = new Uint8Array(Buffer.from('größe,y\n1,2\n3,4\n', 'latin1'));
    await expect(read(fileOf(bytes))).rejects.toThrow('windows-1252');
    const table = await read(fileOf(bytes), fileSpec({ encoding: 'windows-1252' }));
    expect(table.columns[0]?.name).toBe('größe');
  });

  it('with single quotes, tabs and decimal commas is found', async () => {
    const table = await read(
      fileOf("name\tx\n'a\tb'\t1,5\n'c'\t2,25\n'c'\t-1,0\n"),
      fileSpec({ types: { name: 'text' } }),
    );
    expect(rowsOf(table)).toEqual([
      ['a\tb', 1.5],
      ['c', 2.25],
      ['c', -1],
    ]);
    expect(table.dialect).toEqual({ encoding: 'utf-8', delimiter: '\t', quote: "'", decimalComma: true });
  });

  it('can be said in the spec instead', async () => {
    const spec = fileSpec({
      delimiter: '~',
      quote: '',
      decimalComma: true,
      missing: ['-999'],
      types: { name: 'text' },
    });
    const table = await read(fileOf('name~x\n"a"~1,5\nNA~-999\n'), spec);
    expect(rowsOf(table)).toEqual([
      ['"a"', 1.5],
      ['NA', null],
    ]);
  });

  it('is prose where every line has one comma, and a table where there are numbers', async () => {
    const poem = 'the sun goes down, and the moon comes up\nthe wind is low, but the sea is high\n';
    expect(
      (await describeDataset({ source: { kind: 'file', path: 'x' } }, fileOf(poem.repeat(4), 'poem.txt')))
        .format,
    ).toBe('text');
    const table = 'name, size\na, 3\nb, 4\nc, 5\n';
    expect(
      (await describeDataset({ source: { kind: 'file', path: 'x' } }, fileOf(table, 'data.txt'))).format,
    ).toBe('csv');
  });

  it('reads numbers also where more than half of a column is n/a', async () => {
    const table = await read(fileOf('x,word\nn/a,none\nn/a,none\n3.5,a\nn/a,none\n4,b\n'));
    expect(table.columns[0]).toMatchObject({ type: 'number' });
    expect(table.columns[1]).toMatchObject({ type: 'category' });
  });

  it('takes words such as n/a for missing among numbers only', async () => {
    const table = await read(fileOf('x,word\n1,none\nn/a,a\n-,a\n4,none\n5,a\n'));
    expect(rowsOf(table).map(([x]) => x)).toEqual([1, null, null, 4, 5]);
    expect(table.columns[1]).toMatchObject({ categories: ['a', 'none'] });
  });

  it('is read alike in one piece and in many', async () => {
    const line = (at: number) => `${at},"word ""${at % 7}""\r\nnext line",${at / 8}\r\n`;
    const content = `a,b,c\r\n${Array.from({ length: 60_000 }, (_, at) => line(at)).join('')}`;
    const table = await read(fileOf(gzipSync(content), 'data.csv.gz'));
    expect(content.length).toBeGreaterThan(2 * 1024 * 1024);
    expect(table.rowCount).toBe(60_000);
    expect([0, 31_111, 59_999].map((row) => table.columns.map((column) => cellOf(column, row)))).toEqual([
      [0, 'word "0"\r\nnext line', 0],
      [31_111, 'word "3"\r\nnext line', 31_111 / 8],
      [59_999, 'word "2"\r\nnext line', 59_999 / 8],
    ]);
  });

  it('is judged by the whole column, not by its beginning', async () => {
    const late = [...Array<string>(1200).fill('1'), ...Array<string>(2000).fill('blue')];
    const words = [
      ...Array<string>(1200).fill('blue'),
      ...Array.from({ length: 2000 }, (_, at) => String(at)),
    ];
    const table = await read(
      fileOf(`a,b\n${late.map((cell, row) => `${cell},${words[row] ?? ''}`).join('\n')}\n`),
    );
    expect(table.columns.map(({ type }) => type)).toEqual(['category', 'number']);
    expect(table.columns[0]).toMatchObject({ categories: ['1', 'blue'] });
  });
});

function gb(text: string): Buffer {
  const pairs: Readonly<Record<string, readonly number[]>> = { 长: [0xb3, 0xa4], 安: [0xb0, 0xb2] };
  return Buffer.from([...text].flatMap((character) => pairs[character] ?? [character.charCodeAt(0)]));
}
