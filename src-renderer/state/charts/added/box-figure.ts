import { boxesFigure } from '../../../charts/figures/boxes.ts';
import { boxFigures } from '../../../charts/figures/statistics.ts';
import { seriesVariable } from '../../../format/series-color.ts';
import { t } from '../../../messages/messages.svelte.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { drawnRows, joinedNotes, leftOut, runTitle } from './drawn-rows.ts';
import { axisOf, groupedRows, isLog, numberAt, type RunValues } from './run-values.ts';
import { valueName, valueText } from './value-name.ts';

/** So many boxes at most. */
const mostBoxes = 40;

export function boxFigure(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
): AddedFigure {
  const [field = ''] = chart.values;
  const column = values.column(field);
  const log = isLog(column, field, chart.log);
  const { rows, numbers, left } = drawnRows(values, [field], chart.log);
  const type = column.kind === 'number' ? column.type : 'any';
  const name = valueName(field);
  const text = (value: number): string => valueText(type, value);
  const groups =
    chart.by === null
      ? rows.length === 0
        ? []
        : [{ name: t('figure.allRuns'), rows }]
      : groupedRows({ ...values, rows }, chart.by);
  const all = groups.map((group, slot) => {
    const members = group.rows.map((row) => ({
      run: values.runs.runs[row] ?? 0,
      name: runTitle(values, row),
      value: numberAt(column, row, log),
    }));
    const figures = boxFigures(members.map(({ value }) => value));
    const [low, median, high] = figures.quartiles.map(text);
    return {
      name: group.name,
      color: seriesVariable(slot),
      figures,
      values: members,
      text: [
        t('figure.box.median', { name, value: median ?? '' }),
        t('figure.box.quartiles', { low: low ?? '', high: high ?? '' }),
        t('figure.runs', { count: members.length }),
      ],
    };
  });
  const boxes = all.slice(0, mostBoxes);
  return {
    title: chart.by === null ? name : t('figure.by', { value: name, by: valueName(chart.by) }),
    figure: boxesFigure({
      axis: axisOf(field, column, numbers.flat(), log),
      label: chart.by === null ? '' : valueName(chart.by),
      boxes,
      selected,
      valueText: (value) => `${name}: ${text(value)}`,
    }),
    table: {
      columns: [
        t('figure.name'),
        t('figure.count'),
        t('figure.box.least'),
        t('figure.box.low'),
        t('figure.box.middle'),
        t('figure.box.high'),
        t('figure.box.most'),
        t('figure.box.outliers'),
      ],
      rows: all.map(({ name: group, figures: { quartiles, whiskers }, values: members }) => [
        group,
        members.length,
        whiskers[0],
        ...quartiles,
        whiskers[1],
        members.filter(({ value }) => value < whiskers[0] || value > whiskers[1]).length,
      ]),
    },
    sentence: all
      .map(({ name: group, text: told }) => `${group}: ${told.slice(0, 2).join(', ')}.`)
      .slice(0, 8)
      .join(' '),
    note: joinedNotes(
      t('figure.box.note'),
      all.length > boxes.length ? t('figure.box.first', { shown: boxes.length, total: all.length }) : '',
      leftOut(left),
    ),
    empty:
      column.kind === 'text'
        ? t('figure.numbersOnly', { name })
        : all.length === 0
          ? t('figure.noValues', { name })
          : null,
  };
}
