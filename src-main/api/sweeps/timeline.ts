import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';

/** How the updates of a training and the steps of a trial's reports go together. */
export interface Timeline {
  /** The step of reports after so many updates. */
  reportAt(update: number): number;
  /** The first update beyond `after` with an evaluation at or after a step of reports. */
  evaluatedFrom(report: number, after: number): number;
}

/** Where a training begins to count: the update after which it goes its own way, and its step of reports. */
export interface Origin {
  readonly update: number;
  readonly report: number;
}

/**
 * Reports of trials with batches of different sizes are compared by epochs; where a spec counts steps, by steps. An
 * evaluation within an epoch is a part of it. A copy counts from where it left the run that it was copied from, which
 * may have had other batches.
 */
export function timelineOf(
  { epochs, evaluateEverySteps }: Pick<TrainingSpec, 'epochs' | 'evaluateEverySteps'>,
  { stepsPerEpoch }: Pick<SpecPlan, 'stepsPerEpoch'>,
  origin: Origin,
): Timeline {
  const perReport = epochs === undefined ? 1 : stepsPerEpoch;
  const every = evaluateEverySteps ?? stepsPerEpoch;
  // Evaluations that are counted by steps are so from the very first one on.
  const since = evaluateEverySteps === undefined ? origin.update : 0;
  const evaluated = (update: number): number => since + Math.ceil((update - since) / every) * every;
  return {
    reportAt: (update) =>
      Math.round(Math.max(0, origin.report + (update - origin.update) / perReport) * 1e6) / 1e6,
    evaluatedFrom: (report, after) => {
      // A hair less, since parts of an epoch were rounded.
      const update = origin.update + (report - origin.report) * perReport - every * 1e-5;
      return Math.max(evaluated(update), evaluated(after + 1));
    },
  };
}
