import { histogramFigure, type FigureBin } from '../../../charts/figures/histogram.ts';
import { binOf, histogramBins } from '../../../charts/figures/statistics.ts';
import { t } from '../../../messages/messages.svelte.ts';
import type { AddedChart } from './added-chart.ts';
import type { AddedFigure } from './added-figure.ts';
import { drawnRows, joinedNotes, leftOut } from './drawn-rows.ts';
import { axisKind, valueName, valueText } from './value-name.ts';
import { isLog, runColors, type RunValues } from './run-values.ts';

export function binsFigure(
  chart: AddedChart,
  values: RunValues,
  selected: ReadonlySet<number> | null,
): AddedFigure {
  const [field = ''] = chart.values;
  const column = values.column(field);
  const log = isLog(column, field, chart.log);
  const { rows, numbers, left } = drawnRows(values, [field], chart.log);
  // On a logarithmic axis the bins are equal there.
  const scaled = numbers.map(([value = 0]) => (log ? Math.log10(value) : value));
  const type = column.kind === 'number' ? column.type : 'any';
  const name = valueName(field);
  const back = (value: number): number => (log ? 10 ** value : value);
  const { edges } = histogramBins(scaled);
  const colored = chart.color === null ? null : runColors(values, chart.color, chart.log);
  const members = edges.slice(1).map(() => new Map<`--${string}`, number[]>());
  for (const [index, row] of rows.entries()) {
    const bin = members[binOf(edges, scaled[index] ?? 0) ?? -1];
    const color = colored?.colors[row] ?? '--accent';
    const runs = bin?.get(color);
    if (runs === undefined) bin?.set(color, [values.runs.runs[row] ?? 0]);
    else runs.push(values.runs.runs[row] ?? 0);
  }
  const bins = members.map((parts, index): FigureBin => {
    const [from, to] = [back(edges[index] ?? 0), back(edges[index + 1] ?? 0)];
    const count = [...parts.values()].reduce((sum, runs) => sum + runs.length, 0);
    return {
      from,
      to,
      parts: [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([color, runs]) => ({ color, runs })),
      text: [
        t('figure.histogram.bin', { name, from: valueText(type, from), to: valueText(type, to) }),
        t('figure.runs', { count }),
      ],
    };
  });
  const counts = bins.map(({ parts }) => parts.reduce((sum, { runs }) => sum + runs.length, 0));
  const fullest = bins[counts.indexOf(Math.max(...counts))];
  const kind = axisKind(type);
  const [first, last] = [back(edges[0] ?? 0), back(edges.at(-1) ?? 1)];
  return {
    title: t('figure.histogram.title', { name }),
    figure: histogramFigure({
      axis: { label: name, log, range: { from: first, to: last }, ...(kind === undefined ? {} : { kind }) },
      countLabel: t('figure.count'),
      bins,
      legend: colored?.legend ?? null,
      selected,
    }),
    table: {
      columns: [t('figure.from'), t('figure.to'), t('figure.count')],
      rows: bins.map(({ from, to }, index) => [from, to, counts[index] ?? 0]),
    },
    sentence:
      fullest === undefined || rows.length === 0
        ? ''
        : t('figure.histogram.told', {
            name,
            count: rows.length,
            low: valueText(type, first),
            high: valueText(type, last),
            from: valueText(type, fullest.from),
            to: valueText(type, fullest.to),
            most: Math.max(...counts),
          }),
    note: joinedNotes(t('figure.histogram.note'), leftOut(left)),
    empty:
      column.kind === 'text'
        ? t('figure.numbersOnly', { name })
        : rows.length === 0
          ? t('figure.noValues', { name })
          : null,
  };
}
