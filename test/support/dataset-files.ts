import { resolve } from 'node:path';
import type { DatasetSpec } from '#contract/dataset.ts';
import type { DatasetFiles } from '../../src-main/engine/dataset/files.ts';
import { sampleFile } from '../../src-main/engine/dataset/samples.ts';

export const resourcesDirectory = resolve(import.meta.dirname, '../../resources');

/** The samples that ship, and nothing else. */
export const sampleFiles: DatasetFiles = {
  resolve: (source) => {
    if (source.kind !== 'sample') throw new Error(`no ${source.kind} files in this test`);
    return Promise.resolve(sampleFile(resourcesDirectory, source.name));
  },
};

/** One file of the given content, whatever is asked for. */
export function fileOf(content: string | Uint8Array, name = 'data.csv'): DatasetFiles {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { resolve: () => Promise.resolve({ path: null, name, bytes: () => Promise.resolve(bytes) }) };
}

/** A dataset spec over `fileOf`. */
export function fileSpec(rest: Omit<DatasetSpec, 'source'> = {}): DatasetSpec {
  return { source: { kind: 'file', path: 'data.csv' }, ...rest };
}
