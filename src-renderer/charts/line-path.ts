import { isHeld, type SeriesLine } from '#contract/metric.ts';
import { placeOn, type AxisPlaces } from './axis-scale.ts';
import { drawnColumn, drawnLine, type Axes, type DrawnLine } from './drawn-line.ts';

/** Where values stand on the canvas. As long as nothing moves it is the same object. */
export interface CanvasView {
  readonly x: AxisPlaces;
  readonly y: AxisPlaces;
}

/** A line as the canvas takes it. */
export interface LinePath {
  readonly path: Path2D;
  readonly pointCount: number;
  /** Canvas positions, x and y in turn, of points without a neighbour: a line of no length would be nothing. */
  readonly alone: readonly number[];
  /** Canvas positions of all points, x and y in turn; empty where there are too many to mark each. */
  readonly dots: readonly number[];
}

interface Kept {
  readonly grid: Float64Array;
  readonly axes: string;
  readonly points: DrawnLine;
  view: CanvasView | null;
  path: LinePath | null;
}

/** By the column that is drawn: an answer never changes, and a new one has new columns. */
const kept = new WeakMap<Float64Array, Kept>();
/** So few points are worth a dot each, at most. */
const mostDots = 200;

/** The raw line, from its first, min, max and last values. */
export function rawPath(grid: Float64Array, line: SeriesLine, axes: Axes, view: CanvasView): LinePath {
  return pathOf(grid, line.last, axes, view, () => drawnLine(grid, line, axes, isHeld(line.key)));
}

/** One of its columns, such as the smoothed values. */
export function columnPath(
  grid: Float64Array,
  values: Float64Array,
  nonFinite: SeriesLine['nonFinite'],
  axes: Axes,
  view: CanvasView,
): LinePath {
  return pathOf(grid, values, axes, view, () => drawnColumn(grid, values, nonFinite, axes));
}

/** What was made for the same view is taken again: a line that is brought out under the pointer costs no path. */
function pathOf(
  grid: Float64Array,
  column: Float64Array,
  { logX, logY }: Axes,
  view: CanvasView,
  draw: () => DrawnLine,
): LinePath {
  const axes = `${logX} ${logY}`;
  let entry = kept.get(column);
  if (entry?.grid !== grid || entry.axes !== axes) {
    entry = { grid, axes, points: draw(), view: null, path: null };
    kept.set(column, entry);
  }
  if (entry.path === null || entry.view !== view) {
    entry.path = makePath(entry.points, view);
    entry.view = view;
  }
  return entry.path;
}

function makePath({ x, y, pieces }: DrawnLine, view: CanvasView): LinePath {
  const path = new Path2D();
  const alone: number[] = [];
  const dots: number[] = [];
  const marksAll = x.length <= mostDots;
  for (let piece = 0; piece < pieces.length; piece++) {
    const start = pieces[piece] ?? 0;
    const end = pieces[piece + 1] ?? x.length;
    for (let index = start; index < end; index++) {
      const left = placeOn(view.x, x[index] ?? 0);
      const top = placeOn(view.y, y[index] ?? 0);
      if (index === start) path.moveTo(left, top);
      else path.lineTo(left, top);
      // The corner of a step was measured by nobody.
      const isCorner = index > start && x[index] === x[index + 1] && y[index] === y[index - 1];
      if (marksAll && !isCorner) dots.push(left, top);
      if (end - start === 1) alone.push(left, top);
    }
  }
  return { path, pointCount: x.length, alone, dots };
}
