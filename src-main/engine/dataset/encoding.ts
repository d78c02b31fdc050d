import { TextDecoder } from 'node:util';
import type { TextEncoding } from '#contract/dataset.ts';
import type { CodedError } from '#contract/errors.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';

/**
 * How the bytes at a file's beginning are to be read: by their byte order mark, by the zero bytes of UTF-16, as UTF-8
 * where they are, as GB18030 where nearly all of their pairs are common Chinese characters. Null where none fits.
 */
export function guessEncoding(bytes: Uint8Array): TextEncoding | null {
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
  if (decodes(bytes, 'utf-8')) return 'utf-8';
  return looksChinese(bytes) && decodes(bytes, 'gb18030') ? 'gb18030' : null;
}

/** A character may be cut at the end of the bytes. */
function decodes(bytes: Uint8Array, encoding: TextEncoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Nearly any bytes decode as GB18030. Text that is meant so has pairs from the rows of punctuation and of the 3,755
 * commonest characters (GB 2312: A1–A3 and B0–D7, then A1–FE).
 */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[++at] ?? 0;
    pairs++;
    const commonLead = (lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7);
    if (commonLead && trail >= 0xa1) common++;
  }
  return pairs > 0 && common >= pairs * 0.85;
}

/** Thrown inside when text turns out to be in another encoding than its beginning: reading begins anew with it. */
export class OtherEncoding extends Error {
  readonly encoding: TextEncoding;
  constructor(encoding: TextEncoding) {
    super(`the text is ${encoding}`);
    this.encoding = encoding;
  }
}

/**
 * Bytes to text, piece by piece; a byte order mark is dropped. `wanted` is the spec's encoding. Throws
 * `invalid_input` for bytes that do not decode, `OtherEncoding` where later bytes show that the guess was wrong.
 */
export async function* textChunks(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  wanted: TextEncoding | undefined,
  found: (encoding: TextEncoding) => void,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let encoding: TextEncoding = wanted ?? 'utf-8';
  for await (const bytes of chunks) {
    if (decoder === null) {
      const guessed = wanted ?? guessEncoding(bytes);
      if (guessed === null) throw noText(name);
      encoding = guessed;
      found(encoding);
      decoder = new TextDecoder(encoding, { fatal: true });
    }
    yield decode(decoder, bytes, encoding, name, wanted);
  }
  if (decoder === null) return;
  const rest = decode(decoder, null, encoding, name, wanted);
  if (rest !== '') yield rest;
}

function decode(
  decoder: TextDecoder,
  bytes: Uint8Array | null,
  encoding: TextEncoding,
  name: string,
  wanted: TextEncoding | undefined,
): string {
  try {
    return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    if (wanted !== undefined) throw notEncoded(name, wanted);
    const other = bytes === null ? null : guessEncoding(bytes);
    if (encoding === 'utf-8' && other === 'gb18030') throw new OtherEncoding('gb18030');
    throw noText(name);
  }
}

function noText(name: string): CodedError {
  const sentence = say('file.noText', { file: name });
  return inputError('dataset.encoding', sentence);
}

function notEncoded(name: string, encoding: TextEncoding): CodedError {
  const sentence = say('file.notEncoded', { file: name, encoding });
  return inputError('dataset.encoding', sentence);
}
