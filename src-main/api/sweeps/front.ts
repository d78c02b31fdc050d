import type { HypervolumeGrowth, SweepDetail, TrialRow } from '#contract/sweep/sweep-view.ts';
import { hypervolumeGrowth } from '../../sweep/hypervolume-growth.ts';
import { paretoFront } from '../../sweep/pareto.ts';

type Judged = Pick<SweepDetail, 'trialRows' | 'objectives'>;

/** Numbers of the complete trials that no other is better than in every objective; empty for a single objective. */
export function frontOf(sweep: Judged): readonly number[] {
  if (sweep.objectives.length < 2) return [];
  const complete = sweep.trialRows.filter(counts);
  return paretoFront(complete.map((trial) => lossesOf(trial, sweep))).flatMap(
    (index) => complete[index]?.number ?? [],
  );
}

/** How the front grew, trial by trial as they ended; null for a single objective. */
export function growthOf(sweep: Judged): HypervolumeGrowth | null {
  if (sweep.objectives.length < 2) return null;
  const complete = sweep.trialRows
    .filter(counts)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.number - b.number);
  return {
    trials: Float64Array.from(complete, ({ number }) => number),
    shares: hypervolumeGrowth(complete.map((trial) => lossesOf(trial, sweep))),
  };
}

function counts({ state, values, excluded, violations }: TrialRow): boolean {
  return state === 'complete' && values !== null && !excluded && violations.every((missed) => missed === 0);
}

function lossesOf({ values }: TrialRow, { objectives }: Judged): readonly number[] {
  return (values ?? []).map((value, i) => (objectives[i]?.direction === 'maximise' ? -value : value));
}
