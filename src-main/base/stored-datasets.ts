import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';

/**
 * Files dropped into the window, kept by their content: `datasets/SHA256/NAME`. The first name given to a content
 * stays, since runs that were trained on it read it under that name.
 */
export interface StoredDataset {
  readonly path: string;
  readonly name: string;
}

export async function storeDataset(
  datasetsDirectory: string,
  name: string,
  bytes: Uint8Array,
): Promise<StoredDataset & { readonly sha256: string; readonly isNew: boolean }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const found = await findStoredDataset(datasetsDirectory, sha256);
  if (found !== null) return { ...found, sha256, isNew: false };
  const folder = join(datasetsDirectory, sha256);
  await mkdir(folder, { recursive: true });
  const safeName = fileName(name);
  const path = join(folder, safeName);
  writeFileAtomically(path, bytes);
  return { path, name: safeName, sha256, isNew: true };
}

/** Gives whether there was one. */
export async function removeStoredDataset(datasetsDirectory: string, sha256: string): Promise<boolean> {
  if ((await findStoredDataset(datasetsDirectory, sha256)) === null) return false;
  await rm(join(datasetsDirectory, sha256), { recursive: true, force: true });
  return true;
}

/** Null when there is none of this content. */
export async function findStoredDataset(
  datasetsDirectory: string,
  sha256: string,
): Promise<StoredDataset | null> {
  const folder = join(datasetsDirectory, sha256);
  const names = await readdir(folder).catch(() => []);
  return nameIn(folder, names);
}

/** All of them, by name. */
export function listStoredDatasets(
  datasetsDirectory: string,
): readonly (StoredDataset & { readonly sha256: string })[] {
  return foldersIn(datasetsDirectory)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .flatMap((sha256) => {
      const folder = join(datasetsDirectory, sha256);
      const found = nameIn(folder, foldersIn(folder));
      return found === null ? [] : [{ ...found, sha256 }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Temporary files of a write that was cut short begin with a dot or end in .tmp; they are no dataset. */
function nameIn(folder: string, names: readonly string[]): StoredDataset | null {
  const name = names.find((candidate) => !candidate.startsWith('.') && !/\.tmp(-|$)/.test(candidate));
  return name === undefined ? null : { path: join(folder, name), name };
}

/** What any file system takes: no separators, no control characters, no leading dot, at most 100 characters. */
function fileName(name: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}._ ()-]/gu, '_')
    .replace(/^[.\s]+/, '')
    .replace(/\.tmp$/, '');
  const extension = /\.[\w]{1,10}$/.exec(plain)?.[0] ?? '';
  return plain === ''
    ? 'data'
    : plain.slice(0, 100 - extension.length - 1).replace(/\.[\w]{1,10}$/, '') + extension;
}
