import type { MilestoneAxis } from '#contract/milestone.ts';
import type { ReadDatabase } from '../store/database.ts';
import { milestonesUntil } from '../store/tables/milestones.ts';
import { historyOf } from './history.ts';

/**
 * Where the steps of a run lie on an axis that only its milestones tell: between two of them as if the way there were
 * even, and after the last as between the last two. NaN before the first. Null where there are fewer than two. Energy
 * is in watt-hours; of a branch, what its parents took up to where it began is counted.
 */
export function milestonePlaces(
  db: ReadDatabase,
  run: number,
  axis: MilestoneAxis,
): ((steps: Float64Array) => Float64Array) | null {
  const { steps, places } = milestonesOf(db, run, axis);
  if (steps.length < 2) return null;
  return (wanted) => {
    let at = 1;
    return wanted.map((step) => {
      // Steps come in their order, nearly always.
      if (step < (steps[at - 1] ?? 0)) at = 1;
      while (at < steps.length - 1 && (steps[at] ?? 0) < step) at++;
      const [before = NaN, after = NaN] = [steps[at - 1], steps[at]];
      const [low = NaN, high = NaN] = [places[at - 1], places[at]];
      return step < before ? NaN : low + ((step - before) / (after - before)) * (high - low);
    });
  };
}

function milestonesOf(
  db: ReadDatabase,
  run: number,
  axis: MilestoneAxis,
): { readonly steps: readonly number[]; readonly places: readonly number[] } {
  const [steps, places]: [number[], number[]] = [[], []];
  let sum = 0;
  for (const part of historyOf(db, run)) {
    for (const milestone of milestonesUntil(db, part.run, part.until)) {
      sum += axis === 'energy' ? (milestone.wattHours ?? NaN) : milestone.examples;
      const place = axis === 'epoch' ? milestone.epoch : sum;
      // A branch begins where its parent was.
      if (steps.at(-1) === milestone.step) places[places.length - 1] = place;
      else {
        steps.push(milestone.step);
        places.push(place);
      }
    }
  }
  return { steps, places };
}
