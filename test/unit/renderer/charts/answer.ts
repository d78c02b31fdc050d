import type { SeriesAnswer } from '#contract/metric.ts';

/** An answer whose lines have these values at x = 0, 1, 2, …; NaN is no value. */
export function answerOf(...lines: readonly (readonly number[])[]): SeriesAnswer {
  return {
    x: Float64Array.from({ length: lines[0]?.length ?? 0 }, (_, index) => index),
    bucketWidth: 0,
    lines: lines.map((values, index) => {
      const column = Float64Array.from(values);
      return {
        run: 1,
        key: `line ${index}`,
        count: values.filter((value) => !Number.isNaN(value)).length,
        first: column,
        min: column,
        max: column,
        last: column,
        nonFinite: [],
      };
    }),
  };
}
