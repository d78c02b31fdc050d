import type { SeriesAnswer, SeriesLine, SeriesRequest } from '#contract/metric.ts';
import type { ReadDatabase } from '../store/database.ts';
import { uniteX } from './distinct-x.ts';
import type { Range } from './range.ts';
import type { LineReducer } from './line-reducer.ts';
import { reduceToBuckets } from './reduce-to-buckets.ts';
import { reduceToPoints } from './reduce-to-points.ts';
import { bucketGrid } from './series-grid.ts';
import { openSource, type SeriesSource } from './series-source.ts';
import { smoothed } from './smoothed.ts';

/** Buckets of all lines together; above it the grid becomes coarser, so that an answer fits into memory (160 MB). */
const mostBuckets = 4_000_000;

/**
 * Lines for a chart, in the order asked for, on one grid of x. Computed from every point of the range (`from` and `to`
 * included; everything when left out), never from a sample.
 *
 * Where all lines together have at most `width` different x, each of them is a bucket of its own (`bucketWidth` 0).
 * Else there are at most `width` buckets as wide as a power of two at whole multiples of it; see `bucketGrid`. Its
 * width follows from the asked range where both ends are given, so that it stays while points arrive.
 *
 * NaN in a column says that the line has no finite point there, which is no gap: another line may have been measured
 * more often. A chart joins the neighbours of a NaN unless an entry of `nonFinite` lies between them.
 *
 * Smoothing runs over the whole series in the order of its points, whatever the range, and leaves a constant as it is.
 * A run or a metric that is not there gives a line without points, since either may just have been deleted.
 */
export function querySeries(db: ReadDatabase, request: SeriesRequest): SeriesAnswer {
  const range = rangeOf(request);
  const found = request.lines.map((line) => openSource(db, line, request, range));
  const { x, bucketWidth, createReducer } = planOf(request, found, range);
  const lines = request.lines.map(({ run, key }, index): SeriesLine => {
    const reducer = createReducer();
    const series = found[index] ?? null;
    if (series !== null) reduce(request, series, range, reducer);
    return { run, key, ...reducer.finish() };
  });
  return { x, bucketWidth, lines };
}

const everything: Range = { from: -Number.MAX_VALUE, to: Number.MAX_VALUE };

function rangeOf({ from, to }: SeriesRequest): Range {
  return { from: finiteOr(from, everything.from), to: finiteOr(to, everything.to) };
}

function finiteOr(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}

interface Plan {
  readonly x: Float64Array;
  readonly bucketWidth: number;
  createReducer(): LineReducer;
}

function planOf(request: SeriesRequest, found: readonly (SeriesSource | null)[], range: Range): Plan {
  const smoothing = request.smoothing > 0;
  const width = Math.max(1, Math.min(request.width, Math.floor(mostBuckets / found.length)));
  const x = distinctX(found, range, width);
  if (x !== null) return { x, bucketWidth: 0, createReducer: () => reduceToPoints(x, smoothing) };
  const extents = found.flatMap((series) => series?.extent ?? []);
  const data = {
    from: Math.max(range.from, Math.min(...extents.map((extent) => extent.from))),
    to: Math.min(range.to, Math.max(...extents.map((extent) => extent.to))),
  };
  const asked = { from: finiteOr(request.from, data.from), to: finiteOr(request.to, data.to) };
  const grid = bucketGrid(data, asked, width);
  return { ...grid, createReducer: () => reduceToBuckets(grid, range, smoothing) };
}

/** Null where there are more than `limit`. */
function distinctX(
  found: readonly (SeriesSource | null)[],
  range: Range,
  limit: number,
): Float64Array | null {
  let union: Float64Array | null = new Float64Array(0);
  for (const series of found) {
    if (series === null || series.extent === null) continue;
    series.eachX(range, (x) => {
      union = union === null ? null : uniteX(union, x, range, limit);
      return union !== null;
    });
    if (union === null) return null;
  }
  return union;
}

function reduce(request: SeriesRequest, series: SeriesSource, range: Range, reducer: LineReducer): void {
  if (series.extent === null) return;
  const { smoothing, smoother } = request;
  if (smoothing === 0) {
    series.each(range, (x, values) => reducer.add(x, values, null));
  } else if (series.isConstant()) {
    series.each(range, (x, values) => reducer.add(x, values, (index) => values[index] ?? NaN));
  } else {
    smoothed(series, smoother ?? 'ema', smoothing, (x, values, at) => reducer.add(x, values, at));
  }
}
