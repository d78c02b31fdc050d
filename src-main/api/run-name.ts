import { basename, extname } from 'node:path';
import type { DatasetSource } from '#contract/dataset.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { findStoredDataset } from '../base/stored-datasets.ts';

/** What a run is called when nobody named it: the model and the data, such as "mlp on wine". */
export async function runNameOf(spec: TrainingSpec, datasetsDirectory: string): Promise<string> {
  if (spec.name !== undefined) return spec.name;
  const data = await dataNameOf(spec.dataset.source, datasetsDirectory);
  return `${spec.model.kind} on ${basename(data, extname(data))}`.slice(0, 200);
}

async function dataNameOf(source: DatasetSource, datasetsDirectory: string): Promise<string> {
  switch (source.kind) {
    case 'sample':
      return source.name;
    case 'file':
      return source.path;
    case 'linear':
      return 'generated data';
    case 'stored':
      return (await findStoredDataset(datasetsDirectory, source.sha256))?.name ?? 'a dropped file';
    default:
      return source satisfies never;
  }
}
