import type { TableCell, TableColumn } from '#contract/report.ts';
import { absent, formatNumber } from './number.ts';
import { formatParam } from './param.ts';
import { formatDuration, formatIsoTime } from './time.ts';

/** A cell of a report as text, mean ± standard deviation where it stands for several runs. */
export function cellText({ value, deviation, chosen }: TableCell, { type }: TableColumn): string {
  if (value === null) return absent;
  if (typeof value !== 'number' || chosen === true) return formatParam(value);
  const text = (number: number): string =>
    type === 'duration'
      ? formatDuration(number)
      : type === 'time'
        ? formatIsoTime(number)
        : formatNumber(number);
  return deviation === undefined || deviation === null ? text(value) : `${text(value)} ± ${text(deviation)}`;
}
