import type { Report, Trial } from '#contract/sweep.ts';
import { lossOf } from '../loss.ts';
import type { PrunerInput } from './pruner.ts';

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
