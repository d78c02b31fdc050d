import type { Tokenizer } from './tokenizer.ts';

export interface FittedBytes {
  readonly kind: 'text';
  readonly tokenizer: 'bytes';
}

/** Every byte of the text in UTF-8 is a token of its own: nothing to learn, and nothing is unknown. */
export function openBytes(): Tokenizer {
  return {
    count: 256,
    plural: 'bytes',
    unknown: null,
    unseen: 'own',
    encode: (text) => Int32Array.from(Buffer.from(text)),
    decode: (ids) => Buffer.from([...ids]).toString(),
    pieces: (text) => Array.from(Buffer.from(text), (byte) => shownBytes([byte])),
    characters: Float64Array.from({ length: 256 }, (_, byte) => charactersBegun([byte])),
  };
}

/** Characters whose first byte in UTF-8 is among the bytes: all but the continuation bytes 10xxxxxx begin one. */
export function charactersBegun(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => ((byte & 0xc0) === 0x80 ? sum : sum + 1), 0);
}

/** Bytes as the text that they are, or in hex where they tear a character apart. */
export function shownBytes(bytes: readonly number[]): string {
  const text = Buffer.from(bytes).toString();
  if (!text.includes('\uFFFD')) return text;
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
