import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describeIssues } from '#contract/parse.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { listStoredDatasets, storeDataset } from '../../base/stored-datasets.ts';
import { loadSamples, sampleFileNames } from '../../engine/dataset/samples.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../dispatch.ts';

type DataHandlers = Pick<
  Handlers,
  | 'datasets.list'
  | 'datasets.describe'
  | 'datasets.store'
  | 'datasets.proposeSpec'
  | 'specs.check'
  | 'samples.list'
>;

/** Data, what could be trained on it, and what a spec amounts to. */
export function dataHandlers({ directories, pool }: Context): DataHandlers {
  const samples = loadSamples(directories.resources);
  return {
    'samples.list': () => samples,
    'datasets.list': () => {
      return [
        ...sampleFileNames(directories.resources).map((name) => ({
          name,
          source: { kind: 'sample' as const, name },
          sizeBytes: sizeOf(join(directories.resources, 'samples', name)),
        })),
        ...listStoredDatasets(directories.datasets).map(({ name, path, sha256 }) => ({
          name,
          source: { kind: 'stored' as const, sha256 },
          sizeBytes: sizeOf(path),
        })),
      ];
    },
    'datasets.describe': (dataset, signal) => pool.run('describe', { dataset }, signal),
    'datasets.store': async ({ name, bytes }) => {
      const stored = await storeDataset(directories.datasets, name, bytes);
      return { name: stored.name, source: { kind: 'stored', sha256: stored.sha256 } };
    },
    'datasets.proposeSpec': ({ dataset }, signal) => pool.run('propose', { dataset }, signal),
    'specs.check': async ({ spec }, signal) => {
      const parsed = v.safeParse(trainingSpecSchema, spec);
      if (parsed.success) return pool.run('plan', { spec: parsed.output }, signal);
      return { issues: describeIssues(parsed.issues, trainingSpecSchema), plan: null };
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
