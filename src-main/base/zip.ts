import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With forward slashes; no entry may stand in a folder above. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
/** Version 2.0 of the format, which has deflate. */
const version = 20;
/** Names are UTF-8. */
const flags = 0x0800;
const largestBytes = 0xffffffff;

/**
 * A ZIP archive (PKWARE APPNOTE 6.3, without its 64-bit extension): every entry deflated, or as it is where that is no
 * longer. The same entries and time give the same bytes. Throws a RangeError from 4 GiB on.
 */
export function zip(entries: readonly ZipEntry[], modifiedAt: number): Uint8Array<ArrayBuffer> {
  const stamp = dosTime(modifiedAt);
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const encoded = new TextEncoder().encode(name);
    const deflated = deflateRawSync(bytes);
    const isSmaller = deflated.length < bytes.length;
    const content = isSmaller ? deflated : bytes;
    const shared = [
      [version, 2],
      [flags, 2],
      [isSmaller ? 8 : 0, 2],
      [stamp, 4],
      [crc32(bytes), 4],
      [content.length, 4],
      [bytes.length, 4],
      [encoded.length, 2],
      [0, 2],
    ] as const;
    const local = fields([[localSignature, 4], ...shared]);
    parts.push(local, encoded, content);
    const central = fields([
      [centralSignature, 4],
      [version, 2],
      ...shared,
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ]);
    directory.push(central, encoded);
    offset += local.length + encoded.length + content.length;
    if (offset > largestBytes) throw new RangeError('An archive of 4 GiB or more cannot be written.');
  }
  const directoryLength = directory.reduce((sum, part) => sum + part.length, 0);
  const end = fields([
    [endSignature, 4],
    [0, 2],
    [0, 2],
    [entries.length, 2],
    [entries.length, 2],
    [directoryLength, 4],
    [offset, 4],
    [0, 2],
  ]);
  const whole = new Uint8Array(offset + directoryLength + end.length);
  let at = 0;
  for (const part of [...parts, ...directory, end]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Little-endian whole numbers of two or four bytes, one after the other. */
function fields(values: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, [, size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, size] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** Time and date as MS-DOS kept them, in UTC, to two seconds; nothing is older than 1980. */
function dosTime(milliseconds: number): number {
  const time = new Date(Math.max(milliseconds, Date.UTC(1980, 0, 1)));
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  const day = ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  return ((day << 16) | clock) >>> 0;
}
