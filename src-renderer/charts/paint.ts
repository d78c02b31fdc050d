import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';
import type { ChartFrame } from './chart-frame.ts';
import { drawnColumn, drawnLine, type Axes, type DrawnLine } from './drawn-line.ts';
import type { ChartMark, LineStyle } from './line-style.ts';
import { chartColor } from './theme.ts';

export interface Painting {
  readonly answer: SeriesAnswer;
  readonly styleOf: (line: SeriesLine) => LineStyle;
  readonly axes: Axes;
  readonly marks: readonly ChartMark[];
  /** Index of the line to bring out; the others step back. */
  readonly emphasis: number | null;
}

/** Points fewer than one in this many pixels get a dot each: one sees where the measurements are. */
const pixelsPerDot = 26;
const faintest = 0.28;
/** CSS pixels on either side. */
const edgeWidth = 1.5;

/** Draws all lines of a chart, and where values were not finite. */
export function paintLines(
  frame: ChartFrame,
  context: CanvasRenderingContext2D,
  element: Element,
  { answer, styleOf, axes, marks, emphasis }: Painting,
): void {
  for (const mark of marks) paintMark(frame, context, element, mark);
  const weight = ({ index, style }: { index: number; style: LineStyle }): number =>
    index === emphasis ? 3 : style.faint === true ? 0 : style.above === true ? 2 : 1;
  const order = answer.lines
    .map((line, index) => ({ line, index, style: styleOf(line) }))
    .sort((a, b) => weight(a) - weight(b));
  const smoothed = answer.lines.some((line) => line.smoothed !== undefined);
  // What is behind first: all raw lines, then the smoothed ones.
  for (const { line, index, style } of order) {
    const points = drawnLine(answer.x, line, axes);
    const alpha = (style.faint === true || smoothed ? faintest : 1) * stepsBack(emphasis, index);
    const edge = style.above === true && !smoothed ? chartColor(element, '--bg-raised') : null;
    paintLine(frame, context, points, style, chartColor(element, style.color), alpha, !smoothed, edge);
  }
  for (const { line, index, style } of order) {
    if (line.smoothed === undefined) continue;
    const points = drawnColumn(answer.x, line.smoothed, line.nonFinite, axes);
    const alpha = stepsBack(emphasis, index);
    const strong = { ...style, width: (style.width ?? 1.5) + 0.4 };
    paintLine(frame, context, points, strong, chartColor(element, style.color), alpha, true);
  }
  for (const { line } of order) paintNonFinite(frame, context, element, line);
}

function stepsBack(emphasis: number | null, index: number): number {
  return emphasis === null || emphasis === index ? 1 : 0.3;
}

function paintLine(
  frame: ChartFrame,
  context: CanvasRenderingContext2D,
  points: DrawnLine,
  style: LineStyle,
  color: string,
  alpha: number,
  dots: boolean,
  /** Colour of what sets the line off from those below it; null for none. */
  edge: string | null = null,
): void {
  const { ratio } = frame;
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = (style.width ?? 1.5) * ratio;
  context.lineJoin = 'round';
  context.lineCap = style.dash === null ? 'round' : 'butt';
  context.setLineDash((style.dash ?? []).map((length) => length * ratio));
  const path = new Path2D();
  const alone: [number, number][] = [];
  const sparse = dots && points.x.length > 0 && frame.box.width / points.x.length >= pixelsPerDot;
  for (const [piece, start] of points.pieces.entries()) {
    const end = points.pieces[piece + 1] ?? points.x.length;
    for (let index = start; index < end; index++) {
      const left = frame.toCanvasX(points.x[index] ?? 0);
      const top = frame.toCanvasY(points.y[index] ?? 0);
      if (index === start) path.moveTo(left, top);
      else path.lineTo(left, top);
      // A single point is a dot: a line of no length would be nothing.
      if (sparse || end - start === 1) alone.push([left, top]);
    }
  }
  if (edge !== null) {
    // Along the dashes only: what lies below is seen whole between them.
    context.strokeStyle = edge;
    context.lineWidth = ((style.width ?? 1.5) + 2 * edgeWidth) * ratio;
    context.stroke(path);
    context.strokeStyle = color;
    context.lineWidth = (style.width ?? 1.5) * ratio;
  }
  context.stroke(path);
  context.setLineDash([]);
  for (const [left, top] of alone) {
    context.beginPath();
    context.arc(left, top, (sparse ? 2.2 : 2.6) * ratio, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** A cross on the x axis for NaN, an arrow at the top or bottom for infinities; never more than one in six pixels. */
function paintNonFinite(
  frame: ChartFrame,
  context: CanvasRenderingContext2D,
  element: Element,
  line: SeriesLine,
): void {
  const { ratio, box } = frame;
  const size = 3.5 * ratio;
  const top = box.top * ratio + size + 2 * ratio;
  const bottom = (box.top + box.height) * ratio - size - 2 * ratio;
  context.strokeStyle = chartColor(element, '--danger');
  context.lineWidth = 1.6 * ratio;
  let before = Number.NEGATIVE_INFINITY;
  for (const { x, kind } of line.nonFinite) {
    const left = frame.toCanvasX(x);
    if (left - before < 6 * ratio) continue;
    before = left;
    context.beginPath();
    if (kind === 'nan') {
      context.moveTo(left - size, bottom - size);
      context.lineTo(left + size, bottom + size);
      context.moveTo(left - size, bottom + size);
      context.lineTo(left + size, bottom - size);
    } else {
      const [at, up] = kind === 'inf' ? [top, 1] : [bottom, -1];
      context.moveTo(left - size, at + up * size * 0.6);
      context.lineTo(left, at - up * size * 0.6);
      context.lineTo(left + size, at + up * size * 0.6);
    }
    context.stroke();
  }
}

const markColors = { quiet: '--chart-axis', danger: '--danger', accent: '--accent' } as const;

function paintMark(
  frame: ChartFrame,
  context: CanvasRenderingContext2D,
  element: Element,
  mark: ChartMark,
): void {
  const { ratio, box } = frame;
  const left = Math.round(frame.toCanvasX(mark.x)) + 0.5;
  context.strokeStyle = chartColor(element, markColors[mark.tone]);
  context.lineWidth = ratio;
  context.setLineDash([2 * ratio, 3 * ratio]);
  context.beginPath();
  context.moveTo(left, box.top * ratio);
  context.lineTo(left, (box.top + box.height) * ratio);
  context.stroke();
  context.setLineDash([]);
}
