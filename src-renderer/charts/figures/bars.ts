import type { SceneShape } from '../scene/scene.ts';
import { boxOutline, lineShape, type Figure, type FigureTarget } from './figure.ts';
import { alphaOf } from './figure-points.ts';
import { planeOf, type FigureAxis } from './plane.ts';

export interface FigureBar {
  readonly name: string;
  readonly value: number;
  /** How far the error bar goes to both sides; null for none. */
  readonly error: number | null;
  readonly color: `--${string}`;
  readonly runs: readonly number[];
  readonly text: readonly string[];
}

export interface BarsPlot {
  /** Of the values, along the bottom. */
  readonly axis: FigureAxis;
  /** What stands for a bar. */
  readonly label: string;
  /** From top to bottom. */
  readonly bars: readonly FigureBar[];
  readonly selected: ReadonlySet<number> | null;
}

/** A bar from zero for each run or group; on a logarithmic axis from its beginning. */
export function barsFigure(plot: BarsPlot): Figure {
  return (area, look) => {
    const { colorOf } = look;
    const count = plot.bars.length;
    const plane = planeOf(
      area,
      look,
      plot.axis,
      namesAxis(
        plot.label,
        plot.bars.map(({ name }) => name),
      ),
    );
    const { from, to } = plot.axis.range;
    const zero = plot.axis.log ? from : Math.min(to, Math.max(from, 0));
    const high = Math.max(1, (plane.plot.height / Math.max(1, count)) * 0.72);
    const shapes: SceneShape[] = [...plane.shapes];
    const targets: FigureTarget[] = [];
    for (const [index, bar] of plot.bars.entries()) {
      const middle = plane.top(count - 1 - index);
      const [begin, end] = [plane.left(zero), plane.left(bar.value)];
      const box = {
        left: Math.min(begin, end),
        top: middle - high / 2,
        width: Math.max(1, Math.abs(end - begin)),
        height: high,
      };
      const isOut = bar.runs.every((run) => alphaOf(run, plot.selected, 1) < 1);
      shapes.push({
        kind: 'area',
        outline: boxOutline(box),
        color: colorOf(bar.color),
        alpha: isOut ? 0.15 : 0.85,
        inside: true,
      });
      if (bar.error !== null) {
        const tip = Math.min(5, high / 3);
        const ends = [bar.value - bar.error, bar.value + bar.error].map((value) =>
          plane.left(plot.axis.log ? Math.max(from, value) : value),
        );
        const [low = 0, far = 0] = ends;
        shapes.push(
          lineShape(
            [
              [low, middle, far, middle],
              [low, middle - tip, low, middle + tip],
              [far, middle - tip, far, middle + tip],
            ],
            colorOf('--text'),
            1.3,
            { alpha: isOut ? 0.3 : 1, inside: true },
          ),
        );
      }
      targets.push({ x: end, y: middle, box, runs: bar.runs, text: [bar.name, ...bar.text] });
    }
    return { shapes, targets, brushes: [{ id: 'plane', box: plane.plot, kind: 'box' }], plot: plane.plot };
  };
}

/** Names from top to bottom: the first has the highest place. */
export function namesAxis(label: string, names: readonly string[]): FigureAxis {
  return {
    label,
    log: false,
    range: { from: -0.5, to: Math.max(1, names.length) - 0.5 },
    names: names.toReversed(),
  };
}
