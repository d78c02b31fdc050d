import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { createGunzip } from 'node:zlib';
import { CodedError } from '#contract/errors.ts';

const blockSize = 512;

/**
 * Unpacks the files of an npm tarball that `keeps` wants, by their path without the first folder. Reads ustar with the
 * `prefix` field and pax headers' `path`; links are left out, as npm leaves them out. Throws `invalid_input` for a path
 * that leaves the folder.
 */
export async function unpack(
  archive: string,
  folder: string,
  keeps: (path: string) => boolean,
): Promise<void> {
  let entry: { readonly path: string; readonly size: number; readonly type: string } | null = null;
  let longPath: string | null = null;
  const bytes = createBytes();
  for await (const chunk of createReadStream(archive).pipe(createGunzip())) {
    // A stream of bytes gives Buffers.
    bytes.add(chunk as Buffer);
    for (;;) {
      const wanted = entry === null ? blockSize : Math.ceil(entry.size / blockSize) * blockSize;
      const taken = bytes.take(wanted);
      if (taken === null) break;
      if (entry === null) {
        entry = readHeader(taken);
        continue;
      }
      const content = taken.subarray(0, entry.size);
      if (entry.type === 'x') longPath = pathOfPax(content.toString('utf8'));
      else {
        const path = (longPath ?? entry.path).split('/').slice(1).join('/');
        longPath = null;
        if ((entry.type === '0' || entry.type === '\0') && path !== '' && keeps(path)) {
          await writeInside(folder, path, content);
        }
      }
      entry = null;
    }
  }
}

/** Bytes that came in pieces, put together only where a whole is asked for. */
function createBytes() {
  let pieces: Buffer[] = [];
  let length = 0;
  return {
    add: (piece: Buffer): void => {
      pieces.push(piece);
      length += piece.length;
    },
    /** The next so many bytes, or null while there are fewer. */
    take: (count: number): Buffer | null => {
      if (length < count) return null;
      const all = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
      pieces = [all.subarray(count)];
      length -= count;
      return all.subarray(0, count);
    },
  };
}

async function writeInside(folder: string, path: string, content: Uint8Array): Promise<void> {
  const clean = normalize(path);
  if (clean.startsWith('..') || clean.startsWith('/') || clean.includes(':')) {
    throw new CodedError(
      'invalid_input',
      `The package has a file outside of its folder (${path}), so it was not installed.`,
    );
  }
  const target = join(folder, clean);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}

function readHeader(block: Buffer): { path: string; size: number; type: string } {
  const text = (from: number, length: number): string => {
    const bytes = block.subarray(from, from + length);
    const end = bytes.indexOf(0);
    return bytes.subarray(0, end === -1 ? length : end).toString('utf8');
  };
  const prefix = text(345, 155);
  const name = text(0, 100);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size: Number.parseInt(text(124, 12).trim() || '0', 8),
    type: String.fromCharCode(block[156] ?? 0),
  };
}

/** Records of a pax header are `LENGTH KEY=VALUE\n`. */
function pathOfPax(text: string): string | null {
  return /^\d+ path=(.*)$/m.exec(text)?.[1] ?? null;
}
