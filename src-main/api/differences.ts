import type { Circumstances, Difference } from '#contract/reproduction.ts';
import type { RunEnvironment } from '#contract/run.ts';
import { engineNamed, repeatsExactly } from '#contract/engine-names.ts';

/** What Descent and Node are now. */
export interface Versions {
  readonly descent: string;
  readonly node: string;
}

/**
 * What is not now what a run was trained with. How many threads there are is told only of engines that may then add in
 * another order: the embedded one gives the same bits with any number of them, as plain JavaScript does.
 */
export function differencesBetween(
  before: RunEnvironment,
  now: Circumstances,
  versions: Versions,
): readonly Difference[] {
  const anyThreads = repeatsExactly(engineNamed(now.engine));
  const all: Difference[] = [
    { what: 'dataset', before: before.datasetSha256, now: now.datasetSha256, decides: true },
    { what: 'engine', before: before.engine, now: now.engine, decides: true },
    { what: 'engineVariant', before: before.engineVariant, now: now.engineVariant, decides: true },
    {
      what: 'engineVersions',
      before: listed(before.engineVersions),
      now: listed(now.engineVersions),
      decides: true,
    },
    { what: 'descent', before: before.descent, now: versions.descent, decides: true },
    { what: 'node', before: before.node, now: versions.node, decides: true },
    ...(anyThreads
      ? []
      : [{ what: 'threads' as const, before: before.threads, now: now.threads, decides: true }]),
  ];
  return all.filter((difference) => difference.before !== difference.now);
}

function listed(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
