import type { ComparedGroup } from '#contract/group-comparison.ts';

/** As many tell a lucky seed from a good setting. */
export const enoughSeeds = 5;
/** A family has at least two members. */
const leastStarted = 2;

export interface Repeat {
  readonly run: number;
  /** How many runs to train. */
  readonly size: number;
  /** The first seed that the group has not yet; null where none of its runs counts, so that nothing is known of them. */
  readonly seed: number | null;
}

/** What to train so that every group has five seeds. Groups of folds have no need of seeds. */
export function repeatPlan(groups: readonly ComparedGroup[]): readonly Repeat[] {
  return groups
    .filter(({ members }) => members.length < enoughSeeds && members.every(({ fold }) => fold === null))
    .map(({ run, members }) => {
      const seeds = members.flatMap(({ seed }) => (seed === null ? [] : [seed]));
      return {
        run,
        size: Math.max(leastStarted, enoughSeeds - members.length),
        seed: seeds.length === 0 ? null : Math.max(...seeds) + 1,
      };
    });
}
