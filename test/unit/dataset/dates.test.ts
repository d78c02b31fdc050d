import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, parseDate, slashOrder } from '../../../src-main/engine/dataset/dates.ts';
import { loadDataset } from '../../../src-main/engine/dataset/load.ts';
import { fileOf, fileSpec } from '../../support/dataset-files.ts';

async function typeOf(cells: readonly string[]): Promise<string | undefined> {
  const table = await loadDataset(
    fileSpec({ format: 'csv' }),
    fileOf(`x\ty\n${cells.map((cell) => `${cell}\t1\n`).join('')}`),
  );
  return table.kind === 'table' ? table.columns[0]?.type : undefined;
}

describe('a date', () => {
  it('is read in the ways that leave no doubt', () => {
    const day = Date.UTC(2024, 4, 31);
    const same = [
      '2024-05-31',
      '2024/5/31',
      '2024.05.31',
      '31.5.2024',
      '2024年5月31日',
      ' 2024-05-31T00:00Z ',
    ];
    expect(same.map((text) => parseDate(text))).toEqual(same.map(() => day));
    expect(parseDate('2024-05-31T02:30:00.5+02:00')).toBe(day + 30 * 60_000 + 500);
    expect([parseDate('5/6/2024', 'dayFirst'), parseDate('5/6/2024', 'monthFirst')]).toEqual([
      Date.UTC(2024, 5, 5),
      Date.UTC(2024, 4, 6),
    ]);
  });

  it('is none when no calendar has it, or when it may be another', () => {
    const none = [
      '2023-02-29',
      '2024-13-01',
      '2024-00-10',
      '24:00',
      '5/6/2024',
      '2024-05/31',
      '20240531',
      '',
    ];
    expect(none.map((text) => parseDate(text))).toEqual(none.map(() => Number.NaN));
    expect(slashOrder(['1/2/2024', '1/13/2024'])).toBe('monthFirst');
    expect(slashOrder(['1/2/2024', '13/1/2024'])).toBe('dayFirst');
    expect([slashOrder(['1/2/2024']), slashOrder(['13/1/2024', '1/13/2024'])]).toEqual([null, null]);
  });

  it('is written so that it is read back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseDate(formatDate(date.getTime()))).toBe(date.getTime());
        },
      ),
    );
  });
});

describe('a column of dates', () => {
  it('is found where every cell is one', async () => {
    expect(await typeOf(['2024-01-01', '', '2024-01-02'])).toBe('date');
    expect(await typeOf(['1/2/2024', '1/30/2024'])).toBe('date');
    expect(await typeOf(['2024-01-01', 'later', '2024-01-02'])).toBe('text');
    expect(await typeOf(['1/2/2024', '1/3/2024'])).toBe('text');
    expect(await typeOf(['2021', '2022'])).toBe('number');
  });

  it('that was asked for names the cell that is none', async () => {
    const spec = fileSpec({ format: 'csv', types: { x: 'date' } });
    const table = await loadDataset(spec, fileOf('x,y\n2024-01-01,1\nlater,2\n'));
    const column = table.kind === 'table' ? table.columns[0] : undefined;
    expect(column).toMatchObject({
      problem: { message: expect.stringContaining('"later" is not a date') as string },
    });
  });
});
