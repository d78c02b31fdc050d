import type { RunComparison } from '#contract/methods/runs.ts';
import type { RunEnvironment } from '#contract/run.ts';
import { splitKey } from '../run/chart-groups.ts';

/** Why values of a metric of several runs say nothing about which run is better. */
export type NotComparable = 'dataset' | 'target' | 'loss';

/** What a comparison of metrics takes for granted, where it is not so. */
export interface Differences {
  readonly dataset: boolean;
  readonly target: boolean;
  readonly loss: boolean;
}

export const noDifferences: Differences = { dataset: false, target: false, loss: false };

/**
 * Whether the runs were trained on other data, for another target or with another loss. Data is told by its content
 * where all are known by it, since one file may lie in two places, else by what the spec names.
 */
export function differencesOf(
  params: RunComparison['params'],
  environments: readonly (Pick<RunEnvironment, 'datasetSha256'> | null)[],
): Differences {
  const contents = environments.map((environment) => environment?.datasetSha256 ?? null);
  const known = contents.length > 0 && contents.every((content) => content !== null);
  return {
    dataset: known ? new Set(contents).size > 1 : differsWithin(params, 'dataset.source'),
    target: differsWithin(params, 'dataset.target'),
    loss: differsWithin(params, 'loss'),
  };
}

/** What keeps one metric from being compared; a loss only counts for what is measured by it. */
export function notComparable(key: string, differences: Differences): NotComparable | null {
  if (differences.dataset) return 'dataset';
  if (differences.target) return 'target';
  return differences.loss && splitKey(key).name === 'loss' ? 'loss' : null;
}

/** Among the runs that name it: what is left to the core says nothing here. */
function differsWithin(params: RunComparison['params'], path: string): boolean {
  return params.some((row) => {
    if (row.path !== path && !row.path.startsWith(`${path}.`)) return false;
    const named = row.values.filter((_, index) => row.has[index] === true);
    return named.some((value) => !Object.is(value, named[0]));
  });
}
