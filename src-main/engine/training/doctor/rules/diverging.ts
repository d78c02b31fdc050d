import { say } from '#contract/sentence.ts';
import { atRate, inWords, calmerRate } from '../fixes.ts';
import type { LossVitals } from '../loss-track.ts';
import type { Rule } from '../vitals.ts';

/** A range test of learning rates ends where the loss is four times its best (fastai's LRFinder). */
const tooHigh = 4;
/** The mean of the last batches has to have doubled, or a loss that begins high would be one that grows. */
const grown = 2;

/**
 * The mean loss of the last batches is four times that of a constant answer, or of the beginning where that is not known, and twice its own
 * lowest: what was learned is lost.
 */
export const diverging: Rule = {
  confirmations: 2,
  examine: ({ spec, looks, losses, trivialLoss }) => {
    const { level, lowest, lowestStep, start } = losses;
    const limit = limitOf(losses, trivialLoss);
    if (lowest === Number.POSITIVE_INFINITY || !isDiverging(losses, trivialLoss)) return null;
    const rate = calmerRate({ spec, looks }, 0.1);
    return {
      severity: 'serious',
      badness: level / Math.max(limit, Number.MIN_VALUE),
      since: lowestStep,
      evidence: { loss: level, lowest, start },
      found: say('doctor.diverging', { loss: inWords(level), before: inWords(lowest) }),
      advice: say('doctor.diverging.advice', { rate }),
      fix: atRate(rate),
    };
  },
};

/** Whether the loss grows, or has grown within the first steps, which are too few for a mean. */
export function isDiverging(losses: LossVitals, trivialLoss: number | null): boolean {
  const { level, lowest, last } = losses;
  const limit = limitOf(losses, trivialLoss);
  if (lowest === Number.POSITIVE_INFINITY) return last > limit;
  const rise = lowest > 0 ? grown * lowest : lowest + Math.abs(lowest);
  return level > limit && level > rise;
}

function limitOf({ start }: LossVitals, trivialLoss: number | null): number {
  // What a loss begins with may be a few lucky batches.
  const usual = trivialLoss ?? start;
  // Of losses that may be negative, only how far they rise says something.
  return usual > 0 ? tooHigh * usual : usual + (tooHigh - 1) * Math.abs(usual);
}
