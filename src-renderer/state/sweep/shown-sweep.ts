import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';

/** A sweep as its page has it. */
export interface ShownSweep extends Omit<SweepDetail, 'trialRows'> {
  readonly trialRows: readonly TrialSummary[];
}
