import { growingFloat64 } from '../../base/growing-array.ts';
import { parseNumber } from './cells.ts';
import type { BuilderOptions, ColumnBuilder } from './column-builder.ts';
import { wrongCell } from './column-problems.ts';

/** Numbers, with their moments as they pass: exact for all rows, however many are kept. */
export function numberBuilder(options: BuilderOptions): ColumnBuilder {
  const { decimalComma, missing, name } = options;
  const values = growingFloat64();
  const moments = {
    count: 0,
    mean: 0,
    squares: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  };
  let missingCount = 0;
  let missingWordCount = 0;
  let others = 0;
  let problem: ReturnType<typeof wrongCell> | undefined;

  const addNumber = (value: number, keep: boolean): void => {
    if (Number.isFinite(value)) {
      moments.count++;
      const distance = value - moments.mean;
      moments.mean += distance / moments.count;
      moments.squares += distance * (value - moments.mean);
      if (value < moments.min) moments.min = value;
      if (value > moments.max) moments.max = value;
    } else missingCount++;
    if (keep) values.push(Number.isFinite(value) ? value : Number.NaN);
  };

  return {
    addNumber,
    add: (cell, keep) => {
      const value = parseNumber(cell, decimalComma);
      if (Number.isFinite(value) && !(missing.mayBeNumbers && missing.anywhere(cell.trim()))) {
        addNumber(value, keep);
        return;
      }
      const trimmed = cell.trim();
      if (missing.anywhere(trimmed)) addNumber(Number.NaN, keep);
      else if (missing.amongNumbers(trimmed)) {
        missingWordCount++;
        addNumber(Number.NaN, keep);
      } else {
        others++;
        problem ??= wrongCell(options, trimmed, 'number');
        if (keep) values.push(Number.NaN);
      }
    },
    addMissing: (times, kept) => {
      missingCount += times;
      values.repeat(Number.NaN, kept);
    },
    thin: () => values.thin(),
    finish: () => {
      // Words such as "none" are missing where the others are numbers, and categories where there is no number.
      const present = moments.count + others;
      const isWords = present === 0 ? missingWordCount > 0 : moments.count * 2 <= present;
      if (options.wanted !== 'number' && isWords) return 'words';
      const column = { type: 'number', name, values: values.toArray() } as const;
      const { count, mean, squares, min, max } = moments;
      const spread = count === 0 ? {} : { mean, standardDeviation: Math.sqrt(squares / count), min, max };
      return {
        column: problem === undefined ? column : { ...column, problem },
        totals: { missing: missingCount + others, ...spread },
      };
    },
  };
}
