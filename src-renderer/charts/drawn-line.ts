import type { SeriesLine } from '#contract/metric.ts';

/** Points to connect in order, in units of the axes. */
export interface DrawnLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index of the first point of every unbroken piece. */
  readonly pieces: readonly number[];
}

export interface Axes {
  readonly logX: boolean;
  readonly logY: boolean;
}

type Columns = Pick<SeriesLine, 'first' | 'min' | 'max' | 'last' | 'nonFinite'>;

/**
 * The points that draw a reduced line so that it covers the pixels which all of its points would cover: first, min,
 * max and last of every bucket, at most four at one x (Jugel et al. 2014, "M4"). Empty buckets are passed over; a
 * value that is not finite, or that a logarithmic axis has no place for, breaks the line. Of what is `held`, a value
 * goes on level until the next one.
 */
export function drawnLine(grid: Float64Array, columns: Columns, axes: Axes, held = false): DrawnLine {
  const { first, min, max, last, nonFinite } = columns;
  const pen = createPen(grid, nonFinite, axes, held ? 5 : 4, held);
  for (let index = 0; index < grid.length; index++) {
    const end = last[index] ?? Number.NaN;
    if (Number.isNaN(end) || !pen.begin(index)) continue;
    const start = first[index] ?? end;
    const low = min[index] ?? end;
    const high = max[index] ?? end;
    pen.put(start);
    // One point, or several that are equal: most lines have no others.
    if (low === high) continue;
    // From the first value to the nearer end of the bucket, then to the other one.
    const isLowNearer = start - low <= high - start;
    pen.put(isLowNearer ? low : high);
    pen.put(isLowNearer ? high : low);
    pen.put(end);
  }
  return pen.end();
}

/** A line with one value in every bucket, for example a smoothed one. */
export function drawnColumn(
  grid: Float64Array,
  values: Float64Array,
  nonFinite: SeriesLine['nonFinite'],
  axes: Axes,
): DrawnLine {
  const pen = createPen(grid, nonFinite, axes, 1);
  for (let index = 0; index < grid.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value) && pen.begin(index)) pen.put(value);
  }
  return pen.end();
}

/** Nothing is allocated for a point: a comparison draws half a million of them within a frame. */
function createPen(
  grid: Float64Array,
  nonFinite: SeriesLine['nonFinite'],
  { logX, logY }: Axes,
  pointsPerBucket: number,
  held = false,
) {
  const x = new Float64Array(grid.length * pointsPerBucket);
  const y = new Float64Array(grid.length * pointsPerBucket);
  const pieces: number[] = [];
  let count = 0;
  let broken = true;
  let isFirstOfBucket = true;
  let here = 0;
  let before = Number.NEGATIVE_INFINITY;
  let next = 0;
  const breaksUntil = (end: number): boolean => {
    let found = false;
    for (let mark = nonFinite[next]; mark !== undefined && mark.x < end; mark = nonFinite[++next]) {
      if (mark.x >= before) found = true;
    }
    return found;
  };
  return {
    /** Goes on to a bucket; false where its x has no place on the axis. */
    begin(index: number): boolean {
      here = grid[index] ?? Number.NaN;
      if (breaksUntil(here)) broken = true;
      before = here;
      isFirstOfBucket = true;
      return !logX || here > 0;
    },
    put(value: number): void {
      const isFirst = isFirstOfBucket;
      isFirstOfBucket = false;
      if (logY && value <= 0) {
        broken = true;
        return;
      }
      if (!isFirst && !broken && value === y[count - 1]) return;
      const level = y[count - 1] ?? value;
      if (held && isFirst && !broken && value !== level) {
        x[count] = here;
        y[count] = level;
        count++;
      }
      if (broken) pieces.push(count);
      broken = false;
      x[count] = here;
      y[count] = value;
      count++;
    },
    end: (): DrawnLine => ({ x: x.subarray(0, count), y: y.subarray(0, count), pieces }),
  };
}
