import { describe, expect, it } from 'vitest';
import { initialLayout, isChartsLayout } from '../../../src-renderer/state/charts/charts-layout.ts';
import { coloredGroups, withinFacet } from '../../../src-renderer/state/charts/grouped-lines.ts';
import { metricSearch, metricSections } from '../../../src-renderer/state/charts/metric-sections.ts';
import { bandPieces } from '../../../src-renderer/charts/band.ts';
import { formatRoute, parseRoute } from '../../../src-renderer/state/route.ts';

describe('sections of charts', () => {
  it('go by what stands before the last slash, those without one last', () => {
    expect(metricSections(['loss', 'val/loss', 'a/b/c', 'val/accuracy'])).toEqual([
      { prefix: 'a/b', keys: ['a/b/c'] },
      { prefix: 'val', keys: ['val/accuracy', 'val/loss'] },
      { prefix: '', keys: ['loss'] },
    ]);
  });

  it('sort 12,000 keys into their places, each once', () => {
    const keys = Array.from({ length: 12_000 }, (_, index) => `layer${index % 40}/weight/${index}`);
    const sections = metricSections(keys);
    expect(sections).toHaveLength(40);
    expect(new Set(sections.flatMap((section) => section.keys)).size).toBe(12_000);
  });
});

describe('a search for charts', () => {
  const found = (text: string, ...keys: string[]): string[] | null => {
    const matches = metricSearch(text);
    return matches === null ? null : keys.filter((key) => matches(key));
  };

  it('finds what has all of its words', () => {
    expect(found('LOSS val', 'val/loss', 'train/loss', 'val/accuracy')).toEqual(['val/loss']);
    expect(found('', 'a', 'b')).toEqual(['a', 'b']);
  });

  it('takes a pattern between slashes, and says when it is none', () => {
    expect(found('/^val.*loss$/', 'val/loss', 'val/losses')).toEqual(['val/loss']);
    expect(found('/(/', 'a')).toBeNull();
  });
});

describe('groups of runs', () => {
  const group = (value: number | string | null, ...runs: number[]) => ({ value, runs, fields: {} });
  const nameOf = ({ value }: { value: unknown }): string => String(value);

  it('have colours by their values, whichever run came first', () => {
    const one = coloredGroups([group(10, 5), group(2, 1), group('b', 3)], nameOf);
    const other = coloredGroups([group('b', 3), group(2, 1), group(10, 5)], nameOf);
    expect(one).toEqual(other);
    expect(one.map(({ name, color }) => [name, color])).toEqual([
      ['2', 0],
      ['10', 1],
      ['b', 2],
    ]);
  });

  it('go along a scale from low to high where they are many numbers', () => {
    const many = coloredGroups(
      [7, 1, 2, 3, 4, 5, 6].map((value) => group(value, value)),
      nameOf,
    );
    expect(many.map(({ shade }) => shade)).toEqual([0, 1, 3, 5, 6, 8, 9].map((step) => `--scale-${step}`));
    const few = coloredGroups([group(1, 1), group(2, 2)], nameOf);
    expect(few.map(({ shade }) => shade)).toEqual([undefined, undefined]);
  });

  it('keep their colours in every facet', () => {
    const groups = coloredGroups([group(1, 1, 2), group(2, 3)], nameOf);
    expect(withinFacet(groups, [2, 3]).map(({ color, runs }) => [color, runs])).toEqual([
      [0, [2]],
      [1, [3]],
    ]);
  });
});

describe('a band', () => {
  it('goes on where nothing was measured, and breaks where it cannot be drawn', () => {
    const line = {
      last: Float64Array.of(1, Number.NaN, 1, 1, 1),
      low: Float64Array.of(0.5, Number.NaN, 0.5, -1, 0.5),
      high: Float64Array.of(2, Number.NaN, 2, 2, 2),
    };
    const grid = Float64Array.of(1, 2, 3, 4, 5);
    const x = (logY: boolean) => bandPieces(grid, line, { logX: false, logY }).map((piece) => piece.x);
    expect(x(false)).toEqual([[1, 3, 4, 5]]);
    expect(x(true)).toEqual([[1, 3], [5]]);
  });
});

describe('the Charts page', () => {
  it('keeps its query in the address', () => {
    const route = { page: 'charts', query: 'params.a > 1 and name ~ "x"' } as const;
    expect(parseRoute(formatRoute(route))).toEqual(route);
    expect(parseRoute('#/charts')).toEqual({ page: 'charts', query: '' });
  });

  it('takes a layout that it knows, and no other', () => {
    expect(isChartsLayout(initialLayout)).toBe(true);
    expect(isChartsLayout({ ...initialLayout, center: 'mode' })).toBe(false);
    expect(isChartsLayout({ ...initialLayout, folded: [1] })).toBe(false);
    expect(isChartsLayout(null)).toBe(false);
  });
});
