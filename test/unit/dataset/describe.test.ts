import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Correlations, Quantiles } from '#contract/dataset.ts';
import { stream } from '../../../src-main/base/random.ts';
import { describeDataset } from '../../../src-main/engine/dataset/describe.ts';
import { keepSome } from '../../../src-main/engine/dataset/table-builder.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';
import { fileAt, temporaryFiles } from '../../support/temporary-files.ts';

interface Described {
  readonly missing: number;
  readonly distinct: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  readonly quantiles: Quantiles;
}

// Written by test/reference/datasets.py with pandas.
const { statistics } = JSON.parse(
  readFileSync(new URL('../../reference/datasets.json', import.meta.url), 'utf8'),
) as {
  readonly statistics: {
    readonly csv: string;
    readonly columns: Readonly<Record<string, Described>>;
    readonly counts: Readonly<Record<string, number>>;
    readonly correlations: Correlations;
  };
};

/** A mean of a thousand millions is known to its sixteen digits, and what is left of a deviation to six. */
const near = (value: number, name = ''): number => expect.closeTo(value, name === 'offset' ? 6 : 9) as number;

describe('what pandas says of the same table', () => {
  it.each(Object.entries(statistics.columns))('is said of the column "%s"', async (name, wanted) => {
    const { columns } = await describeDataset(fileSpec(), fileOf(statistics.csv));
    const { quantiles, ...rest } = wanted;
    expect(columns.find((column) => column.name === name)).toMatchObject({
      ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, near(value, name)])),
      quantiles: Object.fromEntries(
        Object.entries(quantiles).map(([key, value]) => [key, near(Number(value), name)]),
      ),
    });
  });

  it('is said of classes and of correlations', async () => {
    const { columns, correlations } = await describeDataset(fileSpec(), fileOf(statistics.csv));
    const kind = columns.find(({ name }) => name === 'kind');
    expect(Object.fromEntries((kind?.categories ?? []).map(({ value, count }) => [value, count]))).toEqual(
      statistics.counts,
    );
    expect(correlations).toEqual({
      columns: statistics.correlations.columns,
      values: statistics.correlations.values.map((row) =>
        row.map((value) => (value === null ? null : (expect.closeTo(value, 9) as number))),
      ),
    });
  });
});

describe('a file with more cells than are kept', () => {
  const rows = 1_100_000;
  const temporary = temporaryFiles();
  let path = '';
  beforeAll(() => {
    const random = stream(1, 'rows');
    const lines = Array.from(
      { length: rows },
      (_, row) => `${row % 1000},${random.integer(9)},x${row % 3},1,2,3,4,5`,
    );
    path = temporary.write('large.csv', `a,b,c,d,e,f,g,h\n${lines.join('\n')}\n`);
  });
  afterAll(() => temporary.remove());

  it('is described by all of its rows where that is exact, else by rows taken evenly', async () => {
    const summary = await describeDataset(fileSpec(), fileAt(path));
    expect(rows * 8).toBeGreaterThan(keepSome.cells);
    expect(summary).toMatchObject({ rowCount: rows, sampledRows: rows / 2 });
    const [a, , c] = summary.columns;
    expect(a).toMatchObject({ missing: 0, mean: expect.closeTo(499.5, 9) as number, min: 0, max: 999 });
    expect(a?.quantiles?.q50).toBeCloseTo(499, -1);
    expect(c?.categories?.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
  });
});
