import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMostEvery } from '../../../../src-renderer/state/runs/at-most-every.ts';
import { gridMove } from '../../../../src-renderer/state/runs/grid-move.ts';
import {
  blockToAsk,
  noPages,
  pagesOf,
  pageSize,
  visibleRows,
  withBlock,
} from '../../../../src-renderer/state/runs/row-pages.ts';

describe('the rows to ask for', () => {
  it('are whole pages around what is in view', () => {
    expect(blockToAsk(60, 95, 1000, () => false)).toEqual({ first: 50, end: 100 });
    expect(blockToAsk(99, 101, 1000, () => false)).toEqual({ first: 50, end: 150 });
  });

  it('are none when all is fresh', () => {
    expect(blockToAsk(0, 40, 1000, () => true)).toBeNull();
  });

  it('leave out fresh pages at both ends', () => {
    expect(blockToAsk(0, 250, 1000, (page) => page < 2 || page === 4)).toEqual({ first: 100, end: 200 });
  });

  it('are the first page where there is no run yet, so that one hears of the first', () => {
    expect(blockToAsk(0, 0, 0, () => false)).toEqual({ first: 0, end: pageSize });
  });

  it('hold every page in view that is not fresh, begin and end with one, and reach no further', () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.nat(60)),
        (first, length, total, fresh) => {
          const isFresh = (page: number): boolean => fresh.includes(page);
          const end = Math.min(first + length, total);
          const block = blockToAsk(first, first + length, total, isFresh);
          const inView = [];
          for (let row = first; row < end; row++) inView.push(Math.floor(row / pageSize));
          const stale = inView.filter((page) => !isFresh(page));
          if (block === null) expect(stale).toEqual([]);
          else {
            const pages = pagesOf(block);
            expect(pages).toEqual(expect.arrayContaining(stale));
            expect([pages[0], pages.at(-1)].map((page) => isFresh(page ?? -1))).toEqual([false, false]);
          }
        },
      ),
    );
  });
});

describe('the rows in view', () => {
  it('reach a little beyond it at both ends, but not beyond the table', () => {
    expect(visibleRows(0, 300, 30, 1000, 4)).toEqual({ first: 0, end: 14 });
    expect(visibleRows(3000, 300, 30, 1000, 4)).toEqual({ first: 96, end: 114 });
    expect(visibleRows(29_800, 300, 30, 1000, 4)).toEqual({ first: 989, end: 1000 });
  });

  it('are none of an empty table, nor of one that became shorter than the scroll', () => {
    expect(visibleRows(0, 300, 30, 0)).toEqual({ first: 0, end: 0 });
    const { first, end } = visibleRows(30_000, 300, 30, 5);
    expect(first).toBeLessThanOrEqual(end);
    expect(end).toBe(5);
  });
});

describe('kept pages', () => {
  it('take the place of the same pages before, and a short last page is short', () => {
    const before = withBlock(noPages<string>(), { first: 0, end: pageSize }, ['old']);
    const rows = Array.from({ length: pageSize + 2 }, (_, i) => `row ${i}`);
    const after = withBlock(before, { first: 0, end: 2 * pageSize }, rows);
    expect(after.get(0)?.length).toBe(pageSize);
    expect(after.get(1)).toEqual([`row ${pageSize}`, `row ${pageSize + 1}`]);
    expect(before.get(0)).toEqual(['old']);
  });

  it('are limited in number: those asked for longest ago go first', () => {
    let pages = noPages<number>();
    for (let page = 0; page < 100; page++) {
      pages = withBlock(pages, { first: page * pageSize, end: (page + 1) * pageSize }, [page]);
    }
    expect(pages.size).toBe(60);
    expect([pages.has(39), pages.has(40), pages.has(99)]).toEqual([false, true, true]);
  });
});

describe('keys in the grid', () => {
  const size = { rows: 100, columns: 5, page: 10 };
  const from = (key: string, row: number, column: number, ctrl = false) =>
    gridMove(key, ctrl, { row, column }, size);

  it('move by cell, page, row and table', () => {
    expect(from('ArrowDown', 3, 2)).toEqual({ row: 4, column: 2 });
    expect(from('ArrowUp', 0, 2)).toEqual({ row: -1, column: 2 });
    expect(from('ArrowLeft', 3, 2)).toEqual({ row: 3, column: 1 });
    expect(from('PageDown', 95, 2)).toEqual({ row: 99, column: 2 });
    expect(from('PageUp', 4, 2)).toEqual({ row: 0, column: 2 });
    expect(from('Home', 4, 2)).toEqual({ row: 4, column: 0 });
    expect(from('End', 4, 2)).toEqual({ row: 4, column: 4 });
    expect(from('Home', 4, 2, true)).toEqual({ row: 0, column: 0 });
    expect(from('End', 4, 2, true)).toEqual({ row: 99, column: 4 });
    expect(from('a', 4, 2)).toBeNull();
  });

  it('never lead out of it', () => {
    const key = fc.constantFrom(
      'ArrowDown',
      'ArrowUp',
      'ArrowLeft',
      'ArrowRight',
      'PageDown',
      'PageUp',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.boolean())), fc.integer({ min: 1, max: 40 }), (keys, rows) => {
        let cell = { row: 0, column: 0 };
        for (const [pressed, ctrl] of keys) {
          cell = gridMove(pressed, ctrl, cell, { rows, columns: 3, page: 7 }) ?? cell;
          expect(cell.row).toBeGreaterThanOrEqual(-1);
          expect(cell.row).toBeLessThan(rows);
          expect(cell.column).toBeGreaterThanOrEqual(0);
          expect(cell.column).toBeLessThan(3);
        }
      }),
    );
  });
});

describe('news', () => {
  function timers(): { readonly pass: () => void; readonly count: () => number } & Parameters<
    typeof atMostEvery
  >[2] {
    let waiting: (() => void)[] = [];
    return {
      set: (then) => {
        waiting.push(then);
        return then;
      },
      clear: (timer) => {
        waiting = waiting.filter((then) => then !== timer);
      },
      count: () => waiting.length,
      pass: () => {
        const due = waiting;
        waiting = [];
        for (const then of due) then();
      },
    };
  }

  it('are acted on at once when it was quiet, then once for all that came within the pause', () => {
    const clock = timers();
    let times = 0;
    const { soon } = atMostEvery(250, () => times++, clock);
    soon();
    expect(times).toBe(1);
    for (let i = 0; i < 1000; i++) soon();
    expect(times).toBe(1);
    clock.pass();
    expect(times).toBe(2);
    clock.pass();
    clock.pass();
    expect([times, clock.count()]).toEqual([2, 0]);
  });

  it('are dropped when it is stopped', () => {
    const clock = timers();
    let times = 0;
    const { soon, stop } = atMostEvery(250, () => times++, clock);
    soon();
    soon();
    stop();
    clock.pass();
    expect(times).toBe(1);
  });
});
