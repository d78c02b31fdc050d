/**
 * What x of a chart counts: steps, milliseconds since the run started, epoch milliseconds, epochs, rows trained on,
 * watt-hours, or another metric.
 */
export type XKind = 'step' | 'relative' | 'time' | 'epoch' | 'examples' | 'energy' | 'metric';
/** What a horizontal axis may count beside: learning rates, rows of a batch, weights of a model. */
export type AxisKind = XKind | 'rate' | 'size' | 'parameters';

/** How a line is drawn and called. */
export interface LineStyle {
  readonly name: string;
  /** A CSS variable that holds the colour, for example `--series-3`. */
  readonly color: `--${string}`;
  /** Dashes in CSS pixels; null for an unbroken line. */
  readonly dash: readonly number[] | null;
  /** Width in CSS pixels; 1.5 when left out. */
  readonly width?: number;
  /** Drawn behind the others and lighter. */
  readonly faint?: boolean;
  /** Drawn above the others and set off from them, so that it is seen in the midst of their noise. */
  readonly above?: boolean;
}

/** Something that happened at an x, drawn as an upright line. */
export interface ChartMark {
  readonly x: number;
  readonly label: string;
  readonly tone: 'quiet' | 'danger' | 'accent';
  /** Where one goes on from it, and what that is called. */
  readonly href?: string;
  readonly hrefText?: string;
  /** Shows more of it, and what that is called. */
  readonly opens?: { readonly text: string; readonly run: () => void };
}

/** A place on the x axis that can be chosen, such as a checkpoint to branch from. */
export interface ChartPin {
  readonly x: number;
  /** What choosing it does. */
  readonly label: string;
}

/** A part of the x axis, in its units. */
export interface XRange {
  readonly from: number;
  readonly to: number;
}
