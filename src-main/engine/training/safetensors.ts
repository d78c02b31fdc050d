import { createHash } from 'node:crypto';
import { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import type { NamedArray } from '../optimizer/named-array.ts';

/**
 * The safetensors format (huggingface/safetensors): eight bytes of header length, a JSON header with type, shape and
 * offsets of every tensor and a map of strings, then the raw little-endian numbers. Arrays go in by name order.
 * A SHA-256 of the numbers is kept in the metadata, so that a damaged file is never loaded.
 */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const sorted = [...arrays].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const size = sorted.reduce((sum, array) => sum + array.values.byteLength, 0);
  const data = new Uint8Array(size);
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const { name, shape, values } of sorted) {
    data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    header[name] = {
      dtype: values instanceof Float64Array ? 'F64' : 'F32',
      shape,
      data_offsets: [offset, offset + values.byteLength],
    };
    offset += values.byteLength;
  }
  const sha256 = createHash('sha256').update(data).digest('hex');
  const json = JSON.stringify({ __metadata__: { ...metadata, sha256 }, ...header });
  const encoded = new TextEncoder().encode(json);
  const headerLength = Math.ceil(encoded.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(encoded, 8);
  bytes.set(data, 8 + headerLength);
  return bytes;
}

export interface Safetensors {
  readonly arrays: readonly NamedArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The way back, copying the numbers out. Throws `invalid_input` for what is damaged or no file of this kind. */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { header, end } = headerOf(bytes);
  // A view of plain bytes: `slice` of Node's own kind of them would not copy.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + end, bytes.length - end);
  const { __metadata__: metadata = {}, ...entries } = header;
  const sha256 = createHash('sha256').update(data).digest('hex');
  if (metadata['sha256'] !== sha256) throw damaged('its bytes differ from when it was written');
  const arrays = Object.entries(entries).map(([name, entry]) => {
    // What passes the checksum was written by encodeSafetensors above.
    const { dtype, shape, data_offsets: range } = entry as unknown as HeaderEntry;
    const copy = data.slice(range[0], range[1]).buffer;
    return { name, shape, values: dtype === 'F64' ? new Float64Array(copy) : new Float32Array(copy) };
  });
  return { arrays, metadata };
}

/** Names and shapes of the arrays, from the header alone. Throws `invalid_input` for what is no file of this kind. */
export function readShapes(
  bytes: Uint8Array,
): { readonly name: string; readonly shape: readonly number[] }[] {
  const entries = Object.entries(headerOf(bytes).header).filter(([name]) => name !== '__metadata__');
  return entries.map(([name, entry]) => {
    // What encodeSafetensors wrote.
    const { shape } = entry as unknown as HeaderEntry;
    return { name, shape };
  });
}

function headerOf(bytes: Uint8Array): { header: Record<string, Record<string, string>>; end: number } {
  if (bytes.length < 8) throw damaged('it is cut off');
  const headerLength = Number(
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true),
  );
  if (8 + headerLength > bytes.length) throw damaged('it is cut off');
  const header = readHeader(bytes.subarray(8, 8 + headerLength));
  if (header === null) throw damaged('its header is not readable');
  return { header, end: 8 + headerLength };
}

function damaged(why: string): CodedError {
  return new CodedError('invalid_input', say('goes.damagedFile', { reason: why }));
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function readHeader(bytes: Uint8Array): Record<string, Record<string, string>> | null {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof header === 'object' && header !== null && !Array.isArray(header)
      ? // What encodeSafetensors wrote; the checksum among it tells before anything else of it is used.
        (header as Record<string, Record<string, string>>)
      : null;
  } catch {
    return null;
  }
}
