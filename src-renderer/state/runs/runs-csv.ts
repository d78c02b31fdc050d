import type { ParamValue } from '#contract/param.ts';
import type { RunRow } from '#contract/run.ts';
import { csvCell } from '../../format/csv-cell.ts';
import { formatExact } from '../../format/number.ts';
import { own } from '../../format/own.ts';
import { parseColumn } from './columns.ts';

/**
 * Runs as CSV: number and name, then a column for each of the table's, called by its key. Numbers have every digit,
 * times are ISO 8601, durations milliseconds; what a run does not have is empty.
 */
export function runsCsv(runs: readonly RunRow[], columns: readonly string[]): string {
  const known = columns.flatMap((id) => parseColumn(id) ?? []);
  const heads = known.map((column) => {
    if (column.kind === 'param') return column.path;
    if (column.kind === 'field') return column.text;
    if (column.kind === 'metric') return column.value === 'best' ? `${column.key} best` : column.key;
    return column.name === 'duration' ? 'durationMs' : column.name;
  });
  const rows = runs.map((run) => [
    String(run.id),
    csvCell(run.name),
    ...known.map((column) => {
      if (column.kind === 'param') return cell(own(run.params, column.path));
      if (column.kind === 'field') return cell(own(run.fields ?? {}, column.text));
      if (column.kind === 'metric') return cell(own(run.metrics, column.key)?.[column.value]);
      return plainCell(run, column.name);
    }),
  ]);
  const head = ['run', 'name', ...heads.map(csvCell)];
  return [head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function plainCell(
  run: RunRow,
  name: Extract<ReturnType<typeof parseColumn>, { kind: 'plain' }>['name'],
): string {
  switch (name) {
    case 'created':
      return time(run.createdAt);
    case 'started':
      return time(run.startedAt);
    case 'duration':
      return cell(run.durationMs);
    case 'tags':
      return csvCell(run.tags.join(', '));
    case 'state':
    case 'experiment':
    case 'engine':
      return csvCell(run[name] ?? '');
  }
}

function cell(value: ParamValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'number' ? formatExact(value) : csvCell(String(value));
}

function time(milliseconds: number | null): string {
  return milliseconds === null ? '' : new Date(milliseconds).toISOString();
}
