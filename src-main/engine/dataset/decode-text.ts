import { CodedError } from '#contract/errors.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
}

/**
 * Bytes to text: UTF-8, or UTF-16 by its byte order mark or by its pattern of zero bytes. The mark itself is
 * dropped. Throws `invalid_input` for bytes that are neither.
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const encoding = guessEncoding(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch (cause) {
    throw new CodedError(
      'invalid_input',
      `${name} is not text in UTF-8 or UTF-16 (the bytes do not decode). Save it as UTF-8 and try again.`,
      {},
      cause,
    );
  }
}

function guessEncoding(bytes: Uint8Array): DecodedText['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Latin text in UTF-16 has a zero in every second byte; UTF-8 text has none at all.
  const sample = bytes.subarray(0, 1000);
  let evenZeros = 0;
  let oddZeros = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) evenZeros++;
    else oddZeros++;
  }
  if (oddZeros > sample.length / 4 && evenZeros === 0) return 'utf-16le';
  if (evenZeros > sample.length / 4 && oddZeros === 0) return 'utf-16be';
  return 'utf-8';
}
