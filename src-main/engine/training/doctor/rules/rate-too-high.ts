import { say } from '#contract/sentence.ts';
import { atRate, inWords, percent, calmerRate } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/** An update is usually about a thousandth of the weights (Karpathy, CS231n notes); fifty times that is a leap. */
const tooLarge = 0.05;
/** A loss that has come down below this share of where it stood is one that learns. */
const unlearned = 0.9;
/** Above its lowest by this much, it is not falling just now. */
const noLow = 1.02;
const grown = 2;
/** A rise from nothing to next to nothing is none. */
const matters = 0.2;

/** Updates are large beside the weights, and the loss does not fall, or rises again. */
export const rateTooHigh: Rule = {
  confirmations: 3,
  examine: ({ spec, looks, losses, trivialLoss, step }) => {
    if (looks.count < 6 || spec.optimizer.kind === 'lbfgs') return null;
    let worst = -1;
    for (const [at, { startsAtZero }] of looks.arrays.entries()) {
      if (!startsAtZero && (looks.changes[at] ?? 0) > (looks.changes[worst] ?? 0)) worst = at;
    }
    const ratio = looks.changes[worst] ?? 0;
    const layer = looks.arrays[worst]?.layer;
    if (layer === undefined || !(ratio > tooLarge)) return null;
    const usual = Math.min(losses.start, trivialLoss ?? Number.POSITIVE_INFINITY);
    const { level, lowest } = losses;
    const stays = level > unlearned * usual && level > noLow * lowest;
    const rises = level > grown * lowest && level > matters * usual;
    if (usual <= 0 || !(stays || rises)) return null;
    const rate = calmerRate({ spec, looks }, 0.1);
    const before = Math.min(lowest, usual);
    return {
      severity: 'warning',
      badness: ratio / tooLarge,
      since: Math.min(losses.lowestStep, step),
      evidence: { ratio, layer, loss: level, before },
      found: say('doctor.rateTooHigh', {
        ratio: percent(ratio),
        layer,
        loss: inWords(level),
        before: inWords(before),
      }),
      advice: say('doctor.rateTooHigh.advice', { rate }),
      fix: atRate(rate),
    };
  },
};
