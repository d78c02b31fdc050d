import type {
  GroupBand,
  GroupedSeriesAnswer,
  GroupedSeriesRequest,
  GroupLine,
} from '#contract/grouped-series.ts';
import type { SeriesLine } from '#contract/metric.ts';
import type { Spread } from '#contract/run-group.ts';
import { spreadOf } from '../base/spread.ts';
import type { ReadDatabase } from '../store/database.ts';
import { filledColumn } from './filled-column.ts';
import { querySeries } from './series.ts';

/**
 * One line for each group of lines, with a band: in every bucket the mean or the median of the runs' last values, which
 * are the smoothed ones where smoothing is asked for. A run that was not measured in a bucket counts with the value
 * between its neighbours; before its first point, after its last one and across a value that was not finite it counts
 * not at all. A band from the smallest to the largest value goes by all points of the bucket, not by the last ones.
 *
 * Each group goes by its own lines alone, on a grid of all of them: whether another one is shown changes nothing.
 */
export function queryGroupedSeries(db: ReadDatabase, request: GroupedSeriesRequest): GroupedSeriesAnswer {
  const { groups, center, band, ...series } = request;
  const { x, bucketWidth, lines } = querySeries(db, series);
  return {
    x,
    bucketWidth,
    lines: groups.map((places, index) => {
      const members = places.flatMap((place) => lines[place] ?? []);
      return groupLine(x, members, { run: index + 1, center, band });
    }),
  };
}

function groupLine(
  x: Float64Array,
  members: readonly SeriesLine[],
  { run, center, band }: { run: number; center: GroupedSeriesRequest['center']; band: GroupBand },
): GroupLine {
  const columns = members.map((line) => filledColumn(x, line.smoothed ?? line.last, line.nonFinite));
  const middle = new Float64Array(x.length).fill(NaN);
  const low = new Float64Array(x.length).fill(NaN);
  const high = new Float64Array(x.length).fill(NaN);
  const runs = new Uint32Array(x.length);
  for (let bucket = 0; bucket < x.length; bucket++) {
    const values = columns.flatMap((column) => {
      const value = column[bucket] ?? NaN;
      return Number.isNaN(value) ? [] : value;
    });
    const spread = spreadOf(values);
    if (spread === null) continue;
    runs[bucket] = spread.count;
    const value = spread[center];
    middle[bucket] = value;
    const [from, to] =
      band === 'range' ? extent(members, bucket, spread) : around(value, halfWidth(spread, band));
    low[bucket] = from;
    high[bucket] = to;
  }
  const count = members.reduce((sum, line) => sum + line.count, 0);
  const key = members[0]?.key ?? '';
  // What of a group was not finite is its members': one of them does not end the line of the others.
  return {
    run,
    key,
    count,
    first: middle,
    min: middle,
    max: middle,
    last: middle,
    nonFinite: [],
    low,
    high,
    runs,
  };
}

function halfWidth(spread: Spread, band: GroupBand): number {
  switch (band) {
    case 'deviation':
      return spread.deviation ?? NaN;
    case 'error':
      return spread.error ?? NaN;
    case 'interval':
      return spread.halfWidth ?? NaN;
    default:
      return 0;
  }
}

function around(value: number, half: number): readonly [number, number] {
  return [value - half, value + half];
}

/** Over all points of the runs, and what counts for those that have none here. */
function extent(
  members: readonly SeriesLine[],
  bucket: number,
  { min, max }: Spread,
): readonly [number, number] {
  let [low, high] = [min, max];
  for (const line of members) {
    // A smoothed line has the band of its smoothed values.
    if (line.smoothed !== undefined) continue;
    const [least, most] = [line.min[bucket] ?? NaN, line.max[bucket] ?? NaN];
    if (least < low) low = least;
    if (most > high) high = most;
  }
  return [low, high];
}
