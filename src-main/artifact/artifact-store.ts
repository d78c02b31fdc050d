import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError } from '#contract/errors.ts';
import { syncDirectory, temporaryNamePattern, writeFileAtomically } from '../base/atomic-file.ts';

/** Files by their content: `artifacts/ab/abcdef…`. Which runs name a content is known by the store alone. */
export interface ArtifactStore {
  /** Writes bytes durably under their SHA-256; a content that is there whole is not written again. */
  put(bytes: Uint8Array): { readonly sha256: string; readonly sizeBytes: number };
  /** Bytes that have this hash. Throws `not_found`, and `storage_corrupt` when they have another one by now. */
  get(sha256: string): Uint8Array;
  has(sha256: string): boolean;
  /** Removes these contents and gives the bytes that became free; one that is not there gives none. */
  remove(contents: Iterable<string>): number;
  /** Removes what nobody refers to and what a crash left half written; gives the bytes that became free. */
  sweep(referenced: ReadonlySet<string>): number;
}

/**
 * Keeps files below `directory`, which is made at the first `put`. Throws what the file system throws. One process
 * writes at a time: the owner of the data directory.
 */
export function openArtifactStore(directory: string): ArtifactStore {
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`"${sha256}" is no SHA-256`);
    return join(directory, sha256.slice(0, 2), sha256);
  };
  const put: ArtifactStore['put'] = (bytes) => {
    const sha256 = hash(bytes);
    const path = pathOf(sha256);
    if (!isWhole(path, sha256)) {
      makeDirectory(directory);
      makeDirectory(dirname(path));
      writeFileAtomically(path, bytes);
    }
    return { sha256, sizeBytes: bytes.length };
  };
  const get: ArtifactStore['get'] = (sha256) => {
    const path = pathOf(sha256);
    const bytes = readIfThere(path);
    if (bytes === null) {
      throw new CodedError(
        'not_found',
        `The file ${path} is missing. Restore it from a backup, or train again.`,
        {
          path,
          sha256,
        },
      );
    }
    if (hash(bytes) === sha256) return bytes;
    throw new CodedError(
      'storage_corrupt',
      `The file ${path} is damaged: its content does not have the SHA-256 ${sha256} any more. ` +
        'Restore it from a backup, or train again.',
      { path, sha256 },
    );
  };
  return {
    put,
    get,
    has: (sha256) => sizeOf(pathOf(sha256)) !== null,
    remove: (contents) => {
      let freed = 0;
      for (const sha256 of contents) freed += removeFile(pathOf(sha256));
      return freed;
    },
    sweep: (referenced) => {
      let freed = 0;
      for (const folder of namesIn(directory).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
        const names = namesIn(join(directory, folder));
        // What else lies here was put here by somebody else.
        const useless = names.filter((name) =>
          /^[0-9a-f]{64}$/.test(name) ? !referenced.has(name) : temporaryNamePattern.test(name),
        );
        for (const name of useless) freed += removeFile(join(directory, folder, name));
      }
      return freed;
    },
  };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isWhole(path: string, sha256: string): boolean {
  const bytes = readIfThere(path);
  return bytes !== null && hash(bytes) === sha256;
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw thrown;
  }
}

/** One level at a time: what Node throws for several at once does not tell a read-only disk from a missing folder. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
    syncDirectory(dirname(path));
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
  }
}

function removeFile(path: string): number {
  const bytes = sizeOf(path);
  if (bytes === null) return 0;
  rmSync(path, { force: true });
  return bytes;
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

function isMissing(thrown: unknown): boolean {
  return codeOf(thrown) === 'ENOENT';
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
