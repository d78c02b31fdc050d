import { formatNumber } from '../../format/number.ts';
import { scaleVariable, shareOf, type FigureLegend } from './colors.ts';

/** A run as figures draw it. */
export interface FigureRun {
  readonly run: number;
  readonly name: string;
  readonly color: `--${string}`;
}

/** What colours runs, and what the colours mean. */
export interface RunColors {
  readonly legend: FigureLegend | null;
  /** By the place of a run among all. */
  readonly colors: readonly `--${string}`[];
}

/** Colours by a number of each run, from low to high; those without one are grey. */
export function colorsByNumber(
  label: string,
  values: readonly number[],
  log: boolean,
  format: (value: number) => string = formatNumber,
): RunColors {
  const fits = (value: number): boolean => Number.isFinite(value) && (!log || value > 0);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!fits(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = { low, high, log };
  return {
    legend: low > high ? null : { kind: 'scale', label, format, ...scale },
    colors: values.map((value) => (fits(value) ? scaleVariable(shareOf(value, scale)) : '--chart-axis')),
  };
}

/** How strongly something is drawn while others may be chosen. */
export function alphaOf(run: number, selected: ReadonlySet<number> | null, usual: number): number {
  if (selected === null) return usual;
  return selected.has(run) ? 1 : Math.min(usual, 0.12);
}
