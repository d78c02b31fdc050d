import type { PointColumns } from '#contract/metric.ts';
import { csvCell } from '../format/csv-cell.ts';
import { formatExact } from '../format/number.ts';

/** A line of a chart and what it is called there. */
export interface NamedLine {
  readonly run: number;
  readonly key: string;
  readonly name: string;
}

/** One row for each point, without a head: numbers have every digit, times are ISO 8601. */
export function pointsCsv({ run, key, name }: NamedLine, { steps, times, values }: PointColumns): string {
  const head = [String(run), csvCell(key), csvCell(name)].join(',');
  return Array.from(steps, (step, index) => {
    const time = new Date(times[index] ?? 0).toISOString();
    return `${head},${formatExact(step)},${time},${formatExact(values[index] ?? Number.NaN)}\r\n`;
  }).join('');
}
