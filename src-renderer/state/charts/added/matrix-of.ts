import { matrixFigure } from '../../../charts/figures/matrix.ts';
import { t } from '../../../messages/messages.svelte.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { joinedNotes, runsTable, runTitle, toldValues } from './drawn-rows.ts';
import { axisOf, isLog, numberAt, runColors, type RunValues } from './run-values.ts';
import { valueName } from './value-name.ts';

export function matrixOf(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
): AddedFigure {
  const columns = chart.values.map((field) => {
    const column = values.column(field);
    return { field, column, log: isLog(column, field, chart.log) };
  });
  const { legend, colors } = runColors(values, chart.color, chart.log);
  const fields = [...chart.values, ...(chart.color === null ? [] : [chart.color])];
  const runs = values.rows.map((row) => ({
    run: values.runs.runs[row] ?? 0,
    name: runTitle(values, row),
    color: colors[row] ?? '--chart-axis',
    values: columns.map(({ column, log }) => numberAt(column, row, log)),
    text: toldValues(values, fields, row),
  }));
  const names = chart.values.map(valueName).join(', ');
  return {
    title: t('figure.matrix.title', { names }),
    figure: matrixFigure({
      axes: columns.map(({ field, column, log }, index) => {
        const drawn = runs.map((run) => run.values[index] ?? Number.NaN);
        return axisOf(
          field,
          column,
          drawn.filter((value) => !Number.isNaN(value)),
          log,
        );
      }),
      runs,
      legend,
      selected,
    }),
    table: runsTable(values, fields, values.rows),
    sentence: t('figure.matrix.told', { count: runs.length, names }),
    note: joinedNotes(t('figure.matrix.note')),
    empty: runs.length === 0 ? t('figure.none') : null,
  };
}
