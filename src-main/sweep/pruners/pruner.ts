import type { Sentence } from '#contract/sentence.ts';
import type { Objective, PruneDecision, Trial } from '#contract/sweep.ts';

export type PrunerInput = Pick<Objective, 'direction'>;

export interface Verdict {
  readonly decision: PruneDecision;
  /** Why it does not go on; null for `continue`. */
  readonly why: Sentence | null;
}

/**
 * Judges running trials by what they reported of the first objective. Both functions are pure: they see nothing but
 * the trials, and a paused trial is known by its state and its reports.
 */
export interface Pruner {
  /** What is to become of a trial (whose last report is the one to be judged) among all trials of the sweep. */
  decide(trial: Trial, trials: readonly Trial[]): Verdict;
  /** The paused trial that should go on next, before a new one is begun; null where none has earned it. */
  nextPromotion(trials: readonly Trial[]): Promotion | null;
  /**
   * The first step after this one at which a trial is judged by all others, so that it can wait there for the verdict
   * instead of going on in vain; null where there is none, or where every report is judged as it comes.
   */
  nextRung(trial: Pick<Trial, 'number'>, after: number): number | null;
}

export interface Promotion {
  readonly trial: number;
  readonly why: Sentence;
}

export const goOn: Verdict = { decision: 'continue', why: null };
