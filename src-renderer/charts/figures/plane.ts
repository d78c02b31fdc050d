import { axisScale } from '../axis-scale.ts';
import type { AxisKind, XRange } from '../line-style.ts';
import type { SceneShape } from '../scene/scene.ts';
import { formatTicks, formatXTicks, linearTicks, logTicks, xTicks } from '../ticks.ts';
import { fittedText, lineShape, textShape, type FigureArea, type FigureLook } from './figure.ts';

/** An axis of a figure: of numbers, or of names at the places 0, 1, 2 … */
export interface FigureAxis {
  readonly label: string;
  readonly range: XRange;
  readonly log: boolean;
  /** How its numbers are written; plain when left out. */
  readonly kind?: AxisKind;
  readonly names?: readonly string[];
}

/** Axes drawn around a plot, and where values stand in it. */
export interface Plane {
  readonly plot: FigureArea;
  readonly shapes: readonly SceneShape[];
  readonly left: (value: number) => number;
  readonly top: (value: number) => number;
}

/** Lays two axes out in an area: the labels of the upright one take what they need, up to a third of the width. */
export function planeOf(area: FigureArea, look: FigureLook, x: FigureAxis, y: FigureAxis): Plane {
  const { textSize, colorOf, measure } = look;
  const bottom = 3.3 * textSize;
  const top = 1.6 * textSize;
  const height = Math.max(20, area.height - bottom - top);
  const marksY = axisMarks(y, height, 1.4 * textSize, 4 * textSize);
  const widest = Math.max(0, ...marksY.texts.map((text) => measure(text, textSize, false)));
  const gutter = Math.min(widest, area.width / 3) + 1.2 * textSize;
  const plot = {
    left: area.left + gutter,
    top: area.top + top,
    width: Math.max(20, area.width - gutter - textSize),
    height,
  };
  const [xScale, yScale] = [axisScale(x.range, x.log), axisScale(y.range, y.log)];
  const left = (value: number): number => plot.left + xScale.toShare(value) * plot.width;
  const above = (value: number): number => plot.top + (1 - yScale.toShare(value)) * plot.height;
  const label = { size: textSize, color: colorOf('--chart-label') };
  const name = { size: textSize, color: colorOf('--text-muted') };
  const floor = plot.top + plot.height;
  const shapes: SceneShape[] = [];
  for (const [index, value] of marksY.values.entries()) {
    const at = above(value);
    if (y.names === undefined)
      shapes.push(lineShape([[plot.left, at, plot.left + plot.width, at]], colorOf('--chart-grid'), 1));
    shapes.push(
      textShape(
        fittedText(marksY.texts[index] ?? '', area.width / 3, look),
        plot.left - 0.6 * textSize,
        at + 0.35 * textSize,
        { ...label, anchor: 'end' },
      ),
    );
  }
  const marksX = axisMarks(x, plot.width, 5 * textSize, 6 * textSize);
  const room = plot.width / Math.max(1, marksX.values.length);
  shapes.push(lineShape([[plot.left, floor, plot.left + plot.width, floor]], colorOf('--chart-axis'), 1));
  let free = Number.NEGATIVE_INFINITY;
  for (const [index, value] of marksX.values.entries()) {
    const at = left(value);
    if (x.names === undefined)
      shapes.push(lineShape([[at, plot.top, at, floor]], colorOf('--chart-grid'), 1));
    shapes.push(lineShape([[at, floor, at, floor + 4]], colorOf('--chart-axis'), 1));
    const text =
      x.names === undefined ? (marksX.texts[index] ?? '') : fittedText(marksX.texts[index] ?? '', room, look);
    const half = measure(text, textSize, false) / 2;
    // One that would touch the one before it is left out.
    if (at - half < free) continue;
    free = at + half + 0.4 * textSize;
    shapes.push(textShape(text, at, floor + 1.5 * textSize, { ...label, anchor: 'middle' }));
  }
  shapes.push(
    textShape(fittedText(x.label, plot.width, look), plot.left + plot.width, floor + 2.9 * textSize, {
      ...name,
      anchor: 'end',
    }),
    textShape(fittedText(y.label, area.width, look), area.left, area.top + 0.9 * textSize, name),
  );
  return { plot, shapes, left, top: above };
}

/** Marks of an axis so many pixels long, at least `apart` from one another; names of which every so many stand. */
export function axisMarks(
  { range, log, kind, names }: FigureAxis,
  length: number,
  nameApart: number,
  apart: number,
): { readonly values: readonly number[]; readonly texts: readonly string[] } {
  if (names !== undefined) {
    const every = Math.max(1, Math.ceil((names.length * nameApart) / Math.max(1, length)));
    const values = [...names.keys()].filter((place) => place % every === 0);
    return { values, texts: values.map((place) => names[place] ?? '') };
  }
  const most = Math.max(2, Math.floor(length / apart));
  if (kind !== undefined) {
    const values = xTicks(kind, range.from, range.to, length, log, zoneOf(kind, range.from));
    return { values, texts: formatXTicks(kind, values) };
  }
  const values = (log ? logTicks : linearTicks)(range.from, range.to, most);
  return { values, texts: log ? values.flatMap((value) => formatTicks([value])) : formatTicks(values) };
}

function zoneOf(kind: AxisKind, from: number): number {
  return kind === 'time' ? -new Date(from).getTimezoneOffset() : 0;
}
