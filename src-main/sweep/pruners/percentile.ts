import { say } from '#contract/sentence.ts';
import type { PrunerOf, Report } from '#contract/sweep.ts';
import { quantile } from '../../base/quantile.ts';
import { lossOf, valueOf } from '../loss.ts';
import { goOn, type Pruner, type PrunerInput } from './pruner.ts';
import { bestLoss, counting, reportAt, rounded } from './reports.ts';

/**
 * Stops a trial whose best report so far is worse than a percentile of what the finished trials had reported by that
 * step (the stopping rule of Golovin et al., "Google Vizier", KDD 2017, for the median).
 */
export function createPercentilePruner(
  spec: Omit<PrunerOf<'percentile'>, 'kind'>,
  objective: PrunerInput,
): Pruner {
  return {
    nextPromotion: () => null,
    nextRung: () => null,
    decide: (trial, trials) => {
      const last = trial.reports.at(-1);
      if (last === undefined || !isDue(trial.reports, spec)) return goOn;
      const others = counting(trials).filter(
        ({ state, number }) => state === 'complete' && number !== trial.number,
      );
      if (others.length < spec.startupTrials) return goOn;
      const best = bestLoss(trial.reports, last.step, objective);
      if (best === Number.POSITIVE_INFINITY) {
        return { decision: 'stop', why: say('sweep.pruneNoNumber', { step: last.step }) };
      }
      const losses = others
        .map(({ reports }) => reportAt(reports, last.step))
        .filter((report) => report !== undefined && !Number.isNaN(report.value))
        .map((report) => lossOf(report?.value ?? Number.NaN, objective));
      if (losses.length < spec.leastTrials) return goOn;
      const bar = quantile(Float64Array.from(losses).sort(), spec.percentile / 100);
      if (!(best > bar)) return goOn;
      const why = say('sweep.prunePercentile', {
        step: last.step,
        best: rounded(valueOf(best, objective)),
        bar: rounded(valueOf(bar, objective)),
        share: spec.percentile,
        trials: losses.length,
      });
      return { decision: 'stop', why };
    },
  };
}

/** Whether the last report is the first one after warming up in its interval of steps. */
export function isDue(
  reports: readonly Report[],
  { warmupSteps, interval }: { readonly warmupSteps: number; readonly interval: number },
): boolean {
  const step = reports.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
  if (step < warmupSteps) return false;
  const begin = warmupSteps + Math.floor((step - warmupSteps) / interval) * interval;
  return (reports.at(-2)?.step ?? Number.NEGATIVE_INFINITY) < begin;
}
