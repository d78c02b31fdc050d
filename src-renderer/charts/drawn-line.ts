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
 * value that is not finite, or that a logarithmic axis has no place for, breaks the line.
 */
export function drawnLine(grid: Float64Array, columns: Columns, axes: Axes): DrawnLine {
  const pen = createPen(grid, columns.nonFinite, axes, 4);
  for (const [index] of grid.entries()) {
    const last = columns.last[index] ?? Number.NaN;
    if (Number.isNaN(last)) continue;
    const first = columns.first[index] ?? last;
    const min = columns.min[index] ?? last;
    const max = columns.max[index] ?? last;
    // From the first value to the nearer end of the bucket, then to the other one.
    const [near, far] = first - min <= max - first ? [min, max] : [max, min];
    pen.bucket(index, [first, near, far, last]);
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
  for (const [index, value] of values.entries()) if (!Number.isNaN(value)) pen.bucket(index, [value]);
  return pen.end();
}

function createPen(
  grid: Float64Array,
  nonFinite: SeriesLine['nonFinite'],
  { logX, logY }: Axes,
  pointsPerBucket: number,
) {
  const x = new Float64Array(grid.length * pointsPerBucket);
  const y = new Float64Array(grid.length * pointsPerBucket);
  const pieces: number[] = [];
  let count = 0;
  let broken = true;
  let before = Number.NEGATIVE_INFINITY;
  let next = 0;
  const breaksUntil = (here: number): boolean => {
    let found = false;
    for (let mark = nonFinite[next]; mark !== undefined && mark.x < here; mark = nonFinite[++next]) {
      if (mark.x >= before) found = true;
    }
    return found;
  };
  return {
    bucket(index: number, values: readonly number[]): void {
      const here = grid[index] ?? Number.NaN;
      if (breaksUntil(here)) broken = true;
      before = here;
      if (logX && here <= 0) return;
      for (const [place, value] of values.entries()) {
        if (logY && value <= 0) {
          broken = true;
          continue;
        }
        if (place > 0 && !broken && value === y[count - 1]) continue;
        if (broken) pieces.push(count);
        broken = false;
        x[count] = here;
        y[count] = value;
        count++;
      }
    },
    end: (): DrawnLine => ({ x: x.subarray(0, count), y: y.subarray(0, count), pieces }),
  };
}
