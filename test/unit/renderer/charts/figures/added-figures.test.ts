import '../../../../support/plain-runes.ts';
import { describe, expect, it } from 'vitest';
import type { ValueColumns } from '#contract/value-columns.ts';
import { runsThrough } from '../../../../../src-renderer/charts/figures/parallel.ts';
import {
  addedKinds,
  chartSections,
  fieldsOf,
  isAddedChart,
  movedChart,
  type AddedChart,
  type AddedKind,
} from '../../../../../src-renderer/state/charts/added/added-chart.ts';
import { addedFigure } from '../../../../../src-renderer/state/charts/added/added-figure.ts';
import { asKind, newChart } from '../../../../../src-renderer/state/charts/added/new-chart.ts';
import { parallelPlot } from '../../../../../src-renderer/state/charts/added/parallel-of.ts';
import { runValues } from '../../../../../src-renderer/state/charts/added/run-values.ts';
import { figureLook } from './figure-look.ts';

const fields = ['params.rate', 'metrics.loss', 'params.kind', 'duration'];
const columns: ValueColumns = {
  runs: Float64Array.of(1, 2, 3, 4, 5, 6),
  names: ['a', 'b', 'c', 'd', 'e', 'f'],
  colors: Float64Array.of(0, 1, 2, 3, 4, 5),
  total: 6,
  columns: [
    { kind: 'number', type: 'any', values: Float64Array.of(0.1, 0.01, 0.001, 0.1, 0, 0.01) },
    { kind: 'number', type: 'number', values: Float64Array.of(4, 2, 3, 8, 1, Number.NaN) },
    { kind: 'text', texts: ['adam', 'sgd'], places: Int32Array.of(0, 0, 1, 1, 0, -1) },
    { kind: 'number', type: 'duration', values: Float64Array.of(1e3, 2e3, 3e3, 4e3, 5e3, 6e3) },
  ],
};
const values = runValues(columns, fields);
const names = { params: ['rate'], metrics: ['loss'], tags: [], engines: [] };
const area = { left: 0, top: 0, width: 500, height: 320 };

function chartOf(kind: AddedKind, part: Partial<AddedChart>): AddedChart {
  return { ...newChart(kind, names, kind, 'Here'), best: null, color: null, log: [], ...part };
}
function drawn(kind: AddedKind, part: Partial<AddedChart>, selected: ReadonlySet<number> | null = null) {
  const figure = addedFigure(chartOf(kind, part), values, selected, {});
  return { ...figure, drawing: figure.figure(area, figureLook) };
}

describe('a scatter chart over runs', () => {
  it('draws the runs that have both values, and says how many are left out', () => {
    const { table, note, drawing } = drawn('scatter', { values: ['params.rate', 'metrics.loss'] });
    expect(table.rows.map(([run]) => run)).toEqual([1, 2, 3, 4, 5]);
    expect(table.rows[0]).toEqual([1, 'a', 0.1, 4]);
    expect(note).toContain('1 run has no values');
    expect(drawing.targets.map(({ runs }) => runs)).toEqual([[1], [2], [3], [4], [5]]);
  });

  it('leaves out what has no place on a logarithmic axis, too', () => {
    const part = { values: ['params.rate', 'metrics.loss'], log: ['params.rate'] };
    expect(drawn('scatter', part).table.rows.map(([run]) => run)).toEqual([1, 2, 3, 4]);
  });

  it('draws those that are chosen above the others, which fade', () => {
    const { drawing } = drawn('scatter', { values: ['params.rate', 'metrics.loss'] }, new Set([2]));
    const dots = drawing.shapes.filter((shape) => shape.kind === 'dot');
    expect(dots.at(-1)).toMatchObject({ color: '--series-1', alpha: 1 });
    expect(dots.slice(0, -1).every(({ alpha }) => alpha < 0.2)).toBe(true);
  });

  it('colours by words with their names, and by numbers along a scale', () => {
    const byWord = drawn('scatter', { values: ['duration', 'metrics.loss'], color: 'params.kind' });
    const texts = byWord.drawing.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));
    expect(texts).toEqual(expect.arrayContaining(['adam', 'sgd']));
    const byNumber = drawn('scatter', { values: ['duration', 'metrics.loss'], color: 'metrics.loss' });
    const colors = byNumber.drawing.shapes.flatMap((shape) => (shape.kind === 'dot' ? [shape.color] : []));
    expect(colors).toEqual(['--scale-4', '--scale-1', '--scale-2', '--scale-9', '--scale-0']);
  });
});

