import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';
import { csvCell } from '../format/csv-cell.ts';
import { formatExact } from '../format/number.ts';

/**
 * What a chart draws as CSV: a row per x at which a line has a value, and per line its value, or first, min, max and
 * last where several points are drawn at one x, and the smoothed value where there is one.
 */
export function chartCsv(answer: SeriesAnswer, xName: string, nameOf: (line: SeriesLine) => string): string {
  const reduced = answer.bucketWidth > 0;
  const columns = answer.lines.flatMap((line) => {
    const name = nameOf(line);
    const values = reduced
      ? (
          [
            ['first', line.first],
            ['min', line.min],
            ['max', line.max],
            ['last', line.last],
          ] as const
        ).map(([part, column]) => ({ name: `${name} ${part}`, column }))
      : [{ name, column: line.last }];
    return line.smoothed === undefined
      ? values
      : [...values, { name: `${name} smoothed`, column: line.smoothed }];
  });
  const rows = [[xName, ...columns.map(({ name }) => name)].map(csvCell).join(',')];
  for (const [index, x] of answer.x.entries()) {
    const cells = columns.map(({ column }) => {
      const value = column[index] ?? Number.NaN;
      return Number.isNaN(value) ? '' : formatExact(value);
    });
    if (cells.some((cell) => cell !== '')) rows.push([formatExact(x), ...cells].join(','));
  }
  return `${rows.join('\r\n')}\r\n`;
}
