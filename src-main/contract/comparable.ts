import type { RunComparison } from './methods/runs.ts';

/** As many runs stand side by side. */
export const mostCompared = 50;

/** Why values of a metric of several runs say nothing about which run is better. */
export type NotComparable = 'dataset' | 'target' | 'loss';

/** What a comparison of metrics takes for granted, where it is not so. */
export interface Differences {
  readonly dataset: boolean;
  readonly target: boolean;
  readonly loss: boolean;
}

/**
 * Whether the runs were trained on other data, for another target or with another loss. Data is told by its content
 * (`contents`, a hash for each run) where all are known by it, since one file may lie in two places, else by what the
 * spec names.
 */
export function differencesOf(
  params: RunComparison['params'],
  contents: readonly (string | null)[],
): Differences {
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
  return differences.loss && key.slice(key.lastIndexOf('/') + 1) === 'loss' ? 'loss' : null;
}

/** Among the runs that name it: what is left to the core says nothing here. */
function differsWithin(params: RunComparison['params'], path: string): boolean {
  return params.some((row) => {
    if (row.path !== path && !row.path.startsWith(`${path}.`)) return false;
    const named = row.values.filter((_, index) => row.has[index] === true);
    return named.some((value) => !Object.is(value, named[0]));
  });
}
