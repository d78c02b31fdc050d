import { say } from '#contract/sentence.ts';
import { inWords, percent } from '../fixes.ts';
import type { Rule } from '../vitals.ts';

/** Most of a step. */
const tooMuch = 0.5;
/** In all, below which nobody waits. */
const noticedMs = 10_000;

/** Most of a step goes into making its batch, in a training that is long enough for somebody to wait. */
export const slowInput: Rule = {
  confirmations: 3,
  examine: ({ looks, step, totalSteps }) => {
    const { waiting } = looks;
    if (waiting === null || waiting.share < tooMuch || waiting.ms * totalSteps < noticedMs) return null;
    return {
      severity: 'hint',
      badness: waiting.share / tooMuch,
      since: step,
      evidence: { share: waiting.share, ms: waiting.ms },
      found: say('doctor.slowInput', { share: percent(waiting.share), ms: inWords(waiting.ms) }),
      advice: say('doctor.slowInput.advice'),
      fix: null,
    };
  },
};
