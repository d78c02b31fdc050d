import type { Axis } from '../axis.ts';

/** Parts that an axis is cut into at most: the values of a forest's splits lie between them. */
const mostBins = 16;

/** An axis in a few parts: choices one by one (many of them taken together in order), numbers in equal stretches. */
export interface BinnedAxis {
  readonly bins: number;
  readonly unordered: boolean;
  /** Share of the axis that each bin takes. */
  readonly widths: Float64Array;
  binOf(unit: number): number;
}

export function binnedAxis(axis: Axis): BinnedAxis {
  const bins = Math.min(axis.count, mostBins);
  const perValue = axis.count <= mostBins;
  const widths = Float64Array.from({ length: bins }, (_, bin) =>
    perValue ? axis.edge(bin + 1) - axis.edge(bin) : 1 / bins,
  );
  return {
    bins,
    unordered: axis.kind === 'unordered',
    widths,
    binOf: (unit) =>
      perValue && axis.kind !== 'unordered'
        ? Math.max(0, axis.indexOf(axis.valueAt(unit)))
        : Math.min(bins - 1, Math.floor(unit * bins)),
  };
}
