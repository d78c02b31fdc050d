import type { XRange } from './line-style.ts';

/** Where values stand along an axis: 0 at its beginning, 1 at its end. */
export interface AxisScale {
  toShare(value: number): number;
  toValue(share: number): number;
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
