import { checkpointDirection, type CheckpointsSpec } from '#contract/training.ts';
import type { MetricDirection } from '#contract/metric.ts';
import { checkpointReasons, type CheckpointReason } from '#contract/checkpoint.ts';

export interface KnownCheckpoint {
  readonly id: number;
  readonly step: number;
  readonly reasons: readonly CheckpointReason[];
  readonly value: number | null;
  readonly damaged: boolean;
}

/**
 * Which checkpoints of a run its rules keep, by id, and why: the newest, those of the best evaluations (of equal ones
 * the earlier), regular ones thinned out, where it branched, and those before an edit. A damaged one counts for nothing, but stays to be
 * seen until a newer one takes its place among the last.
 */
export function keptCheckpoints(
  checkpoints: readonly KnownCheckpoint[],
  rules: CheckpointsSpec,
  direction: MetricDirection,
): ReadonlyMap<number, readonly CheckpointReason[]> {
  const bySteps = [...checkpoints].sort((a, b) => a.step - b.step);
  const whole = bySteps.filter(({ damaged }) => !damaged);
  const newest = whole.slice(-rules.last);
  const since = newest[0]?.step ?? 0;
  const sign = direction === 'maximise' ? -1 : 1;
  const best = whole
    .filter(({ reasons, value }) => reasons.includes('best') && value !== null)
    .sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)) || a.step - b.step)
    .slice(0, rules.best);
  const regular = thinned(
    whole.filter(({ reasons }) => reasons.includes('regular')),
    rules.keep,
  );
  const kept: Readonly<Record<CheckpointReason, readonly KnownCheckpoint[]>> = {
    last: [...newest, ...bySteps.filter(({ damaged, step }) => damaged && step >= since)],
    best,
    regular,
    branch: bySteps.filter(({ reasons }) => reasons.includes('branch')),
    edit: bySteps.filter(({ reasons }) => reasons.includes('edit')),
  };
  return new Map(
    bySteps.flatMap((checkpoint) => {
      const reasons = checkpointReasons.filter((reason) => kept[reason].includes(checkpoint));
      return reasons.length === 0 ? [] : [[checkpoint.id, reasons] as const];
    }),
  );
}

/**
 * At most so many of them, evenly spread: again and again the one goes without which the gap is smallest, the earliest
 * of equals, and never the newest.
 */
export function thinned<Placed extends { readonly step: number }>(
  sorted: readonly Placed[],
  most: number,
): readonly Placed[] {
  let left = sorted;
  while (left.length > most) {
    let smallest = Number.POSITIVE_INFINITY;
    let place = 0;
    for (const [index] of left.slice(0, -1).entries()) {
      const gap = (left[index + 1]?.step ?? 0) - (left[index - 1]?.step ?? 0);
      if (gap < smallest) [smallest, place] = [gap, index];
    }
    left = left.toSpliced(place, 1);
  }
  return left;
}

/** The direction that the rules of a spec choose the best by. */
export function bestDirection(
  spec: { readonly earlyStopping?: { readonly metric?: string | undefined } | undefined },
  rules: CheckpointsSpec,
): MetricDirection {
  return checkpointDirection(rules, rules.metric ?? spec.earlyStopping?.metric ?? 'loss');
}
