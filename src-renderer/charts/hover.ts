import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';
import type { ChartPin } from './line-style.ts';

/** A line's value at the cursor. `x` may differ from the cursor's where the line has no point there. */
export interface HoverRow {
  /** Index among the lines of the answer. */
  readonly line: number;
  readonly x: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly smoothed: number | null;
}

/** Index of the grid value nearest to `x`; −1 on an empty grid. The grid ascends. */
export function nearestIndex(grid: Float64Array, x: number): number {
  if (grid.length === 0) return -1;
  let low = 0;
  let high = grid.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((grid[middle] ?? 0) <= x) low = middle;
    else high = middle;
  }
  // As signed distances, so that an infinite x is nearest to an end.
  return x - (grid[low] ?? 0) <= (grid[high] ?? 0) - x ? low : high;
}

/** Index of the bucket nearest to `x` in which the line has a value; −1 when it has none at all. */
export function nearestValue(grid: Float64Array, line: Pick<SeriesLine, 'last'>, x: number): number {
  const start = nearestIndex(grid, x);
  if (start < 0) return -1;
  const has = (index: number): boolean => !Number.isNaN(line.last[index] ?? Number.NaN);
  let left = start;
  while (left >= 0 && !has(left)) left--;
  let right = start;
  while (right < grid.length && !has(right)) right++;
  if (left < 0) return right < grid.length ? right : -1;
  if (right >= grid.length) return left;
  return x - (grid[left] ?? 0) <= (grid[right] ?? 0) - x ? left : right;
}

/** Values of all lines nearest to `x`, largest first. */
export function hoverRows(answer: SeriesAnswer, x: number): readonly HoverRow[] {
  return answer.lines
    .flatMap((line, index): HoverRow[] => {
      const at = nearestValue(answer.x, line, x);
      if (at < 0) return [];
      const last = line.last[at] ?? Number.NaN;
      return [
        {
          line: index,
          x: answer.x[at] ?? x,
          last,
          min: line.min[at] ?? last,
          max: line.max[at] ?? last,
          smoothed: line.smoothed?.[at] ?? null,
        },
      ];
    })
    .sort((a, b) => shownValue(b) - shownValue(a));
}

/** What a row is sorted and highlighted by: the smoothed value where the line is smoothed. */
export function shownValue(row: HoverRow): number {
  return row.smoothed === null || Number.isNaN(row.smoothed) ? row.last : row.smoothed;
}

/** The x of the next bucket in which any line has a value; `x` itself at the end. `null` begins at an end. */
export function neighbourX(answer: SeriesAnswer, x: number | null, direction: 1 | -1): number | null {
  const { x: grid, lines } = answer;
  const from = x === null ? (direction === 1 ? -1 : grid.length) : nearestIndex(grid, x);
  for (let index = from + direction; index >= 0 && index < grid.length; index += direction) {
    if (lines.some((line) => !Number.isNaN(line.last[index] ?? Number.NaN))) return grid[index] ?? null;
  }
  return x;
}

/** The line of the row whose value is drawn nearest to `top`; null without rows. `topOf` may answer NaN. */
export function nearestRow(
  rows: readonly HoverRow[],
  top: number,
  topOf: (value: number) => number,
): number | null {
  let nearest: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const distance = Math.abs(topOf(shownValue(row)) - top);
    if (distance >= least) continue;
    least = distance;
    nearest = row.line;
  }
  return nearest;
}

/** How near to a pin, in pixels, a click means it. */
const pinReach = 12;

/** The pin that a click means; null where none is near. */
export function nearestPin(pins: readonly ChartPin[], distanceOf: (x: number) => number): ChartPin | null {
  let nearest: ChartPin | null = null;
  let least = pinReach;
  for (const pin of pins) {
    const distance = distanceOf(pin.x);
    if (distance > least) continue;
    least = distance;
    nearest = pin;
  }
  return nearest;
}
