import type { FindingFix } from '#contract/finding.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { calmerRate, inWords, newAtRate, startsWithLeap } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/** "Near" a constant answer, which explains nothing: an R² of 0.05 where the loss is the squared error. */
const near = 0.95;
const stillNear = 0.85;
/** What no model of a constant answer costs: its weights have gone far astray. */
const farAbove = 4;
const latest = 0.6;
const fewestEvaluations = 5;

/** After most of its training a model was never much better, on the rows that it learns from, than a constant answer. */
export const underfitting: Rule = {
  confirmations: 1,
  examine: ({ spec, looks, evaluations, step, totalSteps, trivialLoss }, lasts) => {
    const { leastTrain, count } = evaluations;
    if (trivialLoss === null || trivialLoss <= 0) return null;
    if (step < latest * totalSteps || count < fewestEvaluations) return null;
    const limit = (lasts ? stillNear : near) * trivialLoss;
    if (!(leastTrain > limit) || leastTrain === Number.POSITIVE_INFINITY) return null;
    const leaps = leastTrain > farAbove * trivialLoss && startsWithLeap({ spec, looks });
    const rate = calmerRate({ spec, looks }, 0.1);
    const { cure, fix } = leaps ? { cure: 'rate' as const, fix: newAtRate(rate) } : cureOf(spec);
    return {
      severity: 'warning',
      badness: leastTrain / limit,
      since: 0,
      evidence: { loss: leastTrain, trivial: trivialLoss },
      found: say('doctor.underfitting', { loss: inWords(leastTrain), trivial: inWords(trivialLoss) }),
      advice: say('doctor.underfitting.advice', { cure, rate }),
      fix,
    };
  },
};

function cureOf({ model, optimizer }: TrainingSpec): {
  readonly cure: 'model' | 'regularisation' | 'units';
  readonly fix: FindingFix | null;
} {
  if (model.kind === 'linear') {
    return { cure: 'model', fix: { by: 'newRun', changes: { 'model.kind': 'mlp' } } };
  }
  const dropped = 'dropout' in model && model.dropout > 0;
  if (dropped || optimizer.weightDecay > 1e-3) {
    const changes = { 'optimizer.weightDecay': 0, ...(dropped ? { 'model.dropout': 0 } : {}) };
    return { cure: 'regularisation', fix: { by: 'branch', changes } };
  }
  if (model.kind !== 'mlp') return { cure: 'units', fix: null };
  const wider = Object.fromEntries(model.hidden.map((units, at) => [`model.hidden.${at}`, 2 * units]));
  return { cure: 'units', fix: { by: 'newRun', changes: wider } };
}
