import type { PointColumns } from '#contract/metric.ts';

/** Points of all parts, one after the other. */
export function concatenate(parts: readonly PointColumns[]): PointColumns {
  const length = parts.reduce((sum, part) => sum + part.steps.length, 0);
  const columns = {
    steps: new Float64Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
  };
  let at = 0;
  for (const part of parts) {
    columns.steps.set(part.steps, at);
    columns.times.set(part.times, at);
    columns.values.set(part.values, at);
    at += part.steps.length;
  }
  return columns;
}

/** Points from `first` to before `end`; they share their memory with `points`. */
export function sliceColumns(points: PointColumns, first: number, end?: number): PointColumns {
  return {
    steps: points.steps.subarray(first, end),
    times: points.times.subarray(first, end),
    values: points.values.subarray(first, end),
  };
}

/** The points whose step is wanted, in their order. */
export function filterColumns(points: PointColumns, wanted: (step: number) => boolean): PointColumns {
  const keep = (_: number, index: number): boolean => wanted(points.steps[index] ?? NaN);
  return {
    steps: points.steps.filter(keep),
    times: points.times.filter(keep),
    values: points.values.filter(keep),
  };
}

export interface Extremes {
  /** Null where no value is finite. */
  readonly min: number | null;
  /** Index of the first smallest value. */
  readonly minIndex: number;
  readonly max: number | null;
  readonly maxIndex: number;
}

/** Smallest and largest finite value; NaN and ±∞ are neither. */
export function extremesOf(values: Float64Array): Extremes {
  let min = Infinity;
  let max = -Infinity;
  let minIndex = -1;
  let maxIndex = -1;
  for (let i = 0; i < values.length; i++) {
    // The index is within the array. value − value is 0 for finite numbers only.
    const value = values[i] as number;
    if (value - value !== 0) continue;
    if (value < min) {
      min = value;
      minIndex = i;
    }
    if (value > max) {
      max = value;
      maxIndex = i;
    }
  }
  return { min: minIndex < 0 ? null : min, minIndex, max: maxIndex < 0 ? null : max, maxIndex };
}
