import { contourFigure } from '../../../charts/figures/contour.ts';
import { t } from '../../../messages/messages.svelte.ts';
import { formatNumber } from '../../../format/number.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { bestRows } from './best-rows.ts';
import { drawnRows, joinedNotes, leftOut, runsTable, runTitle } from './drawn-rows.ts';
import { axisOf, isLog, numberAt, type RunValues } from './run-values.ts';
import { valueName } from './value-name.ts';

export function contourOf(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
): AddedFigure {
  const [xField = '', yField = '', field = ''] = chart.values;
  const found = drawnRows(values, chart.values, chart.log);
  const rows = bestRows(chart, values, field, found.rows);
  const columns = chart.values.map((one) => {
    const column = values.column(one);
    return { column, log: isLog(column, one, chart.log) };
  });
  const [x, y, height] = columns;
  const name = valueName(field);
  const points = rows.map((row) => ({
    run: values.runs.runs[row] ?? 0,
    name: runTitle(values, row),
    x: x === undefined ? Number.NaN : numberAt(x.column, row, x.log),
    y: y === undefined ? Number.NaN : numberAt(y.column, row, y.log),
    value: height === undefined ? Number.NaN : numberAt(height.column, row, height.log),
  }));
  const axis = (of: typeof x, text: string, drawn: readonly number[]) =>
    axisOf(text, of?.column ?? values.column(text), drawn, of?.log ?? false);
  const sorted = points.toSorted((a, b) => a.value - b.value);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  const isText = height?.column.kind === 'text';
  return {
    title: t('figure.contour.title', { value: name, x: valueName(xField), y: valueName(yField) }),
    figure: contourFigure({
      x: axis(
        x,
        xField,
        points.map((point) => point.x),
      ),
      y: axis(
        y,
        yField,
        points.map((point) => point.y),
      ),
      valueLabel: name,
      logValue: height?.log ?? false,
      points,
      selected,
    }),
    table: runsTable(values, chart.values, rows),
    sentence:
      lowest === undefined || highest === undefined
        ? ''
        : t('figure.contour.told', {
            value: name,
            x: valueName(xField),
            y: valueName(yField),
            count: points.length,
            low: formatNumber(lowest.value),
            lowName: lowest.name,
            high: formatNumber(highest.value),
            highName: highest.name,
          }),
    note: joinedNotes(
      t('figure.contour.note'),
      chart.best === null
        ? ''
        : t(`figure.best.${chart.best.from}`, { shown: rows.length, total: found.rows.length, name }),
      leftOut(found.left),
    ),
    empty: isText
      ? t('figure.numbersOnly', { name })
      : points.length === 0
        ? t('figure.contour.empty')
        : null,
  };
}
