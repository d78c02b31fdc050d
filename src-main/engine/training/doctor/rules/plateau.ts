import { say } from '#contract/sentence.ts';
import { atRate, inWords, calmerRate } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/** The patience of schedules that lower the rate on a plateau (torch.optim.lr_scheduler.ReduceLROnPlateau). */
const patience = 10;
/** Nothing is gained by a change near the end. */
const latest = 0.8;
/** Below this, weights do not jump about any more: what stands still has arrived. */
const still = 1e-3;
/** So little of a constant answer's loss is as good as none. */
const asGoodAsNone = 0.1;

/** Neither loss has fallen for many evaluations, far from zero, at a constant rate that still moves the weights. */
export const plateau: Rule = {
  confirmations: 1,
  examine: ({ spec, evaluations, looks, step, totalSteps, trivialLoss }) => {
    const { sinceImproved, last, improvedStep } = evaluations;
    if (sinceImproved < patience || last === null || step > latest * totalSteps) return null;
    // Both do by themselves what would be advised.
    if (spec.schedule.kind !== 'constant' || spec.earlyStopping !== undefined) return null;
    if (spec.optimizer.kind === 'lbfgs') return null;
    if (!(Math.max(0, ...looks.changes) > still)) return null;
    if (trivialLoss !== null && last.train < asGoodAsNone * trivialLoss) return null;
    const rate = calmerRate({ spec, looks }, 0.1);
    return {
      severity: 'hint',
      badness: sinceImproved / patience,
      since: improvedStep,
      evidence: { loss: last.train, evaluations: sinceImproved, ratio: Math.max(...looks.changes) },
      found: say('doctor.plateau', { loss: inWords(last.train), evaluations: sinceImproved }),
      advice: say('doctor.plateau.advice', { rate }),
      fix: atRate(rate),
    };
  },
};
