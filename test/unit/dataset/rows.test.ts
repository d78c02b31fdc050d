import { describe, expect, it } from 'vitest';
import { readRows } from '../../../src-main/engine/dataset/rows.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';

const lines = Array.from({ length: 3000 }, (_, row) => `${row},${row % 2 === 0 ? 'even' : 'odd'}`);
const csv = `n,kind\n${lines.join('\n')}\n`;

describe('rows of a dataset', () => {
  it.each([
    [0, 2],
    [999, 3],
    [1500, 2],
    [2999, 5],
  ])('from %i on, %i of them, are those of the file', async (offset, limit) => {
    const { columns, rows } = await readRows(fileSpec(), fileOf(csv), offset, limit);
    expect(columns).toEqual(['n', 'kind']);
    expect(rows).toEqual(
      lines.slice(offset, offset + limit).map((line) => {
        const [n = '', kind = ''] = line.split(',');
        return [Number(n), kind];
      }),
    );
  });

  it('beyond the end are none', async () => {
    expect((await readRows(fileSpec(), fileOf(csv), 5000, 5)).rows).toEqual([]);
  });

  it('are read no further than they are wanted: what is wrong after them does not matter', async () => {
    const cut = fileOf(`${csv}${'1,x\n'.repeat(400_000)}"never closed`);
    expect((await readRows(fileSpec(), cut, 10, 1)).rows).toEqual([[10, 'even']]);
  });

  it('keep the types that were found in the whole file', async () => {
    const spec = fileSpec({ types: { n: 'category', kind: 'text' } });
    expect((await readRows(spec, fileOf(csv), 7, 1)).rows).toEqual([['7', 'odd']]);
  });

  it('of JSON Lines and of text are their lines', async () => {
    const jsonl = Array.from({ length: 50 }, (_, a) => JSON.stringify({ a })).join('\n');
    expect((await readRows(fileSpec(), fileOf(jsonl, 'x.jsonl'), 20, 2)).rows).toEqual([[20], [21]]);
    expect((await readRows(fileSpec(), fileOf('one\ntwo\nthree', 'x.txt'), 1, 5)).rows).toEqual([
      ['two'],
      ['three'],
    ]);
  });

  it('of a generated dataset are its own', async () => {
    const source = { kind: 'linear', rows: 10, weights: [1], bias: 0, noise: 0, seed: 0 } as const;
    const all = await readRows({ source: { ...source, weights: [1] } }, fileOf(''), 0, 10);
    const some = await readRows({ source: { ...source, weights: [1] } }, fileOf(''), 4, 3);
    expect(some.rows).toEqual(all.rows.slice(4, 7));
  });
});
