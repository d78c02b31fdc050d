import { barsFigure, type FigureBar } from '../../../charts/figures/bars.ts';
import { meanFigures } from '../../../charts/figures/statistics.ts';
import { paddedRange } from '../../../charts/padded-range.ts';
import { seriesVariable } from '../../../format/series-color.ts';
import { t } from '../../../messages/messages.svelte.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { drawnRows, joinedNotes, leftOut, runTitle } from './drawn-rows.ts';
import { axisOf, groupedRows, isLog, numberAt, type RunValues } from './run-values.ts';
import { valueName, valueText } from './value-name.ts';

/** So many bars at most, unless somebody wants others. */
export const usualBars = 30;

export function barFigure(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
): AddedFigure {
  const [field = ''] = chart.values;
  const column = values.column(field);
  const log = isLog(column, field, chart.log);
  const { rows, left } = drawnRows(values, [field], chart.log);
  const type = column.kind === 'number' ? column.type : 'any';
  const name = valueName(field);
  const drawn = { ...values, rows };
  const all =
    chart.by === null
      ? rows.map((row) => runBar(drawn, row, numberAt(column, row, log)))
      : groupBars(drawn, chart.by, (row) => numberAt(column, row, log));
  const { count, from } = chart.best ?? { count: usualBars, from: 'high' };
  const sorted = all.toSorted((a, b) => (from === 'high' ? b.value - a.value : a.value - b.value));
  const bars = sorted.slice(0, count).map((bar) => ({ ...bar, text: barText(bar, name, type) }));
  const ends = bars.flatMap(({ value, error }) => [value - (error ?? 0), value + (error ?? 0)]);
  const axis = axisOf(
    field,
    column,
    ends.filter((end) => !log || end > 0),
    log,
  );
  const [first, last] = [sorted[0], sorted.at(-1)];
  return {
    title: chart.by === null ? name : t('figure.by', { value: name, by: valueName(chart.by) }),
    figure: barsFigure({
      // A bar is as long as its value, so that zero is on the axis.
      axis: log ? axis : { ...axis, range: paddedRange([...ends, 0]) },
      label: chart.by === null ? t('figure.run') : valueName(chart.by),
      bars,
      selected,
    }),
    table: {
      columns: [t('figure.name'), t('figure.count'), name, t('figure.deviation')],
      rows: sorted.map((bar) => [bar.name, bar.runs.length, bar.value, bar.error]),
    },
    sentence:
      first === undefined || last === undefined
        ? ''
        : t('figure.bar.told', {
            count: sorted.length,
            name,
            first: first.name,
            firstValue: valueText(type, first.value),
            last: last.name,
            lastValue: valueText(type, last.value),
          }),
    note: joinedNotes(
      chart.by === null ? '' : t('figure.bar.note'),
      sorted.length > bars.length
        ? t(`figure.bar.first.${from}`, { shown: bars.length, total: sorted.length })
        : '',
      leftOut(left),
    ),
    empty:
      column.kind === 'text'
        ? t('figure.numbersOnly', { name })
        : sorted.length === 0
          ? t('figure.noValues', { name })
          : null,
  };
}

function runBar(values: RunValues, row: number, value: number): FigureBar {
  return {
    name: runTitle(values, row),
    value,
    error: null,
    color: seriesVariable(values.runs.colors[row] ?? 0),
    runs: [values.runs.runs[row] ?? 0],
    text: [],
  };
}

function groupBars(values: RunValues, by: string, numberOf: (row: number) => number): readonly FigureBar[] {
  return groupedRows(values, by).map(({ name, rows }, slot) => {
    const { mean, deviation } = meanFigures(rows.map(numberOf));
    return {
      name,
      value: mean,
      error: rows.length < 2 ? null : deviation,
      color: seriesVariable(slot),
      runs: rows.map((row) => values.runs.runs[row] ?? 0),
      text: [],
    };
  });
}

function barText(bar: FigureBar, name: string, type: Parameters<typeof valueText>[0]): readonly string[] {
  const value = valueText(type, bar.value);
  if (bar.error === null) return [`${name}: ${value}`];
  return [`${name}: ${value} ± ${valueText(type, bar.error)}`, t('figure.runs', { count: bar.runs.length })];
}
