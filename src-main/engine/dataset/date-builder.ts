import { growingFloat64 } from '../../base/growing-array.ts';
import { ownText } from './cells.ts';
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';
import { wrongCell } from './column-problems.ts';
import { parseDate, slashOrder, type SlashOrder } from './dates.ts';

interface Readings {
  readonly dayFirst: number;
  readonly monthFirst: number;
}

/** Days come up again and again: so many are parsed once. */
const rememberedDates = 10_000;

/**
 * Dates in milliseconds. Which number comes first in 5/6/2024 may be known only at the end, so both readings are kept
 * until then. A column that was not asked to be dates is one only where every cell is.
 */
export function dateBuilder(options: BuilderOptions): ColumnBuilder {
  const { missing, name, wanted } = options;
  const read = { dayFirst: growingFloat64(), monthFirst: growingFloat64() };
  const known = new Map<string, Readings>();
  const orders = new Set<SlashOrder>();
  let missingCount = 0;
  let wrong: ReturnType<typeof wrongCell> | undefined;
  let wrongCount = 0;
  /** The first date that is another one in the other order. */
  let ambiguous: ReturnType<typeof wrongCell> | undefined;

  const addMissing = (times: number, kept: number): void => {
    missingCount += times;
    read.dayFirst.repeat(Number.NaN, kept);
    read.monthFirst.repeat(Number.NaN, kept);
  };

  const parsed = (text: string): Readings => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const readings = { dayFirst: parseDate(text, 'dayFirst'), monthFirst: parseDate(text, 'monthFirst') };
    if (known.size < rememberedDates) known.set(ownText(text), readings);
    return readings;
  };

  return {
    add: (cell, keep) => {
      const trimmed = cell.trim();
      if (missing.anywhere(trimmed)) {
        addMissing(1, keep ? 1 : 0);
        return;
      }
      const { dayFirst, monthFirst } = parsed(trimmed);
      if (Number.isNaN(dayFirst) && Number.isNaN(monthFirst)) {
        wrongCount++;
        wrong ??= wrongCell(options, trimmed, 'date');
      } else if (dayFirst !== monthFirst) {
        ambiguous ??= wrongCell(options, trimmed, 'date');
        const order = slashOrder([trimmed]);
        if (order !== null) orders.add(order);
      }
      if (!keep) return;
      read.dayFirst.push(dayFirst);
      read.monthFirst.push(monthFirst);
    },
    addNumber: (value, keep) => {
      if (Number.isNaN(value)) addMissing(1, keep ? 1 : 0);
      else {
        wrongCount++;
        wrong ??= wrongCell(options, String(value), 'date');
        if (!keep) return;
        read.dayFirst.push(Number.NaN);
        read.monthFirst.push(Number.NaN);
      }
    },
    addMissing,
    thin: () => {
      read.dayFirst.thin();
      read.monthFirst.thin();
    },
    finish: () => {
      const [order] = orders;
      const problem = wrong ?? (orders.size === 1 ? undefined : ambiguous);
      if (problem !== undefined && wanted !== 'date') return 'words';
      const column = {
        type: 'date',
        name,
        values: read[order ?? 'dayFirst'].toArray(),
        ...(order === undefined || orders.size > 1 ? {} : { slashes: order }),
      } as const;
      return {
        column: problem === undefined ? column : { ...column, problem },
        totals: { missing: missingCount + wrongCount },
      };
    },
  };
}
