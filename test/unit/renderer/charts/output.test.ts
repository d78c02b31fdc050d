import { describe, expect, it } from 'vitest';
import { chartCsv } from '../../../../src-renderer/charts/csv.ts';
import { legendPlaces } from '../../../../src-renderer/charts/legend-places.ts';
import { pointsPerBucket } from '../../../../src-renderer/charts/reduction.ts';
import { fileName } from '../../../../src-renderer/charts/file-name.ts';
import { tableRows } from '../../../../src-renderer/charts/table-rows.ts';
import { bucketText } from '../../../../src-renderer/charts/x-text.ts';
import { answerOf } from './answer.ts';

const gap = Number.NaN;

describe('a chart as CSV', () => {
  it('has a row per x at which a line has a value, with every digit', () => {
    const csv = chartCsv(answerOf([0.1 + 0.2, gap, 1], [gap, gap, -0]), 'step', ({ key }) => key);
    expect(csv).toBe('step,line 0,line 1\r\n0,0.30000000000000004,\r\n2,1,-0\r\n');
  });

  it('keeps all four values of a bucket', () => {
    const csv = chartCsv({ ...answerOf([1]), bucketWidth: 10 }, 'step', () => 'a');
    expect(csv).toBe('step,a first,a min,a max,a last\r\n0,1,1,1,1\r\n');
  });

  it('quotes names and never begins a cell like a formula', () => {
    const csv = chartCsv(answerOf([1], [2]), 'step', ({ key }) => (key === 'line 0' ? 'a,"b"' : '=1+1'));
    expect(csv.split('\r\n')[0]).toBe(`step,"a,""b""",'=1+1`);
  });
});

describe('a chart as a table', () => {
  it('has the first and the last row when it is cut', () => {
    const answer = answerOf(Array.from({ length: 1000 }, (_, index) => index));
    const { indices, total } = tableRows(answer, 10);
    expect([indices.length, indices[0], indices.at(-1), total]).toEqual([10, 0, 999, 1000]);
  });

  it('has no rows without values', () => {
    expect(tableRows(answerOf([1, gap, 2]), 10).indices).toEqual([0, 2]);
  });
});

describe('what is said of a reduction', () => {
  it('is how many points a bucket holds, and nothing where each is drawn as it is', () => {
    const [line] = answerOf([1, 2]).lines;
    expect(line).toBeDefined();
    if (line === undefined) return;
    expect(
      pointsPerBucket({ x: Float64Array.of(0, 10), bucketWidth: 10, lines: [{ ...line, count: 20 }] }),
    ).toBe(10);
    expect(pointsPerBucket(answerOf([1, 2]))).toBeNull();
  });

  it('names the steps of a bucket', () => {
    expect(bucketText('step', 1000, 250)).toBe('1,000 – 1,249');
    expect(bucketText('step', 1000, 1)).toBe('1,000');
    expect(bucketText('relative', 61_000, 0)).toBe('1m 01s');
  });
});

describe('files of a chart', () => {
  it.each([
    ['train/loss of "run 1"', 'train-loss-of-run-1.png'],
    ['损失', '损失.png'],
    ['../..', 'chart.png'],
  ])('called %j are named %s', (title, name) => {
    expect(fileName(title, 'png')).toBe(name);
  });

  it('break their legend into lines', () => {
    expect(legendPlaces([60, 50, 30], 100)).toEqual([
      { left: 0, row: 0 },
      { left: 0, row: 1 },
      { left: 50, row: 1 },
    ]);
  });
});
