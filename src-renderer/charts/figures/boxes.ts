import type { SceneShape } from '../scene/scene.ts';
import { namesAxis } from './bars.ts';
import { boxOutline, lineShape, type Figure, type FigureTarget } from './figure.ts';
import { alphaOf } from './figure-points.ts';
import { planeOf, type FigureAxis } from './plane.ts';
import type { BoxFigures } from './statistics.ts';

export interface FigureBox {
  readonly name: string;
  readonly color: `--${string}`;
  readonly figures: BoxFigures;
  readonly values: readonly { readonly run: number; readonly name: string; readonly value: number }[];
  readonly text: readonly string[];
}

export interface BoxesPlot {
  readonly axis: FigureAxis;
  readonly label: string;
  /** From top to bottom. */
  readonly boxes: readonly FigureBox[];
  readonly selected: ReadonlySet<number> | null;
  /** How a value is written. */
  readonly valueText: (value: number) => string;
}

/** Up to so many values stand as dots in their box; of more, the outliers alone. */
const mostDots = 30;

/** A box for each group: quartiles and median, whiskers, and what lies beyond them as dots. */
export function boxesFigure(plot: BoxesPlot): Figure {
  return (area, look) => {
    const { colorOf } = look;
    const count = plot.boxes.length;
    const plane = planeOf(
      area,
      look,
      plot.axis,
      namesAxis(
        plot.label,
        plot.boxes.map(({ name }) => name),
      ),
    );
    const high = Math.max(2, Math.min(34, (plane.plot.height / Math.max(1, count)) * 0.6));
    const shapes: SceneShape[] = [...plane.shapes];
    const boxes: FigureTarget[] = [];
    const dots: FigureTarget[] = [];
    for (const [index, { name, color, figures, values, text }] of plot.boxes.entries()) {
      const middle = plane.top(count - 1 - index);
      const [low, median, up] = figures.quartiles.map(plane.left);
      const [begin, end] = figures.whiskers.map(plane.left);
      if (low === undefined || median === undefined || up === undefined) continue;
      if (begin === undefined || end === undefined) continue;
      const box = { left: low, top: middle - high / 2, width: Math.max(1, up - low), height: high };
      const isOut = values.every(({ run }) => alphaOf(run, plot.selected, 1) < 1);
      const alpha = isOut ? 0.3 : 1;
      const [head, foot] = [middle - high / 2, middle + high / 2];
      shapes.push(
        { kind: 'area', outline: boxOutline(box), color: colorOf(color), alpha: 0.25 * alpha, inside: true },
        lineShape(
          [
            [low, head, up, head, up, foot, low, foot, low, head],
            [begin, middle, low, middle],
            [up, middle, end, middle],
            [begin, middle - high / 4, begin, middle + high / 4],
            [end, middle - high / 4, end, middle + high / 4],
          ],
          colorOf(color),
          1.3,
          { alpha },
        ),
        lineShape([[median, head, median, foot]], colorOf(color), 2.6, { alpha }),
      );
      boxes.push({
        x: median,
        y: middle,
        box,
        runs: values.map(({ run }) => run),
        text: [name, ...text],
      });
      const [least, most] = figures.whiskers;
      for (const { run, name: runName, value } of values) {
        const isOutlier = value < least || value > most;
        if (!isOutlier && values.length > mostDots) continue;
        const x = plane.left(value);
        shapes.push({
          kind: 'dot',
          x,
          y: middle,
          radius: isOutlier ? 3 : 2,
          color: colorOf(color),
          alpha: alphaOf(run, plot.selected, isOutlier ? 0.9 : 0.55),
          inside: false,
        });
        dots.push({ x, y: middle, runs: [run], text: [runName, plot.valueText(value), name] });
      }
    }
    return {
      shapes,
      targets: [...boxes, ...dots],
      brushes: [{ id: 'plane', box: plane.plot, kind: 'box' }],
      plot: plane.plot,
    };
  };
}
