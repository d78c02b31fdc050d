import { say } from '#contract/sentence.ts';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { inputError } from '../../base/input-error.ts';
import type { Digest } from './digest.ts';
import type { DatasetFile } from './files.ts';

const chunkBytes = 1024 * 1024;
/** What a compressed file may unpack to: more than any table that fits, less than a file made to fill a disk. */
const largestUnpackedBytes = 16 * 1024 ** 3;

/**
 * The bytes of a file, a mebibyte at a time, unpacked where they are gzipped. `digest` gets the file's own bytes.
 * Throws `invalid_input` for a damaged archive and for one that unpacks to more than 16 GB.
 */
export async function* byteChunks(file: DatasetFile, digest?: Digest): AsyncGenerator<Uint8Array> {
  const chunks = rawChunks(file, digest);
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    const all = chained(first.value, chunks);
    if (isGzip(first.value)) yield* unpacked(all, file.name);
    else yield* all;
  } finally {
    // Whoever wants no more than the first piece has not begun with the rest, which would close the file.
    await chunks.return(undefined);
  }
}

/** Whether the bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

async function* rawChunks(file: DatasetFile, digest: Digest | undefined): AsyncGenerator<Uint8Array> {
  if (file.path === null) {
    const bytes = await file.bytes();
    digest?.update(bytes);
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
    return;
  }
  const handle = await open(file.path, 'r');
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      digest?.update(chunk);
      yield chunk;
    }
  } finally {
    await handle.close();
  }
}

async function* chained(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  yield first;
  yield* rest;
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks);
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  source.on('error', (error) => gunzip.destroy(error));
  let unpackedBytes = 0;
  try {
    for await (const chunk of source.pipe(gunzip)) {
      // A stream without an encoding gives buffers.
      const bytes = chunk as Uint8Array;
      unpackedBytes += bytes.length;
      if (unpackedBytes > largestUnpackedBytes) {
        throw inputError('dataset.source', say('file.tooLargeUnpacked', { file: name }));
      }
      yield bytes;
    }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    if (!code.startsWith('Z_')) throw thrown;
    throw inputError('dataset.source', say('file.damagedGzip', { file: name, reason: code }));
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
