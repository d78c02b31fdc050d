import type { XRange } from './line-style.ts';

/** Where values stand along an axis: 0 at its beginning, 1 at its end. */
export interface AxisScale {
  toShare(value: number): number;
  toValue(share: number): number;
}

/** A scale on the canvas, for many values: see `placeOn`. */
export interface AxisPlaces {
  readonly log: boolean;
  readonly low: number;
  readonly factor: number;
  readonly offset: number;
}

/** Places from `begin` to `end` of a canvas; `end` may be the smaller one. The same as `axisScale`, without its calls. */
export function axisPlaces({ from, to }: XRange, log: boolean, begin: number, end: number): AxisPlaces {
  const low = log ? Math.log(from) : from / 2;
  const span = (log ? Math.log(to) : to / 2) - low || 1;
  return { log, low, factor: (end - begin) / span, offset: begin };
}

export function placeOn({ log, low, factor, offset }: AxisPlaces, value: number): number {
  return offset + ((log ? Math.log(value) : value / 2) - low) * factor;
}

/** A scale over a range; a logarithmic one has to lie above zero. Holds for all doubles, however large or close. */
export function axisScale({ from, to }: XRange, log: boolean): AxisScale {
  if (log) {
    const low = Math.log(from);
    const span = Math.log(to) - low || 1;
    return {
      toShare: (value) => (Math.log(value) - low) / span,
      toValue: (share) => Math.exp(low + share * span),
    };
  }
  // Halves, so that the span of the largest doubles is finite.
  const half = to / 2 - from / 2 || 1;
  return {
    toShare: (value) => (value / 2 - from / 2) / half,
    toValue: (share) => from + share * half + share * half,
  };
}
