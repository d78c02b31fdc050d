import { say } from '#contract/sentence.ts';
import type { PrunerOf } from '#contract/sweep.ts';
import { lossOf } from '../loss.ts';
import { goOn, type Pruner, type PrunerInput } from './pruner.ts';

/**
 * Lets a trial go on as long as any of its last `patience` + 1 reports is as good as what came before, to within
 * `leastChange`. After that the pruner inside judges; without one, the trial is stopped.
 */
export function createPatientPruner(
  { patience, leastChange }: PrunerOf<'patient'>,
  objective: PrunerInput,
  inside: Pruner | null,
): Pruner {
  return {
    nextPromotion: (trials) => inside?.nextPromotion(trials) ?? null,
    nextRung: (trial, after) => inside?.nextRung(trial, after) ?? null,
    decide: (trial, trials) => {
      const losses = trial.reports.map(({ value }) => lossOf(value, objective));
      if (losses.length <= patience + 1) return goOn;
      const before = Math.min(...losses.slice(0, -patience - 1));
      const lately = Math.min(...losses.slice(-patience - 1));
      if (before + leastChange >= lately) return goOn;
      if (inside !== null) return inside.decide(trial, trials);
      const step = trial.reports.at(-1)?.step ?? 0;
      return { decision: 'stop', why: say('sweep.prunePatience', { step, reports: patience + 1 }) };
    },
  };
}
