import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisPlaces, axisScale, type AxisScale } from './axis-scale.ts';
import type { CanvasView } from './line-path.ts';
import type { AxisKind, XRange } from './line-style.ts';
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
  readonly kind: AxisKind;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Draws the lines, clipped to the plot, in canvas pixels. */
  readonly paint: (frame: ChartFrame, context: CanvasRenderingContext2D) => void;
}

const fontSize = 11;
/** The same in every chart, so that plots above each other line up. */
const yAxisWidth = 58;
const xAxisHeight = 26;

/**
 * Canvas and axes of a chart: uPlot without its own lines, cursor and legend. Its scales always go from 0 to 1 and
 * ours are before them, since it draws no marks for values of many digits.
 */
export class ChartFrame {
  #plot: uPlot;
  #options: FrameOptions;
  #x: XRange = { from: 0, to: 1 };
  #y: XRange = { from: 0, to: 1 };
  #xScale: AxisScale = axisScale(this.#x, false);
  #yScale: AxisScale = axisScale(this.#y, false);
  #viewKey: readonly number[] = [];
  #view: CanvasView = { x: axisPlaces(this.#x, false, 0, 1), y: axisPlaces(this.#y, false, 0, 1) };

  constructor(target: HTMLElement, options: FrameOptions) {
    this.#options = options;
    const font = `${fontSize}px ${getComputedStyle(target).fontFamily}`;
    const stroke = (): string => chartColor(target, '--chart-label');
    const line = (): string => chartColor(target, '--chart-axis');
    const filter = (_plot: uPlot, splits: number[]): number[] => splits;
    this.#plot = new uPlot(
      {
        width: Math.max(80, target.clientWidth),
        height: Math.max(60, target.clientHeight),
        legend: { show: false },
        cursor: { show: false },
        // On the right, half of the last label of the x axis.
        padding: [8, 22, 0, 0],
        scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
        series: [{}, { paths: () => null, points: { show: false } }],
        axes: [
          {
            font,
            stroke,
            filter,
            size: xAxisHeight,
            gap: 5,
            grid: { show: false },
            ticks: { stroke: line, size: 4, width: 1 },
            border: { show: true, stroke: line, width: 1 },
            splits: () => this.#xTicks().map((tick) => this.#xScale.toShare(tick)),
            values: () => [...formatXTicks(options.kind, this.#xTicks())],
          },
          {
            font,
            stroke,
            filter,
            size: yAxisWidth,
            gap: 6,
            grid: { stroke: () => chartColor(target, '--chart-grid'), width: 1 },
            ticks: { show: false },
            splits: () => this.#yTicks().map((tick) => this.#yScale.toShare(tick)),
            values: () => this.#yLabels(),
          },
        ],
        hooks: { draw: [(plot) => this.#paint(plot)] },
      },
      [
        [0, 1],
        [0, 1],
      ],
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

  /** For many points: the same object as long as ranges and size stay. */
  get view(): CanvasView {
    const { left, top, width, height } = this.#plot.bbox;
    const key = [this.#x.from, this.#x.to, this.#y.from, this.#y.to, left, top, width, height];
    if (!key.every((part, index) => part === this.#viewKey[index])) {
      this.#viewKey = key;
      this.#view = {
        x: axisPlaces(this.#x, this.#options.logX, left, left + width),
        y: axisPlaces(this.#y, this.#options.logY, top + height, top),
      };
    }
    return this.#view;
  }

  /** Shows these ranges; both have to be above zero on logarithmic axes. */
  show(x: XRange, y: XRange): void {
    this.#x = x;
    this.#y = y;
    this.#xScale = axisScale(x, this.#options.logX);
    this.#yScale = axisScale(y, this.#options.logY);
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
    const { left, width } = this.#plot.bbox;
    return left + this.#xScale.toShare(x) * width;
  }
  toCanvasY(y: number): number {
    const { top, height } = this.#plot.bbox;
    return top + (1 - this.#yScale.toShare(y)) * height;
  }
  /** CSS pixels from the left and the top of the plot. */
  toLeft(x: number): number {
    return this.#xScale.toShare(x) * this.box.width;
  }
  toTop(y: number): number {
    return (1 - this.#yScale.toShare(y)) * this.box.height;
  }
  /** The x at CSS pixels from the left of the plot. */
  toX(left: number): number {
    return this.#xScale.toValue(left / Math.max(1, this.box.width));
  }
  destroy(): void {
    this.#plot.destroy();
  }

  #xTicks(): readonly number[] {
    const { kind, logX } = this.#options;
    const { from, to } = this.#x;
    return xTicks(kind, from, to, this.#plot.width, logX, -new Date(from).getTimezoneOffset());
  }
  #yTicks(): readonly number[] {
    const most = Math.max(2, Math.floor(this.#plot.height / 34));
    const ticks = this.#options.logY ? logTicks : linearTicks;
    return ticks(this.#y.from, this.#y.to, most);
  }
  #yLabels(): string[] {
    const ticks = this.#yTicks();
    // Of a logarithmic axis, each is written as its own size asks for.
    return this.#options.logY ? ticks.flatMap((tick) => formatTicks([tick])) : [...formatTicks(ticks)];
  }

  #paint(plot: uPlot): void {
    const { left, top, width, height } = plot.bbox;
    plot.ctx.save();
    plot.ctx.beginPath();
    // A line along the edge keeps its width.
    plot.ctx.rect(left - 4, top - 4, width + 8, height + 6);
    plot.ctx.clip();
    this.#options.paint(this, plot.ctx);
    plot.ctx.restore();
  }
}
