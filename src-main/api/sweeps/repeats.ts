import type { Objective } from '#contract/sweep/objective.ts';
import type { RepeatSpec } from '#contract/sweep/repeat.ts';
import type { Trial } from '#contract/sweep/trial.ts';
import type { RepeatedRow, SweepDetail } from '#contract/sweep/sweep-view.ts';
import { nextRepeat, rankRepeated, type Repeat } from '../../sweep/certainty.ts';

/**
 * The trial to be tried again with another seed; null once the order of the best is certain enough, and while what was
 * begun for it is not told yet. One that keeps failing is not tried for ever.
 */
export function repeatNext(
  trials: readonly Trial[],
  objective: Pick<Objective, 'direction'>,
  { best, confidence, most }: RepeatSpec,
): Repeat | null {
  const open = trials.some(
    ({ origin, state }) => origin === 'repeat' && (state === 'waiting' || state === 'running'),
  );
  if (open) return null;
  const repeat = nextRepeat(trials, objective, { best, confidence, mostRepeats: most });
  if (repeat === null) return null;
  const begun = trials.filter(
    ({ repeats, excluded }) => repeats === repeat.trial && excluded !== true,
  ).length;
  return begun + 1 < most ? repeat : null;
}

/** Which repetition of its params a trial is: 0 for the first that had them. Added to the seed. */
export function repetitionOf(trials: readonly Trial[], { number, repeats }: Trial): number {
  if (repeats === undefined) return 0;
  return 1 + trials.filter((other) => other.repeats === repeats && other.number < number).length;
}

/** The repeated trials of a sweep with their means, the best first. */
export function repeatedRows({
  trialRows,
  objectives,
  spec,
}: Pick<SweepDetail, 'trialRows' | 'objectives' | 'spec'>): readonly RepeatedRow[] {
  const [objective] = objectives;
  if (objective === undefined || trialRows.every(({ origin }) => origin !== 'repeat')) return [];
  const trials = trialRows.map(({ repeats, copy, ...row }): Trial => ({
    ...row,
    copy: copy ?? undefined,
    reports: [],
    ...(repeats === null ? {} : { repeats }),
  }));
  const repeated = new Set(trialRows.flatMap(({ repeats }) => repeats ?? []));
  return rankRepeated(trials, objective, spec.repeat?.confidence).filter(({ trial }) => repeated.has(trial));
}
