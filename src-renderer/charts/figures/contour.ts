import { formatNumber } from '../../format/number.ts';
import { axisScale } from '../axis-scale.ts';
import { linearTicks, logTicks } from '../ticks.ts';
import type { SceneShape } from '../scene/scene.ts';
import { scaleColors, scaleVariable, shareOf, withLegend } from './colors.ts';
import { lineShape, type Figure } from './figure.ts';
import { planeOf, type FigureAxis } from './plane.ts';
import { surfaceBands, surfaceOf } from './surface.ts';

/** What was measured at a place. */
export interface ContourPoint {
  readonly run: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export interface ContourPlot {
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly valueLabel: string;
  readonly logValue: boolean;
  /** All finite, and above zero where their axis is logarithmic. */
  readonly points: readonly ContourPoint[];
  /** Those that stand out; null for all alike. */
  readonly selected: ReadonlySet<number> | null;
}

/**
 * Two numbers of runs against a third: bands of the surface through all points, which is linear between them along the
 * axes as they are drawn, and the points themselves. On a logarithmic scale it is the logarithm that is linear.
 */
export function contourFigure(plot: ContourPlot): Figure {
  const scale = scaleOf(plot);
  const [xScale, yScale] = [axisScale(plot.x.range, plot.x.log), axisScale(plot.y.range, plot.y.log)];
  const surface = surfaceOf(
    plot.points.map(({ x, y, value }) => ({
      x: xScale.toShare(x),
      y: yScale.toShare(y),
      value: plot.logValue ? Math.log(value) : value,
    })),
  );
  const levels = contourLevels(scale.low, scale.high, plot.logValue);
  const bands = surfaceBands(surface, plot.logValue ? levels.map(Math.log) : levels);
  return (area, look) => {
    const { colorOf } = look;
    const legend = withLegend(area, look, { kind: 'scale', label: plot.valueLabel, ...scale });
    const plane = planeOf(legend.area, look, plot.x, plot.y);
    const place = (outline: readonly number[]): readonly number[] =>
      outline.map((share, index) =>
        index % 2 === 0
          ? plane.plot.left + share * plane.plot.width
          : plane.plot.top + (1 - share) * plane.plot.height,
      );
    const colorAt = (level: number): string => colorOf(scaleVariable(shareOf(level, scale)));
    const shapes: SceneShape[] = [...legend.shapes, ...plane.shapes];
    for (const [index, { outlines }] of bands.entries()) {
      // The colour of a band is that of its middle.
      const [from = scale.low, to = scale.high] = [levels[index], levels[index + 1]];
      const middle = plot.logValue ? Math.sqrt(from * to) : (from + to) / 2;
      const color = colorAt(middle);
      if (outlines.length > 0)
        shapes.push({ kind: 'areas', outlines: outlines.map(place), color, alpha: 1, inside: true });
    }
    for (const { lines } of bands.slice(1)) {
      const pieces = lines.map(place);
      if (pieces.length > 0)
        shapes.push(lineShape(pieces, colorOf('--bg-raised'), 0.8, { alpha: 0.55, inside: true }));
    }
    const targets = plot.points.map((point) => ({
      x: plane.left(point.x),
      y: plane.top(point.y),
      runs: [point.run],
      text: [
        point.name,
        `${plot.x.label}: ${nameAt(plot.x, point.x)}`,
        `${plot.y.label}: ${nameAt(plot.y, point.y)}`,
        `${plot.valueLabel}: ${formatNumber(point.value)}`,
      ],
    }));
    for (const [index, { x, y }] of targets.entries()) {
      const point = plot.points[index];
      if (point === undefined) continue;
      const isOut = plot.selected !== null && !plot.selected.has(point.run);
      const dot = { kind: 'dot', x, y, alpha: isOut ? 0.25 : 1, inside: false } as const;
      shapes.push({ ...dot, radius: 4, color: colorOf('--bg-raised') });
      shapes.push({ ...dot, radius: 3, color: colorAt(point.value) });
    }
    return { shapes, targets, brushes: [{ id: 'plane', box: plane.plot, kind: 'box' }], plot: plane.plot };
  };
}

interface ContourScale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

function scaleOf({ points, logValue }: ContourPlot): ContourScale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of points) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > high ? { low: 0, high: 1, log: false } : { low, high, log: logValue };
}

/** The lowest value, and round ones above it: at most one for every colour. */
export function contourLevels(low: number, high: number, log: boolean): readonly number[] {
  if (!(high > low)) return [low];
  const ticks = (log ? logTicks : linearTicks)(low, high, scaleColors - 1);
  return [low, ...ticks.filter((tick) => tick > low && tick < high)];
}

function nameAt({ names }: FigureAxis, value: number): string {
  return names?.[value] ?? formatNumber(value);
}
