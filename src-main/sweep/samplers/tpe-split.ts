import { greatestSubset, referencePoint } from '../hypervolume.ts';
import { paretoRanks } from '../pareto.ts';
import { compareReports, type Observation } from './history.ts';

export interface SplitObservations {
  /** Both in the order of the trials' numbers. */
  readonly better: readonly Observation[];
  readonly worse: readonly Observation[];
}

/** A tenth of the trials is the better part; of a single objective 25 of them at most. */
function betterCount(told: number, objectives: number): number {
  const tenth = Math.ceil(0.1 * told);
  return objectives > 1 ? tenth : Math.min(tenth, 25);
}

/**
 * The better part is filled with complete trials that keep to their limits, best first; then with those set aside
 * early, by how far they came and what they last reported; then with those that miss a limit, by how much. What runs
 * or has failed is in the worse part.
 */
export function splitObservations(
  observations: readonly Observation[],
  objectives: number,
  told: number,
): SplitObservations {
  const complete: Observation[] = [];
  const setAside: Observation[] = [];
  const infeasible: Observation[] = [];
  for (const observation of observations) {
    const { state } = observation.trial;
    if (state === 'running' || state === 'waiting' || state === 'failed') continue;
    if (observation.violation > 0) infeasible.push(observation);
    else if (state === 'complete') complete.push(observation);
    else setAside.push(observation);
  }
  const count = betterCount(told, objectives);
  const better = new Set(bestComplete(complete, objectives, count));
  for (const observation of least(setAside, count - better.size, compareReports)) better.add(observation);
  for (const observation of least(infeasible, count - better.size, (a, b) => a.violation - b.violation)) {
    better.add(observation);
  }
  const byNumber = (a: Observation, b: Observation): number => a.trial.number - b.trial.number;
  return {
    better: [...better].sort(byNumber),
    worse: observations.filter((observation) => !better.has(observation)).sort(byNumber),
  };
}

/**
 * Of several objectives, whole fronts as long as they fit; of the one that does not, the points that together dominate
 * most (Ozaki et al., "Multiobjective tree-structured Parzen estimator", JAIR 73, 2022).
 */
function bestComplete(
  complete: readonly Observation[],
  objectives: number,
  count: number,
): readonly Observation[] {
  if (objectives <= 1) return least(complete, count, (a, b) => (a.losses[0] ?? 0) - (b.losses[0] ?? 0));
  const finite = complete.filter(({ losses }) => losses.every(Number.isFinite));
  const ranks = paretoRanks(
    finite.map(({ losses }) => losses),
    count,
  );
  const chosen: Observation[] = [];
  for (let rank = 0; chosen.length < Math.min(count, finite.length); rank++) {
    const front = finite.filter((_, index) => ranks[index] === rank);
    const room = count - chosen.length;
    if (front.length <= room) chosen.push(...front);
    else {
      const points = front.map(({ losses }) => losses);
      const subset = greatestSubset(points, room, referencePoint(points));
      chosen.push(...subset.flatMap((index) => front[index] ?? []));
    }
  }
  return chosen;
}

/** The `count` first in an order, without sorting all of them; equal ones in the order in which they come. */
function least<Item>(
  items: readonly Item[],
  count: number,
  compare: (a: Item, b: Item) => number,
): readonly Item[] {
  const kept: Item[] = [];
  if (count <= 0) return kept;
  for (const item of items) {
    const last = kept.at(-1);
    if (kept.length === count && last !== undefined && !(compare(item, last) < 0)) continue;
    let at = kept.length;
    while (at > 0) {
      const before = kept[at - 1];
      if (before === undefined || !(compare(item, before) < 0)) break;
      at--;
    }
    kept.splice(at, 0, item);
    if (kept.length > count) kept.pop();
  }
  return kept;
}
