import { describe, expect, it } from 'vitest';
import { looksLikeId } from '../../../src-main/engine/dataset/row-id.ts';
import { proposeTarget } from '../../../src-main/engine/dataset/select.ts';
import type { Column } from '../../../src-main/engine/dataset/table.ts';
import { proposeSpec } from '../../../src-main/engine/training/propose.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';

const numbers = (name: string, values: readonly number[]): Column => ({
  type: 'number',
  name,
  values: Float64Array.from(values),
});
/** Distinct whole numbers in no order. */
const scattered = Array.from({ length: 40 }, (_, row) => (row * 17 + 5) % 41);
const isId = (column: Column): boolean => looksLikeId(column, 40);

describe('a column that names the rows', () => {
  it.each([
    'id',
    'ID',
    'PassengerId',
    'userID',
    'customer_id',
    'No.',
    '#',
    '编号',
    '学号',
    '用户编号',
    '订单ID',
    'row_id',
  ])('is found by its name: %s', (name) => expect(isId(numbers(name, scattered))).toBe(true));

  it.each(['acid', 'humid', 'price', 'kind', 'video', '号召力', '面积'])('is not any other: %s', (name) =>
    expect(isId(numbers(name, scattered))).toBe(false),
  );

  it('is found by counting from the first row to the last, whatever its name', () => {
    expect(
      isId(
        numbers(
          'x',
          Array.from({ length: 40 }, (_, row) => row),
        ),
      ),
    ).toBe(true);
    expect(
      isId(
        numbers(
          'x',
          Array.from({ length: 40 }, (_, row) => row + 1),
        ),
      ),
    ).toBe(true);
    expect(
      isId(
        numbers(
          'x',
          Array.from({ length: 40 }, (_, row) => row + 2),
        ),
      ),
    ).toBe(false);
    expect(
      isId(
        numbers(
          'x',
          Array.from({ length: 40 }, (_, row) => row / 2),
        ),
      ),
    ).toBe(false);
  });

  it('has another value in every row, and no fractions', () => {
    expect(isId(numbers('id', [...scattered.slice(1), 7.5]))).toBe(false);
    expect(
      isId(
        numbers(
          'id',
          scattered.map((value) => value % 5),
        ),
      ),
    ).toBe(false);
    expect(isId(numbers('id', [...scattered.slice(1), Number.NaN]))).toBe(false);
  });
});

describe('a proposal', () => {
  const rows = scattered.map((value, row) => `${row + 1},${value},${(row * 3) % 11},a remark of row ${row}`);

  it('learns from no column that names the rows, and from no free text', async () => {
    const { dataset } = await proposeSpec(
      fileSpec({ target: '价格' }),
      fileOf(['编号,价格,面积,备注', ...rows].join('\n')),
    );
    expect(dataset).toMatchObject({ target: '价格', features: ['面积'] });
  });

  it('leaves the features open where every other column is one', async () => {
    const { dataset } = await proposeSpec(
      fileSpec(),
      fileOf(['a,b', ...scattered.map((a, b) => `${a},${(b * 5) % 39}`)].join('\n')),
    );
    expect(dataset.features).toBeUndefined();
  });

  it('learns from a counted column where there is nothing else', async () => {
    const { dataset } = await proposeSpec(
      fileSpec(),
      fileOf(['x,y', ...scattered.map((y, x) => `${x},${y}`)].join('\n')),
    );
    expect([dataset.features, dataset.target]).toEqual([undefined, 'y']);
  });

  it('predicts no number of a row where there is something else to predict', () => {
    expect(
      proposeTarget([
        numbers(
          'size',
          scattered.map((value) => value / 3),
        ),
        numbers('序号', scattered),
      ]),
    ).toBe('size');
  });
});
