import { describe, expect, it } from 'vitest';
import type { ReportBlock, TableFigure } from '#contract/report.ts';
import { blockFigure } from '../../src-main/report/block-figure.ts';
import {
  insertReport,
  listReports,
  readReport,
  shelveReport,
  updateReport,
} from '../../src-main/store/tables/reports.ts';
import { givenRun, queryStore } from '../support/query-store.ts';

const db = queryStore();
const spec = (seed: number, rate: number) => ({ seed, optimizer: { learningRate: rate } });
for (const [seed, accuracy] of [0.8, 0.9, 0.7].entries()) {
  givenRun(db, { name: 'slow', spec: spec(seed, 0.001), metrics: { 'val/accuracy': [0.1, accuracy] } });
}
givenRun(db, { name: 'fast', spec: spec(0, 0.1), metrics: { 'val/accuracy': [0.2, 0.95] } });
db.run(`UPDATE runs SET dataset_sha256 = 'one'`);

const text: ReportBlock = { id: 'a', kind: 'text', markdown: '# What we found' };
const table = (of: Extract<ReportBlock, { kind: 'table' }>['table']): TableFigure => {
  const figure = blockFigure(db, { id: 'b', kind: 'table', title: '', table: of }, 1, 2000);
  if (figure?.kind !== 'table') throw new Error('a table was expected');
  return figure;
};

describe('a report', () => {
  it('is kept with its blocks, renamed, changed, put away and brought back', () => {
    const id = insertReport(db, {
      uid: 'f'.repeat(32),
      name: 'First',
      document: { blocks: [text] },
      now: 10,
    });
    updateReport(db, id, { name: 'Second', now: 20 });
    expect(readReport(db, id)).toEqual({
      id,
      uid: 'f'.repeat(32),
      name: 'Second',
      document: { blocks: [text] },
      createdAt: 10,
      changedAt: 20,
    });
    updateReport(db, id, { document: { blocks: [] }, now: 30 });
    expect(listReports(db).map(({ name, blocks }) => ({ name, blocks }))).toEqual([
      { name: 'Second', blocks: 0 },
    ]);
    shelveReport(db, id, 40);
    expect(listReports(db)).toEqual([]);
    expect(() => readReport(db, id)).toThrow(`There is no report ${id}`);
    shelveReport(db, id, null);
    expect(readReport(db, id).name).toBe('Second');
  });
});

describe('a block of a report', () => {
  it('lists runs with what the query language says of them, and marks the best', () => {
    const figure = table({
      kind: 'runs',
      query: 'order by metrics.val/accuracy desc',
      fields: ['name', 'metrics.val/accuracy', 'params.optimizer.learningRate'],
      limit: 2,
    });
    expect(figure).toEqual({
      kind: 'table',
      columns: [
        { label: 'name', numeric: false },
        { label: 'val/accuracy', numeric: true },
        { label: 'optimizer.learningRate', numeric: true },
      ],
      rows: [
        [
          { value: 'fast', chosen: true },
          { value: 0.95, best: true },
          { value: 0.1, chosen: true },
        ],
        [{ value: 'slow', chosen: true }, { value: 0.9 }, { value: 0.001, chosen: true }],
      ],
      more: 2,
    });
  });

  it('gives groups their mean and the deviation of the sample', () => {
    const { rows } = table({
      kind: 'groups',
      query: '',
      by: 'params.optimizer.learningRate',
      fields: ['metrics.val/accuracy'],
    });
    // By hand: (0.8 + 0.9 + 0.7) / 3 and the root of (0 + 0.01 + 0.01) / 2.
    expect(rows[0]?.[2]?.value).toBeCloseTo(0.8, 12);
    expect(rows[0]?.[2]?.deviation).toBeCloseTo(0.1, 12);
    expect(rows.map((row) => row.slice(0, 2).map(({ value }) => value))).toEqual([
      ['0.001', 3],
      ['0.1', 1],
    ]);
    expect(rows[1]?.[2]).toEqual({ value: 0.95, deviation: null, count: 1, best: true });
  });

  it('holds runs side by side: settings that differ, then metrics', () => {
    const { columns, rows } = table({ kind: 'compare', runs: [1, 4], all: false });
    expect(columns.map(({ label }) => label)).toEqual(['', 'slow #1', 'fast #4']);
    expect(rows).toEqual([
      [{ value: 'optimizer.learningRate' }, { value: 0.001, chosen: true }, { value: 0.1, chosen: true }],
      [{ value: 'val/accuracy' }, { value: 0.8, best: false }, { value: 0.95, best: true }],
    ]);
  });

  it('marks nothing as the best where runs were measured on different data', () => {
    db.run(`UPDATE runs SET dataset_sha256 = 'two' WHERE id = 4`);
    const { rows } = table({ kind: 'runs', query: '', fields: ['metrics.val/accuracy'], limit: 10 });
    expect(rows.flat().some(({ best }) => best === true)).toBe(false);
    db.run(`UPDATE runs SET dataset_sha256 = 'one'`);
  });

  it('draws a line per run, or one for each group in the order of its values', () => {
    const chart = (by: string | null) =>
      blockFigure(
        db,
        {
          id: 'c',
          kind: 'chart',
          title: '',
          chart: {
            kind: 'line',
            metric: 'val/accuracy',
            query: 'name = "slow" or name = "fast"',
            by,
            center: 'mean',
            band: 'range',
            x: 'step',
            logX: false,
            logY: false,
            smoothing: 0,
          },
        },
        100,
        2000,
      );
    expect(chart(null)).toMatchObject({ kind: 'line', total: 4, lines: { length: 4 } });
    const grouped = chart('params.optimizer.learningRate');
    expect(grouped).toMatchObject({
      lines: [
        { name: '0.001', color: 0, runs: 3 },
        { name: '0.1', color: 1, runs: 1 },
      ],
    });
    if (grouped?.kind !== 'line') throw new Error('a chart was expected');
    const means = Array.from(grouped.answer.lines[0]?.last ?? []);
    expect(means[0]).toBeCloseTo(0.1, 12);
    expect(means[1]).toBeCloseTo(0.8, 12);
  });

  it('says what is wrong with a query', () => {
    expect(() => table({ kind: 'runs', query: 'metrics.nothing < 1', fields: ['name'], limit: 5 })).toThrow(
      'No run has the metric "nothing"',
    );
  });
});
