import { parallelFigure, runsThrough, type ParallelPlot } from '../../../charts/figures/parallel.ts';
import { t } from '../../../messages/messages.svelte.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { bestRows } from './best-rows.ts';
import { joinedNotes, runsTable, runTitle, toldValues } from './drawn-rows.ts';
import { axisOf, isLog, numberAt, runColors, type RunValues } from './run-values.ts';
import { valueName } from './value-name.ts';

/** Brushed parts of axes in shares from below, by their values. */
export type AxisParts = Readonly<Record<string, readonly [number, number]>>;

export function parallelOf(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
  parts: AxisParts,
): AddedFigure {
  const plot = parallelPlot(chart, values, selected, parts);
  const fields = [...chart.values, ...(chart.color === null ? [] : [chart.color])];
  const names = chart.values.map(valueName).join(', ');
  const rows = shownRows(chart, values);
  const through = runsThrough(plot);
  return {
    title: t('figure.parallel.title', { names }),
    figure: parallelFigure(plot),
    table: runsTable(values, fields, rows),
    sentence: joinedNotes(
      t('figure.parallel.told', { count: rows.length, names }),
      through === null ? '' : t('figure.parallel.through', { count: through.length }),
    ),
    note: joinedNotes(
      chart.best === null
        ? ''
        : t(`figure.best.${chart.best.from}`, {
            shown: rows.length,
            total: values.rows.length,
            name: valueName(bestField(chart)),
          }),
      through === null ? '' : t('figure.parallel.through', { count: through.length }),
    ),
    empty: rows.length === 0 ? t('figure.none') : null,
  };
}

/** The chart's axes and lines, by which a brush is read, too. */
export function parallelPlot(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
  parts: AxisParts,
): ParallelPlot {
  const rows = shownRows(chart, values);
  const columns = chart.values.map((field) => {
    const column = values.column(field);
    return { field, column, log: isLog(column, field, chart.log) };
  });
  const { legend, colors } = runColors(values, chart.color, chart.log);
  return {
    axes: columns.map(({ field, column, log }) => {
      const drawn = rows.map((row) => numberAt(column, row, log)).filter((value) => !Number.isNaN(value));
      return {
        ...axisOf(field, column, drawn, log),
        id: field,
        flipped: chart.flipped.includes(field),
        part: parts[field] ?? null,
      };
    }),
    runs: rows.map((row) => ({
      run: values.runs.runs[row] ?? 0,
      name: runTitle(values, row),
      color: colors[row] ?? '--chart-axis',
      values: columns.map(({ column, log }) => numberAt(column, row, log)),
      text: toldValues(values, chart.color === null ? chart.values : [...chart.values, chart.color], row),
    })),
    legend,
    selected,
  };
}

/** By which the best are chosen: the colour, else the last axis. */
function bestField(chart: AddedChart): string {
  return chart.color ?? chart.values.at(-1) ?? '';
}

function shownRows(chart: AddedChart, values: RunValues): readonly number[] {
  return bestRows(chart, values, bestField(chart), values.rows);
}
