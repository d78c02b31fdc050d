import { describe, expect, it } from 'vitest';
import type { MetricSummary } from '#contract/metric.ts';
import { bestFirst, decidingMetric, statesForBest } from '../../../../src-renderer/state/runs/best-run.ts';
import { newestFirst } from '../../../../src-renderer/state/runs/columns.ts';
import { headlineKey, headlineMetric } from '../../../../src-renderer/state/runs/headline-metric.ts';
import {
  compareRefusal,
  extended,
  nothingSelected,
  rangeOf,
  refreshed,
  toggled,
  without,
} from '../../../../src-renderer/state/runs/selection.ts';
import { initialLayout, isTableLayout } from '../../../../src-renderer/state/runs/table-layout.ts';
import { countTags, splitTags } from '../../../../src-renderer/state/runs/tag-edit.ts';

const row = (id: number, name = `run ${id}`) => ({ id, name });

describe('a selection', () => {
  it('takes a run in and lets it go again', () => {
    const one = toggled(nothingSelected<{ id: number }>(), row(3));
    expect([...one.keys()]).toEqual([3]);
    expect(toggled(one, row(3)).size).toBe(0);
  });

  it('keeps the order in which runs were chosen: the first is what others are compared with', () => {
    const selection = extended(toggled(nothingSelected<{ id: number }>(), row(9)), [row(2), row(9), row(5)]);
    expect([...selection.keys()]).toEqual([9, 2, 5]);
    expect([...without(selection, [9]).keys()]).toEqual([2, 5]);
  });

  it('hears news of its runs, and of no others', () => {
    const old = row(1, 'old');
    const selection = toggled(nothingSelected<{ id: number; name: string }>(), old);
    expect(refreshed(selection, [row(1, 'new'), row(2)]).get(1)?.name).toBe('new');
    expect(refreshed(selection, [old, row(2)])).toBe(selection);
  });

  it('reaches from where it began, in both directions', () => {
    expect([rangeOf(3, 7), rangeOf(7, 3), rangeOf(4, 4)]).toEqual([
      { first: 3, end: 8 },
      { first: 3, end: 8 },
      { first: 4, end: 5 },
    ]);
  });

  it('can be compared from two runs to fifty', () => {
    expect([0, 1, 2, 50, 51].map(compareRefusal)).toEqual(['few', 'few', null, null, 'many']);
  });
});

describe('tags', () => {
  it('are split at the commas of both languages, without doubles', () => {
    expect(splitTags(' baseline, small，大、 baseline ,\n')).toEqual(['baseline', 'small', '大']);
  });

  it('of several runs are counted, commonest first', () => {
    expect(countTags([{ tags: ['b', 'a'] }, { tags: ['a'] }, { tags: [] }])).toEqual([
      { tag: 'a', count: 2 },
      { tag: 'b', count: 1 },
    ]);
  });
});

describe('the best run', () => {
  it('is decided by the metric that the table is sorted by, else by the headline', () => {
    const keys = ['train/loss', 'val/accuracy'];
    expect(decidingMetric({ by: 'metric:train/loss', direction: 'desc' }, keys)).toBe('train/loss');
    expect(decidingMetric(newestFirst, keys)).toBe('val/accuracy');
    expect(decidingMetric(newestFirst, [])).toBeNull();
  });

  it('is not decided by how a run was trained', () => {
    const keys = ['learningRate', 'val/accuracy'];
    expect(decidingMetric({ by: 'metric:learningRate', direction: 'desc' }, keys)).toBe('val/accuracy');
    expect(decidingMetric(newestFirst, ['learningRate'])).toBeNull();
  });

  it('has the most accuracy or the least loss', () => {
    expect(bestFirst('val/accuracy')).toEqual({ by: 'metric:val/accuracy', direction: 'desc' });
    expect(bestFirst('val/loss')).toEqual({ by: 'metric:val/loss', direction: 'asc' });
  });

  it('is no failed one', () => {
    expect(statesForBest(['failed', 'complete'])).toEqual(['complete']);
    expect(statesForBest([])).not.toContain('failed');
    expect(statesForBest([])).toContain('running');
  });
});

describe('the headline metric', () => {
  const summary = (best: number | null): MetricSummary => ({
    count: 1,
    last: Number.NaN,
    lastStep: 1,
    final: Number.NaN,
    finalStep: 1,
    min: best,
    minStep: 1,
    max: best,
    maxStep: 1,
    best,
    bestStep: 1,
    direction: 'minimise',
  });

  it('is held-out accuracy before losses, and anything before nothing', () => {
    expect(headlineKey(['train/loss', 'val/loss', 'val/accuracy'])).toBe('val/accuracy');
    expect(headlineKey(['zeta', 'alpha'])).toBe('alpha');
    expect(headlineKey(['learningRate', 'zeta'])).toBe('zeta');
    expect(headlineKey([])).toBeNull();
  });

  it('is one that was measured', () => {
    const known = summary(0.5);
    expect(headlineMetric({ 'val/loss': known, 'train/loss': known })).toEqual({
      key: 'val/loss',
      summary: known,
    });
    expect(headlineMetric({})).toBeNull();
  });
});

describe('a kept layout', () => {
  it('is taken when it fits', () => {
    expect(isTableLayout(initialLayout)).toBe(true);
    expect(
      isTableLayout({
        columns: ['state', 'metric:val/loss:best'],
        widths: { name: 200, 'param:seed': 60 },
        sort: { by: 'name', direction: 'asc' },
      }),
    ).toBe(true);
  });

  it.each([
    null,
    'text',
    {},
    { ...initialLayout, columns: ['colour'] },
    { ...initialLayout, widths: { name: 4 } },
    { ...initialLayout, widths: { unknown: 100 } },
    { ...initialLayout, sort: { by: 'name', direction: 'up' } },
  ])('is left alone when it is %j', (value) => {
    expect(isTableLayout(value)).toBe(false);
  });
});
