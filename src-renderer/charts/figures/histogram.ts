import type { SceneShape } from '../scene/scene.ts';
import { withLegend, type FigureLegend } from './colors.ts';
import { boxOutline, type Figure, type FigureTarget } from './figure.ts';
import { planeOf, type FigureAxis } from './plane.ts';

/** A bin with what lies in it. */
export interface FigureBin {
  readonly from: number;
  readonly to: number;
  /** Parts of it by colour, from below. */
  readonly parts: readonly { readonly color: `--${string}`; readonly runs: readonly number[] }[];
  readonly text: readonly string[];
}

export interface HistogramPlot {
  readonly axis: FigureAxis;
  readonly countLabel: string;
  readonly bins: readonly FigureBin[];
  readonly legend: FigureLegend | null;
  readonly selected: ReadonlySet<number> | null;
}

/** How many runs have values in equal bins; those of different colours stand on one another. */
export function histogramFigure(plot: HistogramPlot): Figure {
  const most = Math.max(1, ...plot.bins.map(sizeOf));
  return (area, look) => {
    const { colorOf } = look;
    const legend = withLegend(area, look, plot.legend);
    const y = { label: plot.countLabel, log: false, range: { from: 0, to: most * 1.05 } };
    const plane = planeOf(legend.area, look, plot.axis, y);
    const shapes: SceneShape[] = [...legend.shapes, ...plane.shapes];
    const targets: FigureTarget[] = [];
    for (const bin of plot.bins) {
      const [left, right] = [plane.left(bin.from), plane.left(bin.to)];
      let below = 0;
      for (const { color, runs } of bin.parts) {
        const chosen =
          plot.selected === null ? runs.length : runs.filter((run) => plot.selected?.has(run)).length;
        for (const [count, alpha] of [
          [chosen, 0.85],
          [runs.length - chosen, 0.18],
        ] as const) {
          if (count === 0) continue;
          const [top, bottom] = [plane.top(below + count), plane.top(below)];
          const box = { left: left + 0.5, top, width: Math.max(0.5, right - left - 1), height: bottom - top };
          shapes.push({ kind: 'area', outline: boxOutline(box), color: colorOf(color), alpha, inside: true });
          below += count;
        }
      }
      const top = plane.top(sizeOf(bin));
      const box = { left, top, width: right - left, height: plane.top(0) - top };
      const runs = bin.parts.flatMap((part) => part.runs);
      if (runs.length > 0) targets.push({ x: (left + right) / 2, y: top, box, runs, text: bin.text });
    }
    return { shapes, targets, brushes: [{ id: 'plane', box: plane.plot, kind: 'box' }], plot: plane.plot };
  };
}

function sizeOf({ parts }: FigureBin): number {
  return parts.reduce((sum, { runs }) => sum + runs.length, 0);
}
