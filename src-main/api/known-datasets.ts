import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { KnownDataset } from '#contract/dataset.ts';
import { sourceKey } from '#contract/source-key.ts';
import { listStoredDatasets } from '../base/stored-datasets.ts';
import { sampleFileNames } from '../engine/dataset/samples.ts';
import { usedDatasets, type UsedContent } from '../query/used-datasets.ts';
import type { Context } from './context.ts';

type Found = Pick<KnownDataset, 'name' | 'source' | 'sizeBytes' | 'isGone'>;

/**
 * Samples, then files that were dropped into Descent, then what else runs were trained on, the newest first. Whether a
 * file is still there is looked up each time, since nobody tells when one goes.
 */
export async function knownDatasets({
  db,
  directories,
}: Pick<Context, 'db' | 'directories'>): Promise<readonly KnownDataset[]> {
  const contents = new Map<string, UsedContent[]>();
  for (const used of usedDatasets(db)) {
    const key = sourceKey(used.source);
    contents.set(key, [...(contents.get(key) ?? []), used]);
  }
  const samples = sampleFileNames(directories.resources).map(async (name) => {
    const { sizeBytes } = await lookUp(join(directories.resources, 'samples', name));
    return { name, source: { kind: 'sample' as const, name }, sizeBytes, isGone: false };
  });
  const stored = listStoredDatasets(directories.datasets).map(async ({ name, path, sha256 }) => {
    const { sizeBytes } = await lookUp(path);
    return { name, source: { kind: 'stored' as const, sha256 }, sizeBytes, isGone: false };
  });
  const here: readonly Found[] = await Promise.all([...samples, ...stored]);
  const keys = new Set(here.map(({ source }) => sourceKey(source)));
  const others = [...contents].flatMap(([key, [used]]) =>
    used === undefined || keys.has(key) ? [] : [elsewhere(used)],
  );
  return [...here, ...(await Promise.all(others))].map((found) => {
    const used = contents.get(sourceKey(found.source)) ?? [];
    return {
      ...found,
      runs: used.reduce((sum, { runs }) => sum + runs, 0),
      contents: used.map(({ sha256, runs, rowCount }) => ({ sha256, runs, rowCount })),
    };
  });
}

/** Data that a run used and that is neither a sample nor kept here: a file where it lies, generated data, or gone. */
async function elsewhere({ source }: UsedContent): Promise<Found> {
  switch (source.kind) {
    case 'file':
      return { name: basename(source.path), source, ...(await lookUp(source.path)) };
    case 'sample':
      return { name: source.name, source, sizeBytes: 0, isGone: true };
    case 'stored':
      return { name: `${source.sha256.slice(0, 12)}…`, source, sizeBytes: 0, isGone: true };
    case 'linear':
      return { name: 'linear', source, sizeBytes: 0, isGone: false };
  }
}

async function lookUp(path: string): Promise<Pick<Found, 'sizeBytes' | 'isGone'>> {
  const found = await stat(path).catch(() => null);
  return { sizeBytes: found?.isFile() === true ? found.size : 0, isGone: found === null };
}
