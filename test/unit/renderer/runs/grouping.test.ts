import '../../../support/plain-runes.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunGroup, Spread } from '#contract/run-group.ts';
import type { RunRow } from '#contract/run.ts';
import { deltaTo, numberIn } from '../../../../src-renderer/state/runs/baseline.ts';
import {
  columnsInView,
  pinnedFirst,
  placeColumns,
  scrollToColumn,
} from '../../../../src-renderer/state/runs/column-window.ts';
import { columnOfText, figureColumn } from '../../../../src-renderer/state/runs/field-column.ts';
import { formatSpread, sortedGroups } from '../../../../src-renderer/state/runs/grouping.ts';

const spread: Spread = {
  count: 4,
  mean: 0.91234,
  median: 0.91,
  min: 0.9,
  max: 0.93,
  deviation: 0.01234,
  error: 0.00617,
  halfWidth: 0.0196,
};

function group(run: number, loss: number | null, optimizer: string): RunGroup {
  const of = loss === null ? null : { ...spread, mean: loss, max: 10 - loss };
  return {
    value: optimizer,
    runs: [run],
    fields: {
      'metrics.val/loss': { spread: of },
      'params.optimizer.kind': { same: optimizer, spread: null },
    },
  };
}

describe('groups in the table', () => {
  it('show the mean with two digits of what is around it, or another figure', () => {
    expect(formatSpread(spread, 'deviation')).toBe('0.9123 ± 0.012');
    expect(formatSpread(spread, 'interval')).toBe('0.9123 ± 0.020');
    expect(formatSpread(spread, 'max')).toBe('0.9300');
    expect(formatSpread({ ...spread, deviation: null }, 'deviation')).toBe('0.9123');
    expect(formatSpread(null, 'mean')).toBe('—');
  });

  it('come in the order of what they say of the sorted column, those that say nothing last', () => {
    const all = [group(1, 3, 'sgd'), group(2, null, 'lion'), group(3, 1, 'Adam')];
    const order = (by: string, direction: 'asc' | 'desc', statistic: 'mean' | 'max' = 'mean') =>
      sortedGroups(all, { by, direction }, { by: 'params.batchSize', statistic }).map(({ runs }) => runs[0]);
    expect(order('metric:val/loss', 'asc')).toEqual([3, 1, 2]);
    expect(order('metric:val/loss', 'desc')).toEqual([1, 3, 2]);
    expect(order('metric:val/loss', 'asc', 'max')).toEqual([1, 3, 2]);
    expect(order('param:optimizer.kind', 'asc')).toEqual([3, 2, 1]);
    expect(order('created', 'desc')).toEqual([1, 2, 3]);
  });
});

describe('the difference to the baseline', () => {
  const loss = { kind: 'metric', key: 'val/loss', value: 'final' } as const;
  const accuracy = { kind: 'metric', key: 'val/accuracy', value: 'best' } as const;

  it('is better or worse by the direction of the metric, as it is or as a share', () => {
    expect(deltaTo(0.5, 0.4, loss, 'absolute')).toEqual({ text: '−0.100', better: true });
    expect(deltaTo(0.5, 0.4, accuracy, 'relative')).toEqual({ text: '−20\u202f%', better: false });
    expect(deltaTo(0.5, 0.51, { kind: 'field', text: 'metrics.val/loss.min' }, 'relative')).toEqual({
      text: '+2.0\u202f%',
      better: false,
    });
    expect(deltaTo(1, 2, { kind: 'param', path: 'batchSize' }, 'absolute')?.better).toBeNull();
    expect(deltaTo(1000, 3000, { kind: 'plain', name: 'duration' }, 'absolute')?.text).toBe('+2.0 s');
  });

  it('is none where there is nothing to compare', () => {
    expect(deltaTo(1, 1, loss, 'absolute')).toBeNull();
    expect(deltaTo(0, 1, loss, 'relative')).toBeNull();
    expect(deltaTo(NaN, 1, loss, 'absolute')).toBeNull();
    expect(deltaTo(1, null, loss, 'absolute')).toBeNull();
    // Only what is looked at is there.
    const run = {
      params: { a: 'x' },
      metrics: {},
      fields: { created: 5 },
      durationMs: 7,
    } as unknown as RunRow;
    expect(numberIn(run, { kind: 'param', path: 'a' })).toBeNull();
    expect(numberIn(run, { kind: 'field', text: 'created' })).toBeNull();
    expect(numberIn(run, { kind: 'plain', name: 'duration' })).toBe(7);
  });
});

describe('a column of any value', () => {
  it('is written in one way, and is the plain column where there is one', () => {
    expect(columnOfText(' metrics.`val/loss` ')).toBe('metric:val/loss:final');
    expect(columnOfText('metrics.val/loss.best')).toBe('metric:val/loss:best');
    expect(columnOfText('metrics.val/loss.min.step')).toBe(figureColumn('val/loss', 'min', true));
    expect(columnOfText('params.seed')).toBe('param:seed');
    expect(columnOfText('params.a  /  2')).toBe('field:params.a / 2');
    expect(columnOfText('tags')).toBeNull();
    expect(columnOfText('a <')).toBeNull();
  });
});

describe('the columns that are drawn', () => {
  const widths = fc.array(fc.integer({ min: 56, max: 300 }), { maxLength: 40 });

  it('are all that the view shows, and few more', () => {
    fc.assert(
      fc.property(widths, fc.nat(4000), fc.nat(1500), fc.nat(3), (all, scrollLeft, room, pins) => {
        const ids = all.map((_, index) => String(index));
        const columns = placeColumns(ids, ids.slice(0, pins), (id) => all[Number(id)] ?? 0);
        const { first, end } = columnsInView(columns, scrollLeft, room);
        const seen = columns.filter(
          ({ pinned, left, width }) => !pinned && left + width > scrollLeft && left < scrollLeft + room,
        );
        const covered = columns.reduce((sum, { pinned, width }) => (pinned ? sum + width : sum), 0);
        for (const { id, left, width } of seen) {
          if (left + width > scrollLeft + covered) expect(Number(id) >= first && Number(id) < end).toBe(true);
        }
        expect(end - first).toBeLessThanOrEqual(seen.length + 3);
      }),
    );
  });

  it('are in view after a scroll to them, beside the pinned ones', () => {
    const ids = Array.from({ length: 200 }, (_, index) => String(index));
    const columns = placeColumns(ids, ['0'], () => 100);
    expect(scrollToColumn(columns, 150, 0, 1000)).toBe(14_100);
    expect(scrollToColumn(columns, 2, 5000, 1000)).toBe(100);
    expect(scrollToColumn(columns, 12, 1000, 1000)).toBe(1000);
    expect(scrollToColumn(columns, 0, 1000, 1000)).toBe(1000);
    expect(pinnedFirst(['a', 'b', 'c'], ['c'])).toEqual(['c', 'a', 'b']);
  });
});
