import { axisScale } from '../axis-scale.ts';
import type { SceneShape } from '../scene/scene.ts';
import { withLegend } from './colors.ts';
import {
  boxOutline,
  fittedText,
  groundedText,
  lineShape,
  textShape,
  type Figure,
  type FigureBrush,
  type FigureTarget,
} from './figure.ts';
import type { FigureRun, RunColors } from './figure-points.ts';
import { axisMarks, type FigureAxis } from './plane.ts';

export interface ParallelAxis extends FigureAxis {
  readonly id: string;
  /** Whether its low end is above. */
  readonly flipped: boolean;
  /** The part that is brushed, in shares from below; null for none. */
  readonly part: readonly [number, number] | null;
}

export interface ParallelPlot {
  /** From left to right. */
  readonly axes: readonly ParallelAxis[];
  /** The best last, so that they lie above. */
  readonly runs: readonly (FigureRun & {
    readonly values: readonly number[];
    readonly text: readonly string[];
  })[];
  readonly legend: RunColors['legend'];
  readonly selected: ReadonlySet<number> | null;
}

/** An upright axis for each value, and a line through the values of each run; brushes on axes choose lines. */
export function parallelFigure(plot: ParallelPlot): Figure {
  return (area, look) => {
    const { textSize, colorOf } = look;
    const legend = withLegend(area, look, plot.legend);
    const count = plot.axes.length;
    const top = legend.area.top + 2.4 * textSize;
    const height = Math.max(20, legend.area.height - 4 * textSize);
    const side = Math.min(7 * textSize, legend.area.width / (2 * count));
    const left = (index: number): number =>
      legend.area.left +
      (count < 2 ? legend.area.width / 2 : side + (index / (count - 1)) * (legend.area.width - 2 * side));
    const apart = count < 2 ? legend.area.width : left(1) - left(0);
    const scales = plot.axes.map(({ range, log }) => axisScale(range, log));
    const at = (axis: number, value: number): number =>
      top + (1 - shareOn(plot.axes[axis], scales[axis]?.toShare(value) ?? 0)) * height;
    const paths = plot.runs.map(({ values }) => piecesOf(values, left, at));
    const shapes: SceneShape[] = [...legend.shapes, ...linesByColor(plot, paths, colorOf)];
    const brushes: FigureBrush[] = [];
    for (const [index, axis] of plot.axes.entries()) {
      const x = left(index);
      const name = fittedText(axis.label, apart - textSize, look);
      shapes.push(lineShape([[x, top, x, top + height]], colorOf('--text-muted'), 1.3));
      shapes.push(
        textShape(name, x, top - 1.1 * textSize, {
          size: textSize,
          color: colorOf('--text'),
          bold: true,
          anchor: 'middle',
        }),
      );
      const marks = axisMarks(axis, height, 1.6 * textSize, 4.5 * textSize);
      for (const [place, value] of marks.values.entries()) {
        const y = at(index, value);
        shapes.push(lineShape([[x - 3, y, x + 3, y]], colorOf('--text-muted'), 1));
        const text = fittedText(marks.texts[place] ?? '', apart - 14, look);
        const label = { size: textSize, color: colorOf('--text-muted') };
        shapes.push(...groundedText(text, x + 6, y + 0.35 * textSize, label, look));
      }
      const box = { left: x - 12, top, width: 24, height };
      if (axis.part !== null) {
        const [low, high] = axis.part;
        const part = {
          left: x - 6,
          top: top + (1 - high) * height,
          width: 12,
          height: (high - low) * height,
        };
        const color = colorOf('--accent');
        shapes.push({ kind: 'area', outline: boxOutline(part), color, alpha: 0.35, inside: false });
      }
      brushes.push({ id: axis.id, box, kind: 'up' });
    }
    const targets: readonly FigureTarget[] = plot.runs.flatMap(({ run, name, text, values }) =>
      values.flatMap((value, index) =>
        Number.isFinite(value)
          ? [{ x: left(index), y: at(index, value), runs: [run], text: [name, ...text] }]
          : [],
      ),
    );
    return { shapes, targets, brushes, plot: legend.area };
  };
}

/** Runs that go through the brushed part of every axis; null where none is brushed. */
export function runsThrough({ axes, runs }: Pick<ParallelPlot, 'axes' | 'runs'>): readonly number[] | null {
  if (axes.every(({ part }) => part === null)) return null;
  const scales = axes.map(({ range, log }) => axisScale(range, log));
  return runs
    .filter(({ values }) =>
      axes.every((axis, index) => {
        if (axis.part === null) return true;
        const value = values[index] ?? Number.NaN;
        if (!Number.isFinite(value)) return false;
        const share = shareOn(axis, scales[index]?.toShare(value) ?? 0);
        return share >= axis.part[0] && share <= axis.part[1];
      }),
    )
    .map(({ run }) => run);
}

function shareOn(axis: ParallelAxis | undefined, share: number): number {
  return axis?.flipped === true ? 1 - share : share;
}

/** Unbroken where a run has values on axes side by side. */
function piecesOf(
  values: readonly number[],
  left: (index: number) => number,
  at: (axis: number, value: number) => number,
): readonly (readonly number[])[] {
  const pieces: number[][] = [[]];
  for (const [index, value] of values.entries()) {
    if (Number.isFinite(value)) pieces.at(-1)?.push(left(index), at(index, value));
    else pieces.push([]);
  }
  return pieces.filter((piece) => piece.length >= 4);
}

/** One path for all lines of a colour; those that are chosen above all others. */
function linesByColor(
  { runs, selected }: ParallelPlot,
  paths: readonly (readonly (readonly number[])[])[],
  colorOf: (variable: `--${string}`) => string,
): readonly SceneShape[] {
  const groups = new Map<string, { color: `--${string}`; out: boolean; pieces: (readonly number[])[] }>();
  for (const [index, { run, color }] of runs.entries()) {
    const out = selected !== null && !selected.has(run);
    const key = `${out ? 'out' : 'in'} ${color}`;
    const group = groups.get(key) ?? { color, out, pieces: [] };
    group.pieces.push(...(paths[index] ?? []));
    groups.set(key, group);
  }
  const all = [...groups.values()].sort((a, b) => Number(b.out) - Number(a.out));
  const many = runs.length > 300;
  return all.map(({ color, out, pieces }) =>
    lineShape(pieces, colorOf(color), many ? 1 : 1.4, { alpha: out ? 0.06 : many ? 0.6 : 0.85 }),
  );
}
