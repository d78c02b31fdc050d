import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';
import type { ChartFrame } from './chart-frame.ts';
import { placeOn } from './axis-scale.ts';
import { bandPieces } from './band.ts';
import type { Axes } from './drawn-line.ts';
import { columnPath, rawPath, type LinePath } from './line-path.ts';
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
/**
 * With more points than this, lines are one device pixel wide: so many cover each other, and where no GPU helps a
 * canvas draws such lines twenty times as fast as wider ones.
 */
const densePoints = 60_000;
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
  const colors = new Map<string, string>();
  const colorOf = (variable: `--${string}`): string => {
    const known = colors.get(variable) ?? chartColor(element, variable);
    colors.set(variable, known);
    return known;
  };
  const order = answer.lines
    .map((line, index) => ({ line, index, style: styleOf(line) }))
    .sort((a, b) => weight(a) - weight(b));
  const smoothed = answer.lines.some((line) => line.smoothed !== undefined);
  const raw = order.map((entry) => ({ ...entry, path: rawPath(answer.x, entry.line, axes, frame.view) }));
  const isDense = raw.reduce((sum, { path }) => sum + path.pointCount, 0) > densePoints;
  for (const { line, index, style } of order) {
    paintBand(frame, context, answer.x, line, axes, {
      color: colorOf(style.color),
      alpha: bandAlpha * stepsBack(emphasis, index),
    });
  }
  // What is behind first: all raw lines, then the smoothed ones.
  for (const { index, style, path } of raw) {
    const alpha = (style.faint === true || smoothed ? faintest : 1) * stepsBack(emphasis, index);
    const edge = style.above === true && !smoothed ? colorOf('--bg-raised') : null;
    const thin = isDense && index !== emphasis && style.above !== true;
    paintLine(frame, context, path, style, {
      color: colorOf(style.color),
      alpha,
      dots: !smoothed,
      edge,
      thin,
    });
  }
  for (const { line, index, style } of order) {
    if (line.smoothed === undefined) continue;
    const path = columnPath(answer.x, line.smoothed, line.nonFinite, axes, frame.view);
    const alpha = stepsBack(emphasis, index);
    const strong = { ...style, width: (style.width ?? 1.5) + 0.4 };
    const thin = isDense && index !== emphasis && style.above !== true;
    paintLine(frame, context, path, strong, {
      color: colorOf(style.color),
      alpha,
      dots: true,
      edge: null,
      thin,
    });
  }
  for (const { line } of order) if (line.nonFinite.length > 0) paintNonFinite(frame, context, element, line);
}

const bandAlpha = 0.16;

/** The area between low and high of a line that stands for several runs. */
function paintBand(
  frame: ChartFrame,
  context: CanvasRenderingContext2D,
  grid: Float64Array,
  line: SeriesLine,
  axes: Axes,
  { color, alpha }: Pick<Ink, 'color' | 'alpha'>,
): void {
  const pieces = bandPieces(grid, line, axes);
  if (pieces.length === 0) return;
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.beginPath();
  for (const { x, low, high } of pieces) {
    for (const [index, at] of x.entries()) {
      const [left, top] = [placeOn(frame.view.x, at), placeOn(frame.view.y, high[index] ?? 0)];
      if (index === 0) context.moveTo(left, top);
      else context.lineTo(left, top);
    }
    for (let index = x.length - 1; index >= 0; index--) {
      context.lineTo(placeOn(frame.view.x, x[index] ?? 0), placeOn(frame.view.y, low[index] ?? 0));
    }
    context.closePath();
  }
  context.fill();
  context.globalAlpha = 1;
}

function stepsBack(emphasis: number | null, index: number): number {
  return emphasis === null || emphasis === index ? 1 : 0.3;
}

interface Ink {
  readonly color: string;
  readonly alpha: number;
  /** Whether few points get a dot each. */
  readonly dots: boolean;
  /** Colour of what sets the line off from those below it; null for none. */
  readonly edge: string | null;
  /** One device pixel wide, whatever the style says. */
  readonly thin: boolean;
}

function paintLine(
  frame: ChartFrame,
  context: CanvasRenderingContext2D,
  { path, pointCount, alone, dots }: LinePath,
  style: LineStyle,
  { color, alpha, dots: mayHaveDots, edge, thin }: Ink,
): void {
  const { ratio } = frame;
  const width = thin ? 1 : (style.width ?? 1.5) * ratio;
  const pixels = frame.box.width;
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  // Between points as near as that a rounded corner cannot be seen, and costs a third of the drawing.
  context.lineJoin = pointCount * 2 > pixels * ratio ? 'bevel' : 'round';
  context.lineCap = style.dash === null && !thin ? 'round' : 'butt';
  if (edge !== null) {
    context.strokeStyle = edge;
    context.lineWidth = width + 2 * edgeWidth * ratio;
    context.stroke(path);
    context.strokeStyle = color;
  }
  context.lineWidth = width;
  context.setLineDash((style.dash ?? []).map((length) => length * ratio));
  context.stroke(path);
  context.setLineDash([]);
  const sparse = mayHaveDots && pointCount > 0 && pixels / pointCount >= pixelsPerDot && dots.length > 0;
  const marked = sparse ? dots : alone;
  for (let index = 0; index < marked.length; index += 2) {
    context.beginPath();
    context.arc(marked[index] ?? 0, marked[index + 1] ?? 0, (sparse ? 2.2 : 2.6) * ratio, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** A cross on the x axis for NaN, an arrow at the top or bottom for infinities; never more than one of a kind in six pixels. */
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
  const before = {
    nan: Number.NEGATIVE_INFINITY,
    inf: Number.NEGATIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  };
  for (const { x, kind } of line.nonFinite) {
    const left = frame.toCanvasX(x);
    if (left - before[kind] < 6 * ratio) continue;
    before[kind] = left;
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
