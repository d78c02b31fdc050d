import { say } from '#contract/sentence.ts';
import { clippingOf } from '../../../optimizer/clipping.ts';
import { inWords, rounded } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/**
 * Half to ten times the usual norm is where gradients are clipped (Pascanu, Mikolov and Bengio 2013, section 3.2);
 * a hundred times it is none that a healthy batch has.
 */
const tooLarge = 100;

/** The norm of the gradients is far above that of the first steps, and nothing clips it. */
export const explodingGradients: Rule = {
  confirmations: 1,
  examine: ({ spec, looks }) => {
    if (clippingOf(spec.optimizer) !== null || spec.optimizer.kind === 'lbfgs' || looks.count < 3)
      return null;
    const { norm, firstNorm, calmStep } = looks;
    const badness = norm / (tooLarge * firstNorm);
    if (!(badness >= 1)) return null;
    const clipNorm = rounded(2 * firstNorm);
    return {
      severity: 'serious',
      badness,
      since: calmStep,
      evidence: { norm, firstNorm },
      found: say('doctor.explodingGradients', { norm: inWords(norm), before: inWords(firstNorm) }),
      advice: say('doctor.explodingGradients.advice', { norm: clipNorm }),
      fix: { by: 'branch', changes: { 'optimizer.clipNorm': clipNorm } },
    };
  },
};
