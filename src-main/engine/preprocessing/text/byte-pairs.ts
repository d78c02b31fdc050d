import { charactersBegun, shownBytes } from './bytes.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface FittedBytePairs {
  readonly kind: 'text';
  readonly tokenizer: 'bytePairs';
  /** Pairs of ids in the order in which they were learned; each makes a token of what its two stand for. */
  readonly merges: readonly BytePair[];
}

export type BytePair = readonly [number, number];

/**
 * Ids 0 to 255 are the bytes in the order of GPT-2's vocabulary (Radford et al. 2019): those that print, then the
 * others. Ties between pairs go by it, as they do in the tokenizers that others use.
 */
const isPrinting = (byte: number): boolean =>
  (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
const bytes = Array.from({ length: 256 }, (_, byte) => byte);
export const byteOfId: readonly number[] = [
  ...bytes.filter(isPrinting),
  ...bytes.filter((byte) => !isPrinting(byte)),
];
export const idOfByte: readonly number[] = bytes.map((byte) => byteOfId.indexOf(byte));

/** Letters of one language do not merge with the next word: GPT-2's pattern, with pieces of at most 256 characters. */
const piece =
  /'(?:s|t|re|ve|m|ll|d)| ?\p{L}{1,256}| ?\p{N}{1,256}| ?[^\s\p{L}\p{N}]{1,256}|\s{1,256}(?!\S)|\s{1,256}/gu;

export function piecesOf(text: string): readonly string[] {
  return text.match(piece) ?? [];
}

/** A pair as one number: ids stay below 65536. */
export function pairKey(first: number, second: number): number {
  return first * 65_536 + second;
}

/** The tokens of a list of merges: bytes by id, and the id that every merge makes. Two merges may make the same token. */
export function tokensOf(merges: readonly BytePair[]) {
  const tokens: (readonly number[])[] = byteOfId.map((byte) => [byte]);
  const idOf = new Map(tokens.map((token, id) => [token.join(), id]));
  const made: number[] = [];
  const add = ([first, second]: BytePair): number => {
    const token = [...(tokens[first] ?? []), ...(tokens[second] ?? [])];
    let id = idOf.get(token.join());
    if (id === undefined) {
      id = tokens.length;
      tokens.push(token);
      idOf.set(token.join(), id);
    }
    made.push(id);
    return id;
  };
  for (const merge of merges) add(merge);
  return { tokens, made, add };
}

/** Byte pair encoding (Gage 1994; Sennrich et al. 2016) over the bytes of the text: whatever is typed has ids. */
export function openBytePairs({ merges }: FittedBytePairs): Tokenizer {
  const { tokens, made } = tokensOf(merges);
  const rankOf = new Map(merges.map(([first, second], rank) => [pairKey(first, second), rank]));
  const known = new Map<string, readonly number[]>();

  const encodePiece = (text: string): readonly number[] => {
    const before = known.get(text);
    if (before !== undefined) return before;
    let ids = Array.from(Buffer.from(text), (byte) => idOfByte[byte] ?? 0);
    for (;;) {
      let rank = Number.POSITIVE_INFINITY;
      for (let at = 0; at + 1 < ids.length; at++) {
        rank = Math.min(rank, rankOf.get(pairKey(ids[at] ?? 0, ids[at + 1] ?? 0)) ?? rank);
      }
      const merge = merges[rank];
      const id = made[rank];
      if (merge === undefined || id === undefined) break;
      ids = merged(ids, merge, id);
    }
    known.set(text, ids);
    return ids;
  };
  const encode = (text: string): Int32Array => Int32Array.from(piecesOf(text).flatMap(encodePiece));

  return {
    count: tokens.length,
    plural: 'tokens',
    unknown: null,
    unseen: 'own',
    encode,
    decode: (ids) => Buffer.from([...ids].flatMap((id) => tokens[id] ?? [])).toString(),
    pieces: (text) => Array.from(encode(text), (id) => shownBytes(tokens[id] ?? [])),
    characters: Float64Array.from(tokens, charactersBegun),
  };
}

/** Every occurrence of a pair, from the left, as the one id. */
export function merged(ids: readonly number[], [first, second]: BytePair, id: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    if (ids[at] === first && ids[at + 1] === second) {
      result.push(id);
      at++;
    } else {
      result.push(ids[at] ?? 0);
    }
  }
  return result;
}
