import { say } from '#contract/sentence.ts';
import { atRate, inWords, raisedRate } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/** An update is usually about a thousandth of the weights (Karpathy, CS231n notes); this is thirty times less. */
const tooSmall = 3e-5;
/** So far the loss has to get by the end, as a share of where it began, for the rate to be no matter. */
const farEnough = 0.7;
/** After this share of the training, its pace is known. */
const earliest = 0.05;
const risen = 1.1;
/** A usual update, and how much of the loss usual updates could take away at most, below which it has nowhere to fall. */
const usual = 1e-3;
const nothing = 0.01;
/** While a schedule holds the rate down, nothing is said. */
const nearTop = 0.5;

/** Every update is tiny beside the weights, and at its pace the loss will have fallen little by the end. */
export const rateTooLow: Rule = {
  confirmations: 3,
  examine: (vitals) => {
    const { spec, looks, losses, step, totalSteps, rate, largestRate, trivialLoss } = vitals;
    const { start, level, count } = losses;
    if (looks.count < 6 || looks.changes.length === 0 || spec.optimizer.kind === 'lbfgs') return null;
    if (step < earliest * totalSteps || rate < nearTop * largestRate) return null;
    const ratio = Math.max(...looks.changes);
    if (!(ratio < tooSmall) || level < farEnough * (trivialLoss ?? start)) return null;
    // At the floor of the loss, a small step is what remains of a slope, not of a rate.
    if (!(looks.reach * usual * totalSteps > nothing * Math.abs(level))) return null;
    // A loss that rises has another illness.
    if (level > risen * start) return null;
    const end = Math.max(0, start - (Math.max(0, start - level) * totalSteps) / Math.max(1, count));
    if (!(end > farEnough * start)) return null;
    const factor = Math.min(1000, Math.max(10, 10 ** Math.round(Math.log10(usual / ratio))));
    const raised = raisedRate(vitals, factor);
    if (raised === null) return null;
    return {
      severity: 'warning',
      badness: tooSmall / Math.max(ratio, Number.MIN_VALUE),
      since: step,
      evidence: { ratio, start, loss: level, end },
      found: say('doctor.rateTooLow', {
        ratio: inWords(ratio),
        before: inWords(start),
        loss: inWords(level),
        end: inWords(end),
      }),
      advice: say('doctor.rateTooLow.advice', { rate: raised }),
      fix: atRate(raised),
    };
  },
};
