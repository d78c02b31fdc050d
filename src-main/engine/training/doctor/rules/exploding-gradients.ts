import { say } from '#contract/sentence.ts';
import { clippingOf } from '../../../optimizer/clipping.ts';
import { firstLooks } from '../look-track.ts';
import { atRate, calmerRate, inWords, rounded, startsWithLeap } from '../fixes.ts';
import { isDiverging } from './diverging.ts';
import type { Rule } from '../vitals.ts';

/**
 * Half to ten times the usual norm is where gradients are clipped (Pascanu, Mikolov and Bengio 2013, section 3.2);
 * a hundred times it is none that a healthy batch has.
 */
const tooLarge = 100;

/** The norm of the gradients is far above that of the first steps, and nothing clips it. */
export const explodingGradients: Rule = {
  confirmations: 1,
  examine: ({ spec, looks, losses, trivialLoss }) => {
    // A loss that grows makes gradients that grow: that is told, with its own fix.
    if (isDiverging(losses, trivialLoss)) return null;
    if (clippingOf(spec.optimizer) !== null || spec.optimizer.kind === 'lbfgs' || looks.count < firstLooks)
      return null;
    const { norm, firstNorm, calmStep } = looks;
    const badness = norm / (tooLarge * firstNorm);
    if (!(badness >= 1)) return null;
    const clipNorm = rounded(2 * firstNorm);
    const rate = calmerRate({ spec, looks }, 0.1);
    // Where a usual gradient is a leap already, its length at the first look is none to clip to.
    const leaps = startsWithLeap({ spec, looks });
    return {
      severity: 'serious',
      badness,
      since: calmStep,
      evidence: { norm, firstNorm },
      found: say('doctor.explodingGradients', { norm: inWords(norm), before: inWords(firstNorm) }),
      advice: say('doctor.explodingGradients.advice', {
        norm: clipNorm,
        rate,
        cure: leaps ? 'rate' : 'clipping',
      }),
      fix: leaps ? atRate(rate) : { by: 'branch', changes: { 'optimizer.clipNorm': clipNorm } },
    };
  },
};
