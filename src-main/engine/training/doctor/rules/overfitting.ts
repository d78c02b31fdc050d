import type { Params } from '#contract/param.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inWords } from '../fixes.ts';
import { risen } from '../evaluation-track.ts';
import type { Rule } from '../vitals.ts';

/** In a row, so that noise is told from a rise: Prechelt's (1998) criterion UP with s = 3, made stricter. */
const evaluationsInARow = 5;
/** A rise by less than this part of what a constant answer costs is none that matters. */
const matters = 0.05;
/** The training loss has fallen on by this share since the best evaluation. */
const fallen = 0.05;

/** The validation loss has risen well above its best while the training loss fell on. */
export const overfitting: Rule = {
  confirmations: 1,
  examine: ({ spec, evaluations, trivialLoss }) => {
    const { last, best, above } = evaluations;
    // Early stopping keeps the best weights anyway.
    if (last === null || best === null || spec.earlyStopping !== undefined) return null;
    if (above < evaluationsInARow || !(last.train < best.train - fallen * Math.abs(best.train))) return null;
    const rise = last.validation - best.validation;
    if (rise < matters * (trivialLoss ?? 0) || last.train >= (trivialLoss ?? Number.POSITIVE_INFINITY))
      return null;
    return {
      severity: 'warning',
      badness: rise / (risen * Math.max(Math.abs(best.validation), Number.MIN_VALUE)),
      since: best.step,
      evidence: {
        validation: last.validation,
        best: best.validation,
        bestStep: best.step,
        train: last.train,
      },
      found: say('doctor.overfitting', {
        validation: inWords(last.validation),
        best: inWords(best.validation),
        step: best.step,
        train: inWords(last.train),
      }),
      advice: say('doctor.overfitting.advice'),
      fix: { by: 'branch', changes: { 'earlyStopping.patience': 10, ...heldBack(spec) } },
    };
  },
};

/** What holds a model back that is let loose: dropout where it has layers for it, weight decay where it has none. */
function heldBack({ model, optimizer }: TrainingSpec): Params {
  if ('dropout' in model && model.dropout < 0.2) return { 'model.dropout': 0.2 };
  return { 'optimizer.weightDecay': optimizer.weightDecay === 0 ? 0.01 : 3 * optimizer.weightDecay };
}
