import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { XKind, XRange } from './line-style.ts';
import { chartColor } from './theme.ts';
import { formatTicks, formatXTicks, linearTicks, logTicks, xTicks } from './ticks.ts';

/** Where the plot lies within the chart, in CSS pixels. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameOptions {
  readonly kind: XKind;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Draws the lines, clipped to the plot, in canvas pixels. */
  readonly paint: (frame: ChartFrame, context: CanvasRenderingContext2D) => void;
}

const fontSize = 11;
/** The same in every chart, so that plots above each other line up. */
const yAxisWidth = 58;
const xAxisHeight = 26;

/** Canvas, axes and scales of a chart: uPlot without its own lines, cursor and legend. */
export class ChartFrame {
  #plot: uPlot;

  constructor(target: HTMLElement, { kind, logX, logY, paint }: FrameOptions) {
    const font = `${fontSize}px ${getComputedStyle(target).fontFamily}`;
    const label = (): string => chartColor(target, '--chart-label');
    const grid = { stroke: () => chartColor(target, '--chart-grid'), width: 1 };
    this.#plot = new uPlot(
      {
        width: Math.max(80, target.clientWidth),
        height: Math.max(60, target.clientHeight),
        legend: { show: false },
        cursor: { show: false },
        // On the right, half of the last label of the x axis.
        padding: [8, 22, 0, 0],
        scales: { x: { time: false, distr: logX ? 3 : 1 }, y: { distr: logY ? 3 : 1 } },
        series: [{}, { paths: () => null, points: { show: false } }],
        axes: [
          {
            font,
            stroke: label,
            size: xAxisHeight,
            gap: 5,
            grid: { show: false },
            ticks: { stroke: () => chartColor(target, '--chart-axis'), size: 4, width: 1 },
            border: { show: true, stroke: () => chartColor(target, '--chart-axis'), width: 1 },
            splits: (plot, _axis, low, high) =>
              writable(xTicks(kind, low, high, plot.width, logX, -new Date(low).getTimezoneOffset())),
            values: (_plot, splits) => writable(formatXTicks(kind, splits)),
            filter: (_plot, splits) => splits,
          },
          {
            font,
            stroke: label,
            size: yAxisWidth,
            gap: 6,
            grid,
            ticks: { show: false },
            splits: (plot, _axis, low, high) => {
              const most = Math.max(2, Math.floor(plot.height / 34));
              return writable(logY ? logTicks(low, high, most) : linearTicks(low, high, most));
            },
            values: (_plot, splits) =>
              writable(logY ? splits.flatMap((tick) => formatTicks([tick])) : formatTicks(splits)),
            filter: (_plot, splits) => splits,
          },
        ],
        hooks: {
          draw: [
            (plot) => {
              const { left, top, width, height } = plot.bbox;
              plot.ctx.save();
              plot.ctx.beginPath();
              // A line along the edge keeps its width.
              plot.ctx.rect(left - 4, top - 4, width + 8, height + 6);
              plot.ctx.clip();
              paint(this, plot.ctx);
              plot.ctx.restore();
            },
          ],
        },
      },
      [[], []],
      target,
    );
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }
  /** Canvas pixels per CSS pixel. */
  get ratio(): number {
    return this.canvas.width / Math.max(1, this.#plot.width);
  }
  get box(): PlotBox {
    const { left, top, width, height } = this.#plot.bbox;
    const ratio = this.ratio;
    return { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio };
  }

  /** Shows these ranges; both have to be above zero on logarithmic axes. */
  show(x: XRange, y: XRange): void {
    this.#plot.batch(() => {
      this.#plot.setData(
        [
          [x.from, x.to],
          [y.from, y.to],
        ],
        false,
      );
      this.#plot.setScale('x', { min: x.from, max: x.to });
      this.#plot.setScale('y', { min: y.from, max: y.to });
    });
    this.redraw();
  }
  resize(width: number, height: number): void {
    this.#plot.setSize({ width: Math.max(80, width), height: Math.max(60, height) });
  }
  redraw(): void {
    this.#plot.redraw(false, true);
  }
  /** Position in canvas pixels. */
  toCanvasX(x: number): number {
    return this.#plot.valToPos(x, 'x', true);
  }
  toCanvasY(y: number): number {
    return this.#plot.valToPos(y, 'y', true);
  }
  /** CSS pixels from the left of the plot, and back. */
  toLeft(x: number): number {
    return this.#plot.valToPos(x, 'x');
  }
  toTop(y: number): number {
    return this.#plot.valToPos(y, 'y');
  }
  toX(left: number): number {
    return this.#plot.posToVal(left, 'x');
  }
  destroy(): void {
    this.#plot.destroy();
  }
}

/** uPlot's types want arrays that may be written to. */
function writable<T>(values: readonly T[]): T[] {
  return [...values];
}
