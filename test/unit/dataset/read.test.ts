import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cellOf } from '../../../src-main/engine/dataset/cell-of.ts';
import { describeDataset } from '../../../src-main/engine/dataset/describe.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import type { Table } from '../../../src-main/engine/dataset/table.ts';
import { fileOf, fileSpec, sampleFiles } from '../../support/dataset-files.ts';
import { messagesOf } from '../../support/messages-of.ts';

async function read(content: string | Uint8Array, spec = fileSpec(), name = 'data.csv'): Promise<Table> {
  const dataset = await loadDataset(spec, fileOf(content, name));
  if (dataset.kind !== 'table') throw new Error('read as text');
  return dataset;
}

async function cells(content: string | Uint8Array, spec = fileSpec()): Promise<unknown[][]> {
  const table = await read(content, spec);
  return Array.from({ length: table.rowCount }, (_, row) =>
    table.columns.map((column) => cellOf(column, row)),
  );
}

describe('reading CSV', () => {
  it('follows RFC 4180: quotes, doubled quotes, delimiters and line ends in quotes', async () => {
    const content = 'name,note,n\r\n"Ada, Countess","said ""hi""\r\ntwice",1\r\nBob,"",2\r\nBob,x,3\r\n';
    const spec = fileSpec({ types: { name: 'text', note: 'text' } });
    expect(await cells(content, spec)).toEqual([
      ['Ada, Countess', 'said "hi"\r\ntwice', 1],
      ['Bob', null, 2],
      ['Bob', 'x', 3],
    ]);
  });

  it.each([
    ['commas', 'a,b\n1,2\n3,4\n'],
    ['semicolons', 'a;b\n1;2\n3;4\n'],
    ['tabs', 'a\tb\n1\t2\n3\t4\n'],
    ['bars', 'a|b\n1|2\n3|4\n'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4'],
    ['lone CR', 'a,b\r1,2\r3,4\r'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n3,4\n'],
    ['blank lines', 'a,b\n\n1,2\n\n3,4\n\n'],
  ])('finds out by itself: %s', async (_, content) => {
    const table = await read(content);
    expect(table.columns.map((column) => column.name)).toEqual(['a', 'b']);
    expect(await cells(content)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('reads UTF-16 of both orders, with and without a mark', async () => {
    const text = 'größe,y\n1,2\n3,4\n';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), little]);
    for (const bytes of [little, big, marked]) {
      const table = await read(new Uint8Array(bytes));
      expect(table.columns.map((column) => column.name)).toEqual(['größe', 'y']);
    }
  });

  it('reads a decimal comma where semicolons separate', async () => {
    expect(await cells('x;y\n1,5;-0,25\n2;1e3\n')).toEqual([
      [1.5, -0.25],
      [2, 1000],
    ]);
  });

  it('takes empty cells, NA, NaN, null and ? as missing, in any case', async () => {
    expect(await cells('x,y\n,1\nNA,2\nnan,3\nNULL,4\n?,5\n7,6\n')).toEqual([
      [null, 1],
      [null, 2],
      [null, 3],
      [null, 4],
      [null, 5],
      [7, 6],
    ]);
  });

  it('types columns: numbers, categories sorted for good, free text', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i},${['b', 'a', 'c'][i % 3] ?? ''},word ${i} of many`,
    );
    const table = await read(`n,kind,note\n${rows.join('\n')}\n`);
    expect(table.columns.map((column) => column.type)).toEqual(['number', 'category', 'text']);
    const kind = table.columns[1];
    expect(kind?.type === 'category' && kind.categories).toEqual(['a', 'b', 'c']);
  });

  it('sorts categories that are numbers by their value', async () => {
    const table = await read('x,y\n1,10\n2,9\n3,10\n', fileSpec({ types: { y: 'category' } }));
    expect(table.columns[1]).toMatchObject({ categories: ['9', '10'] });
  });

  it('reads every cell of the real samples', async () => {
    const shapes = await Promise.all(
      ['iris', 'wine', 'breast_cancer', 'diabetes', 'digits'].map(async (name) => {
        const table = await loadDataset({ source: { kind: 'sample', name: `${name}.csv` } }, sampleFiles);
        return table.kind === 'table' ? [name, table.rowCount, table.columns.length] : [name];
      }),
    );
    expect(shapes).toEqual([
      ['iris', 150, 5],
      ['wine', 178, 14],
      ['breast_cancer', 569, 31],
      ['diabetes', 442, 11],
      ['digits', 1797, 65],
    ]);
  });
});

describe('describing a dataset', () => {
  it('summarises columns, proposes the target and warns of what is odd', async () => {
    const content =
      'id,x,kind,y\n1,2,a,1\n2,,b,1\n3,4,a,0\n4,9,a,1\n5,0,b,0\n6,0,a,1\n7,0,a,1\n8,0,b,1\n9,0,a,0\n10,0,a,1\n';
    const summary = await describeDataset(fileSpec(), fileOf(content, 'small.csv'));
    expect(summary).toMatchObject({
      name: 'small.csv',
      format: 'csv',
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
      rowCount: 10,
      proposedTarget: 'y',
    });
    expect(summary.columns[1]).toEqual({
      name: 'x',
      type: 'number',
      missing: 1,
      distinct: 4,
      mean: 15 / 9,
      standardDeviation: expect.closeTo(Math.sqrt(101 / 9 - (15 / 9) ** 2), 12) as number,
      min: 0,
      max: 9,
      quantiles: { q05: 0, q25: 0, q50: 0, q75: 2, q95: expect.closeTo(7, 12) as number },
      histogram: [6, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    });
    expect(summary.columns[2]).toEqual({
      name: 'kind',
      type: 'category',
      missing: 0,
      distinct: 2,
      categories: [
        { value: 'a', count: 7 },
        { value: 'b', count: 3 },
      ],
    });
    expect(summary.head[1]).toEqual([2, null, 'b', 1]);
    expect(messagesOf(summary.warnings)).toEqual([
      'Column "id" looks like a row\'s number or name; leave it out of the features.',
      'Column "x" has one missing value.',
    ]);
  });

  it('counts characters of a text', async () => {
    const summary = await describeDataset({ source: { kind: 'sample', name: 'tang300.txt' } }, sampleFiles);
    expect(summary).toMatchObject({ format: 'text', columns: [], proposedTarget: null });
    expect(summary.characters?.distinct).toBeGreaterThan(2500);
  });

  it('warns of a bad cell instead of refusing the file', async () => {
    const summary = await describeDataset(fileSpec(), fileOf('x,y\n1,2\nabc,3\n4,5\n'));
    expect(messagesOf(summary.warnings)).toEqual([
      expect.stringContaining('row 2 (line 3 of the file), column "x": "abc" is not a number'),
    ]);
  });
});

describe('the generated linear dataset', () => {
  const source = { kind: 'linear', rows: 2000, weights: [1, -2], bias: 0.5, noise: 0, seed: 3 } as const;

  it('has uniform features x1, x2 and the target y = weights · x + bias', async () => {
    const table = await loadDataset({ source: { ...source, weights: [1, -2] } }, sampleFiles);
    if (table.kind !== 'table') throw new Error('not a table');
    expect(table.columns.map((column) => column.name)).toEqual(['x1', 'x2', 'y']);
    const [x1 = [], x2 = [], y = []] = table.columns.map((column) =>
      column.type === 'number' ? [...column.values] : [],
    );
    expect(y).toEqual(x1.map((value, row) => 0.5 + value - 2 * (x2[row] ?? 0)));
    expect(Math.min(...x1)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...x1)).toBeLessThan(1);
  });

  it('is the same for the same seed and another for another', async () => {
    const hash = async (seed: number) =>
      (await loadDataset({ source: { ...source, weights: [1, -2], seed } }, sampleFiles)).sha256;
    expect(await hash(0)).toBe(await hash(0));
    expect(await hash(0)).not.toBe(await hash(1));
  });
});
