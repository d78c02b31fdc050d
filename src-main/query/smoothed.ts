import type { Smoother } from '#contract/metric.ts';
import { smoothColumn, type SmoothedAt } from './column-smoothing.ts';
import type { SeriesSource } from './series-source.ts';
import { createSmoother } from './smoothing.ts';

const everything = { from: -Number.MAX_VALUE, to: Number.MAX_VALUE };

/** Visits all points of a series with their smoothed values, whatever part of it is drawn. */
export function smoothed(
  series: SeriesSource,
  smoother: Smoother,
  weight: number,
  visit: (x: Float64Array, values: Float64Array, at: SmoothedAt) => void,
): void {
  if (smoother === 'ema') {
    const smooth = createSmoother(weight);
    series.each(everything, (x, values) => {
      const column = smooth(values);
      visit(x, values, (index) => column[index] ?? NaN);
    });
    return;
  }
  const { x, values } = wholeColumns(series);
  visit(x, values, smoothColumn(smoother, weight, x, values));
}

function wholeColumns(series: SeriesSource): { readonly x: Float64Array; readonly values: Float64Array } {
  const parts: (readonly [Float64Array, Float64Array])[] = [];
  series.each(everything, (x, values) => parts.push([x, values]));
  const length = parts.reduce((sum, [x]) => sum + x.length, 0);
  const columns = { x: new Float64Array(length), values: new Float64Array(length) };
  let at = 0;
  for (const [x, values] of parts) {
    columns.x.set(x, at);
    columns.values.set(values, at);
    at += x.length;
  }
  return columns;
}
