import type { ValueColumn, ValueColumns } from '#contract/value-columns.ts';
import { colorsByNumber, type RunColors } from '../../../charts/figures/figure-points.ts';
import type { FigureAxis } from '../../../charts/figures/plane.ts';
import { paddedRange } from '../../../charts/padded-range.ts';
import { formatNumber } from '../../../format/number.ts';
import { seriesVariable } from '../../../format/series-color.ts';
import { t } from '../../../messages/messages.svelte.ts';
import { axisKind, valueName, valueText } from './value-name.ts';

/** Values of the runs in view by their texts. */
export interface RunValues {
  readonly runs: ValueColumns;
  /** Rows that a chart draws of. */
  readonly rows: readonly number[];
  readonly column: (field: string) => ValueColumn;
}

const nothing: ValueColumn = { kind: 'number', type: 'any', values: new Float64Array() };

export function runValues(runs: ValueColumns, fields: readonly string[]): RunValues {
  const columns = new Map(fields.map((field, index) => [field, runs.columns[index] ?? nothing]));
  return {
    runs,
    rows: [...runs.runs.keys()],
    column: (field) => columns.get(field) ?? nothing,
  };
}

/** The number of a run on an axis: of words their place; NaN for nothing, and on a log axis for what is not above zero. */
export function numberAt(column: ValueColumn, row: number, log: boolean): number {
  if (column.kind === 'text') {
    const place = column.places[row] ?? -1;
    return place < 0 ? Number.NaN : place;
  }
  const value = column.values[row] ?? Number.NaN;
  return Number.isFinite(value) && (!log || value > 0) ? value : Number.NaN;
}

/** What a run has of a column, in words; null where it has nothing. */
export function textAt(column: ValueColumn, row: number): string | null {
  if (column.kind === 'text') return column.texts[column.places[row] ?? -1] ?? null;
  const value = column.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? null : valueText(column.type, value);
}

/** Whether a column's axis can be logarithmic: it has numbers above zero. */
export function canBeLog(column: ValueColumn): boolean {
  return column.kind === 'number' && column.values.some((value) => value > 0);
}

/** The axis of a column over the numbers that are drawn, at least one. */
export function axisOf(
  field: string,
  column: ValueColumn,
  drawn: readonly number[],
  log: boolean,
): FigureAxis {
  const label = valueName(field);
  if (column.kind === 'text') {
    const range = { from: -0.5, to: Math.max(1, column.texts.length) - 0.5 };
    return { label, log: false, range, names: column.texts };
  }
  const kind = axisKind(column.type);
  const range = drawn.length === 0 ? { from: log ? 1 : 0, to: log ? 10 : 1 } : paddedRange(drawn, log);
  return { label, log, range, ...(kind === undefined ? {} : { kind }) };
}

/** Whether a column is drawn on a logarithmic axis: words never are. */
export function isLog(column: ValueColumn, field: string, log: readonly string[]): boolean {
  return column.kind === 'number' && log.includes(field) && canBeLog(column);
}

/** What colours the runs: a value of each, or nothing, which leaves every run its own colour. */
export function runColors(values: RunValues, field: string | null, log: readonly string[]): RunColors {
  const { runs } = values;
  if (field === null) {
    return { legend: null, colors: Array.from(runs.colors, (color) => seriesVariable(color)) };
  }
  const column = values.column(field);
  const label = valueName(field);
  if (column.kind === 'number') {
    return colorsByNumber(label, [...column.values], isLog(column, field, log), (value) =>
      column.type === 'any' || column.type === 'number' ? formatNumber(value) : valueText(column.type, value),
    );
  }
  const entries = column.texts.map((name, slot) => ({ name, color: seriesVariable(slot) }));
  const missing = column.places.some((place) => place < 0);
  return {
    legend: {
      kind: 'names',
      label,
      entries: missing
        ? [...entries, { name: t('runs.group.nothing', { name: label }), color: '--chart-axis' }]
        : entries,
    },
    colors: Array.from(column.places, (place) => (place < 0 ? '--chart-axis' : seriesVariable(place))),
  };
}

/** Runs that have the same value of something; numbers by their size, then words, and last those that have none. */
export function groupedRows(
  values: RunValues,
  field: string,
): readonly { readonly name: string; readonly rows: readonly number[] }[] {
  const column = values.column(field);
  const groups = new Map<number, number[]>();
  for (const row of values.rows) {
    const key = column.kind === 'text' ? (column.places[row] ?? -1) : (column.values[row] ?? Number.NaN);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  const isNothing = (key: number): boolean => Number.isNaN(key) || (column.kind === 'text' && key < 0);
  return [...groups]
    .sort(([a], [b]) => Number(isNothing(a)) - Number(isNothing(b)) || a - b)
    .map(([key, rows]) => ({
      name: isNothing(key)
        ? t('runs.group.nothing', { name: valueName(field) })
        : (textAt(column, rows[0] ?? 0) ?? ''),
      rows,
    }));
}
