import { withLegend } from './colors.ts';
import type { SceneShape } from '../scene/scene.ts';
import { lineShape, textShape, type Figure, type FigureTarget } from './figure.ts';
import { alphaOf, type FigureRun, type RunColors } from './figure-points.ts';
import { planeOf, type FigureAxis } from './plane.ts';
import { trendOf, type Trend } from './statistics.ts';

export interface ScatterPoint extends FigureRun {
  readonly x: number;
  readonly y: number;
  /** Radius of its dot, in pixels. */
  readonly radius: number;
  /** What is told of it, after its name. */
  readonly text: readonly string[];
}

export interface ScatterPlot {
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly points: readonly ScatterPoint[];
  readonly legend: RunColors['legend'];
  /** A line through the points, with what is written beside it; null for none. */
  readonly trend: { readonly trend: Trend; readonly text: string } | null;
  readonly selected: ReadonlySet<number> | null;
}

/** A dot for each run, those that stand out last; a line of least squares through them as the axes are drawn. */
export function scatterFigure(plot: ScatterPlot): Figure {
  return (area, look) => {
    const { colorOf, textSize } = look;
    const legend = withLegend(area, look, plot.legend);
    const plane = planeOf(legend.area, look, plot.x, plot.y);
    const targets: readonly FigureTarget[] = plot.points.map(({ run, name, x, y, text }) => ({
      x: plane.left(x),
      y: plane.top(y),
      runs: [run],
      text: [name, ...text],
    }));
    const usual = plot.points.length > 1000 ? 0.55 : 0.9;
    const dots = plot.points.map((point, index): SceneShape => ({
      kind: 'dot',
      x: targets[index]?.x ?? 0,
      y: targets[index]?.y ?? 0,
      radius: point.radius,
      color: colorOf(point.color),
      alpha: alphaOf(point.run, plot.selected, usual),
      inside: false,
    }));
    const shapes: SceneShape[] = [...legend.shapes, ...plane.shapes];
    const isChosen = (index: number): boolean => plot.selected?.has(plot.points[index]?.run ?? 0) ?? false;
    shapes.push(...dots.filter((_, index) => !isChosen(index)));
    if (plot.trend !== null) {
      const { trend, text } = plot.trend;
      const ends = [plot.x.range.from, plot.x.range.to].flatMap((x) => [
        plane.left(x),
        plane.top(trendAt(trend, x, plot.x.log, plot.y.log)),
      ]);
      shapes.push(lineShape([ends], colorOf('--text-muted'), 1.2, { dash: [5, 4], inside: true }));
      shapes.push(
        textShape(text, plane.plot.left + plane.plot.width, legend.area.top + 0.9 * textSize, {
          size: textSize,
          color: colorOf('--text-muted'),
          anchor: 'end',
        }),
      );
    }
    shapes.push(...dots.filter((_, index) => isChosen(index)));
    return { shapes, targets, brushes: [{ id: 'plane', box: plane.plot, kind: 'box' }], plot: plane.plot };
  };
}

/** A trend through points as they are drawn: of logarithms where an axis is logarithmic. */
export function trendOfPoints(
  points: readonly { readonly x: number; readonly y: number }[],
  logX: boolean,
  logY: boolean,
): Trend | null {
  return trendOf(
    points.map(({ x }) => (logX ? Math.log(x) : x)),
    points.map(({ y }) => (logY ? Math.log(y) : y)),
  );
}

function trendAt({ slope, intercept }: Trend, x: number, logX: boolean, logY: boolean): number {
  const y = intercept + slope * (logX ? Math.log(x) : x);
  return logY ? Math.exp(y) : y;
}
