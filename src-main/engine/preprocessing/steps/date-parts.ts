import { datePartNames, type DatePartName } from '#contract/training.ts';
import type { DateColumn } from '../../dataset/table.ts';
import { numberColumn, type Frame } from '../frame.ts';
import { replaceColumns } from '../step.ts';

export interface FittedDateParts {
  readonly step: 'dateParts';
  readonly cyclic: boolean;
  readonly columns: readonly { readonly column: string; readonly parts: readonly DatePartName[] }[];
}

const dayMs = 86_400_000;

/** Without `parts`, those that differ among the training rows; the year where none does. */
export function fitDateParts(
  parts: readonly DatePartName[] | undefined,
  cyclic: boolean,
  columns: readonly DateColumn[],
): FittedDateParts {
  return {
    step: 'dateParts',
    cyclic,
    columns: columns.map((column) => {
      const varying = parts ?? datePartNames.filter((part) => varies(column.values, part));
      return { column: column.name, parts: varying.length === 0 ? ['year'] : [...new Set(varying)] };
    }),
  };
}

/** A missing date has missing parts. */
export function applyDateParts(fitted: FittedDateParts, frame: Frame): Frame {
  return replaceColumns(frame, fitted.columns, (column, { parts }) => {
    if (column.type !== 'date') return [column];
    return parts.flatMap((part) => {
      const values = column.values.map((milliseconds) => partOf(milliseconds, part));
      const name = `${column.name} ${part}`;
      if (!fitted.cyclic || part === 'year') return [numberColumn(name, values)];
      const [first, length] = cycle[part];
      const angles = values.map((value) => (2 * Math.PI * (value - first)) / length);
      return [
        numberColumn(`${name} sine`, angles.map(Math.sin)),
        numberColumn(`${name} cosine`, angles.map(Math.cos)),
      ];
    });
  });
}

/** Least value and number of values. */
const cycle: Readonly<Record<Exclude<DatePartName, 'year'>, readonly [number, number]>> = {
  month: [1, 12],
  day: [1, 31],
  weekday: [0, 7],
  hour: [0, 24],
  dayOfYear: [1, 366],
};

function varies(values: Float64Array, part: DatePartName): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(partOf(value, part));
    if (seen.size > 1) return true;
  }
  return false;
}

/** Months and days from 1; weekdays from Monday, 0, to Sunday, 6; the hour with its fraction. */
export function partOf(milliseconds: number, part: DatePartName): number {
  if (Number.isNaN(milliseconds)) return Number.NaN;
  const date = new Date(milliseconds);
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'weekday':
      return (date.getUTCDay() + 6) % 7;
    case 'hour':
      return (milliseconds - Math.floor(milliseconds / dayMs) * dayMs) / 3_600_000;
    case 'dayOfYear':
      return Math.floor((milliseconds - startOfYear(date)) / dayMs) + 1;
    default:
      return part satisfies never;
  }
}

function startOfYear(date: Date): number {
  const start = new Date(0);
  return start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
}
