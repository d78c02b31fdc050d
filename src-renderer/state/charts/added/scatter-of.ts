import { scatterFigure, trendOfPoints } from '../../../charts/figures/scatter.ts';
import { t } from '../../../messages/messages.svelte.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { drawnRows, joinedNotes, leftOut, runsTable, runTitle, toldValues } from './drawn-rows.ts';
import { axisOf, isLog, runColors, type RunValues } from './run-values.ts';
import { valueName } from './value-name.ts';

/** Radii of the smallest and the largest dot, in pixels. */
const sizes = [2.5, 11] as const;

export function scatterOf(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
): AddedFigure {
  const [xField = '', yField = ''] = chart.values;
  const [x, y] = [values.column(xField), values.column(yField)];
  const [logX, logY] = [isLog(x, xField, chart.log), isLog(y, yField, chart.log)];
  const { rows, numbers, left } = drawnRows(values, [xField, yField], chart.log);
  const { legend, colors } = runColors(values, chart.color, chart.log);
  const radiusOf = radii(chart.size, values, rows);
  const fields = [xField, yField, chart.color, chart.size].filter((field) => field !== null);
  const points = rows.map((row, index) => ({
    run: values.runs.runs[row] ?? 0,
    name: runTitle(values, row),
    color: colors[row] ?? '--chart-axis',
    x: numbers[index]?.[0] ?? 0,
    y: numbers[index]?.[1] ?? 0,
    radius: radiusOf(row),
    text: toldValues(values, fields, row),
  }));
  const trend = x.kind === 'number' && y.kind === 'number' ? trendOfPoints(points, logX, logY) : null;
  const trendText = trend === null ? '' : t('figure.trend', { r: signed(trend.r), rank: signed(trend.rank) });
  const [xName, yName] = [valueName(xField), valueName(yField)];
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  return {
    title: t('figure.scatter.title', { x: xName, y: yName }),
    figure: scatterFigure({
      x: axisOf(xField, x, xs, logX),
      y: axisOf(yField, y, ys, logY),
      points,
      legend,
      trend: trend === null ? null : { trend, text: trendText },
      selected,
    }),
    table: runsTable(values, fields, rows),
    sentence: joinedNotes(t('figure.scatter.told', { count: rows.length, x: xName, y: yName }), trendText),
    note: joinedNotes(
      chart.size === null ? '' : t('figure.sizedBy', { name: valueName(chart.size) }),
      leftOut(left),
    ),
    empty: rows.length === 0 ? t('figure.scatter.empty', { x: xName, y: yName }) : null,
  };
}

/** Areas of dots go by a number of the runs; those without one are the smallest. */
function radii(field: string | null, values: RunValues, rows: readonly number[]): (row: number) => number {
  const usual = rows.length > 2000 ? 2 : rows.length > 300 ? 3 : 4.5;
  const column = field === null ? null : values.column(field);
  if (column === null || column.kind === 'text') return () => usual;
  const finite = rows.map((row) => column.values[row] ?? Number.NaN).filter(Number.isFinite);
  const least = finite.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = finite.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const [small, large] = sizes;
  return (row) => {
    const share = ((column.values[row] ?? Number.NaN) - least) / (most - least || 1);
    return Number.isFinite(share) ? Math.sqrt(small ** 2 + share * (large ** 2 - small ** 2)) : small;
  };
}

function signed(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
