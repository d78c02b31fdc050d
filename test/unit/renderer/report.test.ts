import { describe, expect, it } from 'vitest';
import type { ReportBlock } from '#contract/report.ts';
import { cellText } from '../../../src-renderer/format/table-cell.ts';
import { inserted, moved, replaced } from '../../../src-renderer/state/reports/blocks.ts';

const text = (id: string): ReportBlock => ({ id, kind: 'text', markdown: id });
const blocks = ['a', 'b', 'c'].map(text);
const ids = (list: readonly ReportBlock[]): string => list.map(({ id }) => id).join('');

describe('blocks of a report', () => {
  it.each([
    ['a', 0, 'abc'],
    ['a', 1, 'bac'],
    ['a', 9, 'bca'],
    ['c', 0, 'cab'],
    ['c', -1, 'cab'],
    ['x', 1, 'abc'],
  ])('%s goes to place %i: %s', (id, to, expected) => {
    expect(ids(moved(blocks, id, to))).toBe(expected);
  });

  it('come behind the one that was looked at, else at the end', () => {
    expect(ids(inserted(blocks, text('n'), 'a'))).toBe('anbc');
    expect(ids(inserted(blocks, text('n'), null))).toBe('abcn');
  });

  it('are changed one by one', () => {
    const changed: ReportBlock = { id: 'b', kind: 'text', markdown: 'new' };
    expect(replaced(blocks, changed)).toEqual([text('a'), changed, text('c')]);
  });
});

describe('a cell', () => {
  const plain = { label: '', numeric: true };
  it.each([
    [{ value: null }, plain, '—'],
    [{ value: 0.123456 }, plain, '0.1235'],
    [{ value: 0.05, chosen: true }, plain, '0.05'],
    [{ value: 0.8, deviation: 0.1, count: 3 }, plain, '0.8000 ± 0.1000'],
    [{ value: 0.95, deviation: null, count: 1 }, plain, '0.9500'],
    [{ value: 'adam' }, plain, 'adam'],
    [{ value: 2226 }, { label: '', numeric: true, type: 'duration' as const }, '2.2 s'],
    [{ value: Number.NaN }, plain, 'NaN'],
  ])('%j is written as it should be', (cell, column, expected) => {
    expect(cellText(cell, column)).toBe(expected);
  });
});
