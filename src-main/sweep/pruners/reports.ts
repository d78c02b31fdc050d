import type { Report, Trial } from '#contract/sweep.ts';
import type { PrunerInput } from './pruner.ts';

/** A value as something to be made small; what is no number is worse than all else. */
export function lossOf(value: number, { direction }: PrunerInput): number {
  if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  return direction === 'minimise' ? value : -value;
}

/** The other way round. */
export function valueOf(loss: number, { direction }: PrunerInput): number {
  return direction === 'minimise' ? loss : -loss;
}

/** Best loss among the reports up to a step; Infinity where there is none. */
export function bestLoss(reports: readonly Report[], step: number, objective: PrunerInput): number {
  let best = Number.POSITIVE_INFINITY;
  for (const report of reports) {
    if (report.step > step) break;
    best = Math.min(best, lossOf(report.value, objective));
  }
  return best;
}

/** The latest report at or before a step. */
export function reportAt(reports: readonly Report[], step: number): Report | undefined {
  return reports.findLast((report) => report.step <= step);
}

/** Trials that count: not those that a user took out. */
export function counting(trials: readonly Trial[]): readonly Trial[] {
  return trials.filter(({ excluded }) => excluded !== true);
}

/** As it is told to people: four digits tell two values apart. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
