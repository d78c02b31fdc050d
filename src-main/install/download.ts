import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '#contract/errors.ts';

/** How far an installation is; `total` is null where a server does not say. */
export interface InstallProgress {
  readonly what: string;
  readonly bytes: number;
  readonly total: number | null;
}

export interface Download {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** SHA-512 in base64. */
  readonly sha512: string;
  /** Where it is written; what an earlier attempt left there is gone on with. */
  readonly path: string;
  readonly signal?: AbortSignal;
  /** Bytes that are there and in all, null where the server does not say. */
  readonly progress?: (bytes: number, total: number | null) => void;
}

/** A connection that is cut is taken up again this often before the user is asked to. */
const attempts = 4;

/**
 * Downloads a file and checks it. Throws `disconnected` where it cannot be had (what is there stays and is gone on
 * with by the next call), `not_found`, `storage_full`, `cancelled`, and `invalid_input` for other bytes than expected,
 * which are deleted.
 */
export async function download(wanted: Download): Promise<void> {
  await mkdir(dirname(wanted.path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      await continueDownload(wanted);
      break;
    } catch (thrown) {
      if (wanted.signal?.aborted === true)
        throw new CodedError('cancelled', 'The installation was cancelled.');
      if (thrown instanceof CodedError) throw thrown;
      if (isDiskFull(thrown)) throw diskFull(wanted.path);
      if (attempt < attempts) continue;
      throw new CodedError(
        'disconnected',
        `${wanted.url} could not be downloaded (${reasonOf(thrown)}). Check the connection and the registry that npm is configured for, then install again: what has been downloaded is kept.`,
      );
    }
  }
  if ((await hashOf(wanted.path, 'sha512', 'base64')) === wanted.sha512) return;
  await rm(wanted.path, { force: true });
  throw new CodedError(
    'invalid_input',
    `${wanted.url} gave other bytes than were published under this name (their SHA-512 differs), so nothing was installed. A proxy or a mirror may have changed them: set another registry, or install again.`,
  );
}

async function continueDownload({ url, headers, path, signal, progress }: Download): Promise<void> {
  const there = await sizeOf(path);
  const response = await fetch(url, {
    headers: { ...headers, ...(there === 0 ? {} : { range: `bytes=${there}-` }) },
    ...(signal === undefined ? {} : { signal }),
  });
  // The range begins where the file ends: it is whole already.
  if (response.status === 416) return void (await response.body?.cancel());
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw refused(url, response.status);
  }
  const goesOn = response.status === 206;
  const length = response.headers.get('content-length');
  let bytes = goesOn ? there : 0;
  const total = length === null ? null : bytes + Number(length);
  const file = await open(path, goesOn ? 'a' : 'w');
  try {
    for await (const chunk of response.body) {
      await file.writeFile(chunk);
      bytes += chunk.length;
      progress?.(bytes, total);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== null && bytes < total)
    throw new Error(`the connection was cut after ${bytes} of ${total} bytes`);
}

function refused(url: string, status: number): CodedError {
  if (status === 404) {
    return new CodedError(
      'not_found',
      `The registry has no ${url}. If npm is configured for a mirror, it may lack the package: set npm_config_registry to https://registry.npmjs.org/ and install again.`,
    );
  }
  if (status === 401 || status === 403) {
    return new CodedError(
      'unauthorized',
      `The registry refuses ${url} (status ${status}). Log in by npm login, or configure another registry.`,
    );
  }
  throw new Error(`status ${status}`);
}

export function isDiskFull(thrown: unknown): boolean {
  return (
    thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')
  );
}

export function diskFull(path: string): CodedError {
  return new CodedError(
    'storage_full',
    `The disk is full: ${dirname(path)} has no room for the engine. What had been downloaded was removed again. Make room, then install again.`,
  );
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // fetch says only "fetch failed"; why is its cause.
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

export async function hashOf(
  path: string,
  algorithm: 'sha256' | 'sha512',
  digits: 'hex' | 'base64',
): Promise<string> {
  const hash = createHash(algorithm);
  // A stream of bytes gives them.
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest(digits);
}