describe('bars', () => {
  it('are the mean of each group with its deviation, the largest first', () => {
    const { table } = drawn('bar', { values: ['metrics.loss'], by: 'params.kind' });
    expect(table.rows).toEqual([
      ['sgd', 2, 5.5, Math.sqrt(12.5)],
      ['adam', 3, 7 / 3, expect.closeTo(Math.sqrt(7 / 3), 12)],
    ]);
  });

  it('are as many as somebody wants, of those with the smallest values', () => {
    const { drawing, note } = drawn('bar', { values: ['metrics.loss'], best: { count: 2, from: 'low' } });
    expect(drawing.targets.map(({ runs }) => runs)).toEqual([[5], [2]]);
    expect(note).toContain('The 2 smallest of 5');
  });

  it('need numbers', () => {
    expect(drawn('bar', { values: ['params.kind'] }).empty).toContain('needs numbers');
  });
});

describe('boxes', () => {
  it('are quartiles of each group', () => {
    const { table } = drawn('box', { values: ['metrics.loss'], by: 'params.kind' });
    expect(table.rows).toEqual([
      ['adam', 3, 1, 1.5, 2, 3, 4, 0],
      ['sgd', 2, 3, 4.25, 5.5, 6.75, 8, 0],
    ]);
  });
});

describe('a histogram', () => {
  it('counts every run once', () => {
    const { table } = drawn('histogram', { values: ['metrics.loss'] });
    expect(table.rows.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(5);
  });

  it('has bins that are equal on a logarithmic axis', () => {
    const { table } = drawn('histogram', { values: ['params.rate'], log: ['params.rate'] });
    const edges = table.rows.map(([from, to]) => Number(to) / Number(from));
    for (const edge of edges) expect(edge).toBeCloseTo(edges[0] ?? 0, 9);
  });
});

describe('parallel coordinates', () => {
  const chart = chartOf('parallel', { values: ['params.rate', 'metrics.loss'], color: 'metrics.loss' });

  it('choose runs by brushes, also on an axis that is turned', () => {
    const upper = { 'metrics.loss': [0.5, 1] as const };
    expect(runsThrough(parallelPlot(chart, values, null, upper))).toEqual([4]);
    const turned = { ...chart, flipped: ['metrics.loss'] };
    expect(runsThrough(parallelPlot(turned, values, null, upper))).toEqual([1, 2, 3, 5]);
    expect(runsThrough(parallelPlot(chart, values, null, {}))).toBeNull();
  });

  it('show the best of the runs alone, the best above', () => {
    const best = { ...chart, best: { count: 2, from: 'low' as const } };
    expect(parallelPlot(best, values, null, {}).runs.map(({ run }) => run)).toEqual([2, 5]);
  });
});

describe('a scatter matrix', () => {
  it('has a brush for every pair', () => {
    const { drawing } = drawn('matrix', { values: ['params.rate', 'metrics.loss', 'duration'] });
    expect(drawing.brushes).toHaveLength(6);
    expect(drawing.targets).toHaveLength(5 * 2 + 6 * 2 + 5 * 2);
  });
});

describe('charts that were added', () => {
  it('draw within their area, whatever their kind', () => {
    for (const kind of addedKinds) {
      const chart = newChart(kind, { ...names, params: ['rate'] }, kind, 'Here');
      const known = runValues(
        { ...columns, columns: fieldsOf([chart]).map((field) => values.column(field)) },
        fieldsOf([chart]),
      );
      const { shapes } = addedFigure(chart, known, null, {}).figure(area, figureLook);
      for (const shape of shapes) {
        if (shape.kind !== 'text') continue;
        expect(shape.y).toBeGreaterThanOrEqual(0);
        expect(shape.y).toBeLessThanOrEqual(area.height + 1);
      }
    }
  });

  it('are kept as they are, and nothing else is taken for one', () => {
    const chart = newChart('contour', names, 'x', 'Here');
    expect(isAddedChart(JSON.parse(JSON.stringify(chart)))).toBe(true);
    expect(isAddedChart({ ...chart, kind: 'pie' })).toBe(false);
    expect(isAddedChart({ ...chart, best: { count: 0, from: 'low' } })).toBe(false);
  });

  it('keep what they are about when they become another kind', () => {
    const chart = chartOf('scatter', { values: ['params.rate', 'metrics.loss'], log: ['params.rate'] });
    expect(asKind(chart, 'histogram', names)).toMatchObject({
      values: ['metrics.loss'],
      log: ['params.rate'],
    });
    expect(asKind(chart, 'contour', names).values).toHaveLength(3);
  });

  it('move within their section', () => {
    const charts = [
      chartOf('bar', { id: '1', section: 'A' }),
      chartOf('bar', { id: '2', section: 'B' }),
      chartOf('bar', { id: '3', section: 'A' }),
    ];
    const moved = movedChart(charts, '1', 1);
    expect(moved.map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(movedChart(charts, '3', 1)).toBe(charts);
    expect(chartSections(charts).map(({ name, charts: members }) => [name, members.length])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
  });
});
