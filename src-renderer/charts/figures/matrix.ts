import { axisScale } from '../axis-scale.ts';
import { axisMarks } from './plane.ts';
import type { SceneShape } from '../scene/scene.ts';
import { withLegend } from './colors.ts';
import {
  boxOutline,
  fittedText,
  groundedText,
  lineShape,
  textShape,
  type Figure,
  type FigureArea,
  type FigureBrush,
  type FigureTarget,
} from './figure.ts';
import { alphaOf, type FigureRun, type RunColors } from './figure-points.ts';
import type { FigureAxis } from './plane.ts';
import { trendOfPoints } from './scatter.ts';
import { countsIn } from './statistics.ts';

export interface MatrixPlot {
  /** Two to five. */
  readonly axes: readonly FigureAxis[];
  readonly runs: readonly (FigureRun & {
    /** By axis; NaN where it has none that can be drawn. */
    readonly values: readonly number[];
    readonly text: readonly string[];
  })[];
  readonly legend: RunColors['legend'];
  readonly selected: ReadonlySet<number> | null;
}

export const mostMatrixAxes = 5;
const diagonalBins = 16;

/** Every pair of values as a small scatter chart, each value's distribution on the diagonal, and r above it. */
export function matrixFigure(plot: MatrixPlot): Figure {
  return (area, look) => {
    const { textSize, colorOf } = look;
    const legend = withLegend(area, look, plot.legend);
    const count = plot.axes.length;
    const [gutter, foot] = [4.2 * textSize, 3.2 * textSize];
    const gap = 6;
    const wide = (legend.area.width - gutter - gap * (count - 1)) / count;
    const high = (legend.area.height - foot - gap * (count - 1)) / count;
    const cell = (row: number, column: number): FigureArea => ({
      left: legend.area.left + gutter + column * (wide + gap),
      top: legend.area.top + row * (high + gap),
      width: Math.max(4, wide),
      height: Math.max(4, high),
    });
    const scales = plot.axes.map(({ range, log }) => axisScale(range, log));
    const place = (axis: number, value: number): number => scales[axis]?.toShare(value) ?? 0;
    const shapes: SceneShape[] = [...legend.shapes];
    const targets: FigureTarget[] = [];
    const brushes: FigureBrush[] = [];
    const label = { size: 0.9 * textSize, color: colorOf('--chart-label') };
    for (const [row, yAxis] of plot.axes.entries()) {
      for (const [column, xAxis] of plot.axes.entries()) {
        const box = cell(row, column);
        const outline = boxOutline(box);
        shapes.push(lineShape([[...outline, ...outline.slice(0, 2)]], colorOf('--chart-grid'), 1));
        if (row === column) {
          shapes.push(...distribution(plot, column, box, colorOf('--chart-axis'), place));
          shapes.push(
            textShape(fittedText(xAxis.label, box.width - 8, look), box.left + 5, box.top + 1.2 * textSize, {
              size: textSize,
              color: colorOf('--text'),
              bold: true,
            }),
          );
          continue;
        }
        const pairs = plot.runs.flatMap((run) => {
          const [x = Number.NaN, y = Number.NaN] = [run.values[column], run.values[row]];
          return Number.isFinite(x) && Number.isFinite(y) ? [{ run, x, y }] : [];
        });
        for (const { run, x, y } of pairs) {
          const at = {
            x: box.left + place(column, x) * box.width,
            y: box.top + (1 - place(row, y)) * box.height,
          };
          const alpha = alphaOf(run.run, plot.selected, plot.runs.length > 500 ? 0.5 : 0.85);
          shapes.push({ kind: 'dot', ...at, radius: 2, color: colorOf(run.color), alpha, inside: false });
          targets.push({ ...at, runs: [run.run], text: [run.name, ...run.text] });
        }
        const trend = trendOfPoints(pairs, xAxis.log, yAxis.log);
        if (row < column && trend !== null) {
          const text = `r ${trend.r.toFixed(2)}`.replace('-', '−');
          const right = box.left + box.width - 4;
          shapes.push(...groundedText(text, right, box.top + textSize, { ...label, anchor: 'end' }, look));
        }
        brushes.push({ id: `${row} ${column}`, box, kind: 'box' });
      }
      shapes.push(...marks(yAxis, cell(row, 0), 'left', textSize, label));
      shapes.push(...marks(yAxis, cell(count - 1, row), 'below', textSize, label));
    }
    return { shapes, targets, brushes, plot: legend.area };
  };
}

function distribution(
  { runs }: MatrixPlot,
  axis: number,
  box: FigureArea,
  color: string,
  place: (axis: number, value: number) => number,
): readonly SceneShape[] {
  const edges = Array.from({ length: diagonalBins + 1 }, (_, index) => index / diagonalBins);
  const shares = runs.flatMap(({ values }) => {
    const value = values[axis] ?? Number.NaN;
    return Number.isFinite(value) ? [place(axis, value)] : [];
  });
  const counts = countsIn(edges, shares);
  const most = Math.max(1, ...counts);
  const room = box.height * 0.7;
  return counts.flatMap((count, index): SceneShape[] =>
    count === 0
      ? []
      : [
          {
            kind: 'area',
            outline: boxOutline({
              left: box.left + (index * box.width) / diagonalBins + 0.5,
              top: box.top + box.height - (count / most) * room,
              width: box.width / diagonalBins - 1,
              height: (count / most) * room,
            }),
            color,
            alpha: 0.7,
            inside: false,
          },
        ],
  );
}

/** Few marks along one side of a cell. */
function marks(
  axis: FigureAxis,
  box: FigureArea,
  side: 'left' | 'below',
  textSize: number,
  label: { readonly size: number; readonly color: string },
): readonly SceneShape[] {
  const scale = axisScale(axis.range, axis.log);
  const length = side === 'left' ? box.height : box.width;
  const { values, texts } = axisMarks(
    axis,
    length,
    5 * textSize,
    side === 'left' ? 3 * textSize : 5 * textSize,
  );
  let free = Number.NEGATIVE_INFINITY;
  return values.flatMap((value, index): SceneShape[] => {
    const share = scale.toShare(value);
    const text = (texts[index] ?? '').slice(0, 9);
    // One that would touch the one before it is left out.
    const room = side === 'left' ? 1.2 * textSize : 0.6 * textSize * (text.length + 1);
    if (share * length - room / 2 < free) return [];
    free = share * length + room / 2;
    if (side === 'left') {
      const y = box.top + (1 - share) * box.height + 0.3 * textSize;
      return [textShape(text, box.left - 4, y, { ...label, anchor: 'end' })];
    }
    const anchor = share < 0.1 ? 'start' : share > 0.9 ? 'end' : 'middle';
    const below = box.top + box.height + 1.3 * textSize;
    return [textShape(text, box.left + share * box.width, below, { ...label, anchor })];
  });
}
