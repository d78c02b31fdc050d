import type { Milestone } from '#contract/milestone.ts';
import { epochAt, placeInEpoch } from './start.ts';
import type { Prepared } from './prepared.ts';

/** The first ones come so often; of a long training there are some thousands in all. */
const leastMs = 1000;
const mostPerTraining = 500;

export interface Milestones {
  /** Whether it is time for one, by the clock or because the state of `step` was written down. */
  isDue(now: number): boolean;
  /** The next one has to be at this step, so that whatever goes on from its checkpoint counts on from here. */
  written(): void;
  /** After `step` updates, taken in the way that `prepared` says since the last one. */
  take(now: number, step: number, prepared: Way, wattHours: number | null): Milestone;
  /** The training goes on from its state after `step`: what came after it was in vain for the model, not for the meter. */
  rewind(step: number): void;
}

type Way = Pick<Prepared, 'plan' | 'start' | 'batchSize'>;

/** Begins after `step` at `now`, in epoch milliseconds. */
export function openMilestones(now: number, step: number): Milestones {
  const startedAt = now;
  let [lastAt, lastStep, lastWattHours] = [now, step, 0];
  let due = true;
  return {
    isDue: (time) => due || time - lastAt >= Math.max(leastMs, (time - startedAt) / mostPerTraining),
    written: () => {
      due = true;
    },
    take: (time, at, way, wattHours) => {
      const { plan, start } = way;
      const milestone: Milestone = {
        step: at,
        epoch: epochAt(start, plan, at) + placeInEpoch(start, plan, at) / plan.stepsPerEpoch,
        examples: examplesAt(way, at) - examplesAt(way, lastStep),
        wattHours: wattHours === null ? null : Math.max(0, wattHours - lastWattHours),
      };
      [lastAt, lastStep, lastWattHours, due] = [time, at, wattHours ?? 0, false];
      return milestone;
    },
    rewind: (at) => {
      lastStep = at;
    },
  };
}

/** Since the start of its counting. The last update of an epoch has the rows that are left. */
function examplesAt({ plan, start, batchSize }: Way, step: number): number {
  const epochs = epochAt(start, plan, step) - start.epoch;
  return epochs * plan.trainRows + Math.min(plan.trainRows, placeInEpoch(start, plan, step) * batchSize);
}
