import { say } from '#contract/sentence.ts';
import type { PrunerOf } from '#contract/sweep.ts';
import { isDue } from './percentile.ts';
import { goOn, type Pruner } from './pruner.ts';
import { rounded } from './reports.ts';

/** Stops a trial whose last report lies outside of the bounds, or is no number. */
export function createThresholdPruner(spec: PrunerOf<'threshold'>): Pruner {
  const { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = spec;
  return {
    nextPromotion: () => null,
    nextRung: () => null,
    decide: ({ reports }) => {
      const last = reports.at(-1);
      if (last === undefined || !isDue(reports, spec)) return goOn;
      const { step, value } = last;
      if (Number.isNaN(value)) return { decision: 'stop', why: say('sweep.pruneNoNumber', { step }) };
      if (value >= lower && value <= upper) return goOn;
      const side = value < lower ? 'below' : 'above';
      const limit = value < lower ? lower : upper;
      return {
        decision: 'stop',
        why: say('sweep.pruneThreshold', { step, value: rounded(value), side, limit }),
      };
    },
  };
}
