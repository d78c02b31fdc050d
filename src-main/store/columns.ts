import { CodedError } from '#contract/errors.ts';

/**
 * Columns of points as bytes. The first byte names the encoding; all three give back exactly what went in, bit for
 * bit but for the payload of a NaN, which JavaScript does not tell apart.
 *
 * | byte | encoding | then |
 * | --- | --- | --- |
 * | 0 | raw | every value as a float64 |
 * | 1 | progression | first value and stride as float64: value i is `first + i * stride` |
 * | 2 | deltas | differences of integers, the first one from 0, in zigzag varints |
 *
 * All is little-endian, as is every platform that Node is built for and that we ship to. Steps 1, 2, 3 … are a
 * progression of 17 bytes; times in milliseconds take one or two bytes a point.
 */
const raw = 0;
const progression = 1;
const deltas = 2;

const progressionBytes = 1 + 8 + 8;
/** Twice as much, the zigzag of it, is still an exact integer. */
const largestDelta = 2 ** 52;
/** Bytes of a varint of 53 bits. */
const longestVarint = 8;

/** The shortest exact encoding of the three. Reads `values`, keeps nothing of it. */
export function encodeColumn(values: Float64Array): Uint8Array {
  return encodeProgression(values) ?? encodeDeltas(values) ?? encodeRawColumn(values);
}

/** For measured values, which no shorter encoding fits. */
export function encodeRawColumn(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(1 + values.byteLength);
  bytes[0] = raw;
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 1);
  return bytes;
}

/** The way back, into an array of its own. Throws `storage_corrupt` when the bytes are not a column of `count`. */
export function decodeColumn(bytes: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count);
  switch (bytes[0]) {
    case raw:
      if (bytes.length !== 1 + count * 8) throw damaged();
      new Uint8Array(values.buffer).set(bytes.subarray(1));
      return values;
    case progression:
      if (bytes.length !== progressionBytes) throw damaged();
      decodeProgression(bytes, values);
      return values;
    case deltas:
      decodeDeltas(bytes, values);
      return values;
    default:
      throw damaged();
  }
}

function encodeProgression(values: Float64Array): Uint8Array | null {
  const first = values[0];
  if (first === undefined || values.length < 3) return null;
  const stride = (values[1] ?? first) - first;
  for (let i = 0; i < values.length; i++) {
    // Object.is, since −0 is not 0 here and NaN equals itself.
    if (!Object.is(values[i], first + i * stride)) return null;
  }
  const bytes = new Uint8Array(progressionBytes);
  bytes[0] = progression;
  const view = new DataView(bytes.buffer);
  view.setFloat64(1, first, true);
  view.setFloat64(9, stride, true);
  return bytes;
}

function decodeProgression(bytes: Uint8Array, values: Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getFloat64(1, true);
  const stride = view.getFloat64(9, true);
  for (let i = 0; i < values.length; i++) values[i] = first + i * stride;
}

/** Null when a value is no safe integer, when a difference is too large to be exact, or when raw is shorter. */
function encodeDeltas(values: Float64Array): Uint8Array | null {
  const limit = values.length * 8;
  const bytes = new Uint8Array(1 + limit + longestVarint);
  bytes[0] = deltas;
  let at = 1;
  let previous = 0;
  for (let i = 0; i < values.length; i++) {
    // The index is within the array.
    const value = values[i] as number;
    const delta = value - previous;
    if (!Number.isSafeInteger(value) || Math.abs(delta) > largestDelta) return null;
    if (value === 0 && Object.is(value, -0)) return null;
    let zigzag = delta < 0 ? -2 * delta - 1 : 2 * delta;
    while (zigzag >= 128) {
      bytes[at++] = 128 | (zigzag % 128);
      zigzag = Math.floor(zigzag / 128);
    }
    bytes[at++] = zigzag;
    if (at > limit) return null;
    previous = value;
  }
  return bytes.slice(0, at);
}

function decodeDeltas(bytes: Uint8Array, values: Float64Array): void {
  let at = 1;
  let previous = 0;
  for (let i = 0; i < values.length; i++) {
    let byte = bytes[at++];
    if (byte === undefined) throw damaged();
    if (byte < 128) {
      // Most deltas are this short, and whole 32-bit numbers are fastest.
      previous += (byte >>> 1) ^ -(byte & 1);
    } else {
      let zigzag = byte % 128;
      let scale = 128;
      while (byte >= 128) {
        byte = bytes[at++];
        if (byte === undefined) throw damaged();
        zigzag += (byte % 128) * scale;
        scale *= 128;
      }
      previous += zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
    }
    values[i] = previous;
  }
  if (at !== bytes.length) throw damaged();
}

function damaged(): CodedError {
  return new CodedError(
    'storage_corrupt',
    'Points in the database are damaged and cannot be read. Run "descent doctor", or restore a backup.',
  );
}
