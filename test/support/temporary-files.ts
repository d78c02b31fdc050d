import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { DatasetFiles } from '../../src-main/engine/dataset/files.ts';

/** A folder for the files of one test file; `remove` takes it away with all that is in it. */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'descent-data-'));
  return {
    folder,
    /** Writes a file, with its folders, and gives its path. */
    write: (name: string, content: string | Uint8Array): string => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The file or folder at a path, whatever is asked for. */
export function fileAt(path: string, isFolder = false): DatasetFiles {
  const bytes = () => Promise.reject(new Error('read by its path'));
  return { resolve: () => Promise.resolve({ path, name: basename(path), isFolder, bytes }) };
}
