import type { FigureCell } from '../../../charts/figures/figure-table.ts';
import { t } from '../../../messages/messages.svelte.ts';
import { valueName } from './value-name.ts';
import { isLog, numberAt, textAt, type RunValues } from './run-values.ts';

/** Rows that have all of these values, with their numbers, and how many are left out. */
export function drawnRows(
  values: RunValues,
  fields: readonly string[],
  log: readonly string[],
): {
  readonly rows: readonly number[];
  readonly numbers: readonly (readonly number[])[];
  readonly left: number;
} {
  const columns = fields.map((field) => {
    const column = values.column(field);
    return { column, log: isLog(column, field, log) };
  });
  const rows: number[] = [];
  const numbers: number[][] = [];
  for (const row of values.rows) {
    const found = columns.map(({ column, log: isLogarithmic }) => numberAt(column, row, isLogarithmic));
    if (found.some(Number.isNaN)) continue;
    rows.push(row);
    numbers.push(found);
  }
  return { rows, numbers, left: values.rows.length - rows.length };
}

/** Values of a run in words, each with what it is called. */
export function toldValues(values: RunValues, fields: readonly string[], row: number): readonly string[] {
  return [...new Set(fields)].flatMap((field) => {
    const text = textAt(values.column(field), row);
    return text === null ? [] : [`${valueName(field)}: ${text}`];
  });
}

/** A run's values as cells of a table. */
export function cellsOf(values: RunValues, fields: readonly string[], row: number): readonly FigureCell[] {
  return fields.map((field) => {
    const column = values.column(field);
    if (column.kind === 'text') return textAt(column, row);
    const value = column.values[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  });
}

/** A table of runs with their values. */
export function runsTable(values: RunValues, fields: readonly string[], rows: readonly number[]) {
  const unique = [...new Set(fields)];
  return {
    columns: [t('figure.run'), t('figure.name'), ...unique.map(valueName)],
    rows: rows.map((row) => [
      values.runs.runs[row] ?? null,
      values.runs.names[row] ?? null,
      ...cellsOf(values, unique, row),
    ]),
  };
}

/** Says what is left out, as a part of a chart's note. */
export function leftOut(count: number): string {
  return count === 0 ? '' : t('figure.leftOut', { count });
}

/** Sentences beside one another, without those that are empty. */
export function joinedNotes(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(' ');
}

/** A run by its name and number. */
export function runTitle(values: RunValues, row: number): string {
  return t('figure.runTitle', { name: values.runs.names[row] ?? '', run: values.runs.runs[row] ?? 0 });
}
