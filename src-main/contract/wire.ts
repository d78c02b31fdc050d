import { Decoder, Encoder, ExtensionCodec } from '@msgpack/msgpack';
import { CodedError } from './errors.ts';

/**
 * The one codec of every transport. MessagePack carries NaN and ±∞; integers are written as floats so that
 * −0 stays −0; typed arrays are extension types. Structured clone and JSON would differ on diverged runs.
 */
const typedArrays = [
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8ClampedArray,
] as const;

const extensionCodec = new ExtensionCodec();
for (const [type, TypedArray] of typedArrays.entries()) {
  extensionCodec.register({
    type,
    encode: (value) =>
      value instanceof TypedArray
        ? new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
        : null,
    // The payload may start at any offset of the message, so that it has to be copied to be aligned. (`slice` would
    // not do: of a Node Buffer it is a view.)
    decode: (bytes) => new TypedArray(new Uint8Array(bytes).buffer),
  });
}

const encoder = new Encoder({
  extensionCodec,
  forceIntegerToFloat: true,
  ignoreUndefined: true,
  maxDepth: 64,
});
const decoder = new Decoder({ extensionCodec, maxMapLength: 1_000_000 });

/** Plain values, typed arrays and Uint8Array to bytes. `undefined` properties are left out. */
export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(value);
}

/** The way back. Throws `invalid_input` for bytes that are not a message of ours. */
export function decode(bytes: Uint8Array): unknown {
  try {
    // A Node Buffer would give Buffers for the bytes within it.
    return decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new CodedError(
      'invalid_input',
      'A message could not be read; the sender speaks another protocol.',
      {},
      cause,
    );
  }
}
