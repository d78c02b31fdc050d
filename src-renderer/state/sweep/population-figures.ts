import type { Params } from '#contract/param.ts';
import type { TrialSummary } from '#contract/sweep/trial-columns.ts';

/** What a member of a population was trained by from one step of its reports to another. */
export interface Stretch {
  readonly trial: number;
  readonly from: number;
  readonly to: number;
  readonly params: Params;
}

/** A copy: who took over from whom, after which step, and who made room. */
export interface CopyStep {
  readonly trial: number;
  readonly source: number;
  readonly replaces: number;
  readonly step: number;
}

/** Of every trial that has told something, the stretch that it went by itself. */
export function ownStretches(trials: readonly TrialSummary[]): readonly Stretch[] {
  return trials.flatMap(({ number, copy, last, params, excluded }) =>
    excluded || last === null
      ? []
      : [{ trial: number, from: copy?.step ?? 0, to: Math.max(last.step, copy?.step ?? 0), params }],
  );
}

/** The stretches that led to a trial, the first one first: those of its sources up to where it was copied, then its own. */
export function lineageOf(trials: readonly TrialSummary[], number: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (let trial = trials[number]; trial !== undefined;) {
    const { copy, last, params } = trial;
    const from = copy?.step ?? 0;
    stretches.unshift({ trial: trial.number, from, to: Math.min(until, last?.step ?? from), params });
    if (copy === null) break;
    until = copy.step;
    trial = trials[copy.from];
  }
  return stretches;
}

/** All copies in the order in which they were made. */
export function copySteps(trials: readonly TrialSummary[]): readonly CopyStep[] {
  return trials.flatMap(({ number, copy }) =>
    copy === null ? [] : [{ trial: number, source: copy.from, replaces: copy.replaces, step: copy.step }],
  );
}
