import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { findStoredDataset } from '../base/stored-datasets.ts';
import type { DatasetFile, DatasetFiles } from '../engine/dataset/files.ts';
import { sampleFile } from '../engine/dataset/samples.ts';
import type { WorkerData } from './protocol.ts';

/** How the engine gets at bytes: samples that ship, files of the user's, files dropped into the window. */
export function openFiles({ resourcesDirectory, datasetsDirectory }: WorkerData): DatasetFiles {
  return {
    resolve: async (source) => {
      switch (source.kind) {
        case 'sample':
          return sampleFile(resourcesDirectory, source.name);
        case 'file':
          return fileAt(resolve(source.path));
        case 'stored': {
          const stored = await findStoredDataset(datasetsDirectory, source.sha256);
          if (stored !== null) return { ...stored, bytes: () => readFile(stored.path) };
          throw new CodedError(
            'not_found',
            `There is no dropped file with the SHA-256 ${source.sha256.slice(0, 12)}… in ${datasetsDirectory}. Drop the file again.`,
          );
        }
        case 'linear':
          throw new Error('generated data has no file');
      }
    },
  };
}

async function fileAt(path: string): Promise<DatasetFile> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new CodedError('not_found', say('task.noFile', { path }));
  }
  if (!found.isFile() && !found.isDirectory()) {
    throw new CodedError('invalid_input', say('task.noFileNorFolder', { path }));
  }
  return { path, name: basename(path), isFolder: found.isDirectory(), bytes: () => readFile(path) };
}
