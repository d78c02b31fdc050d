import { createHeap } from '../../../base/heap.ts';
import { idOfByte, merged, pairKey, piecesOf, tokensOf, type BytePair } from './byte-pairs.ts';

export interface BytePairOptions {
  /** Tokens at most, the 256 bytes among them. */
  readonly vocabularySize: number;
  /** Pairs that occur less often are not merged. */
  readonly minCount: number;
}

/** A distinct piece of the text, as ids so far, and how often it occurs. */
interface Piece {
  ids: readonly number[];
  readonly count: number;
}

interface Candidate {
  readonly key: number;
  readonly count: number;
}

/**
 * The merges of byte pair encoding: again and again the commonest pair of neighbours within a piece becomes a token.
 * Pairs that are equally common go by their ids, so that the same text always gives the same merges. Counts are kept
 * up to date by the pieces that a merge changes, and the heap's entries are checked when they come to the top.
 */
export function learnBytePairs(text: string, { vocabularySize, minCount }: BytePairOptions): BytePair[] {
  const pieces = countPieces(text);
  const counts = new Map<number, number>();
  const places = new Map<number, Set<number>>();
  for (const [index, { ids, count }] of pieces.entries()) {
    for (const key of pairsOf(ids)) {
      counts.set(key, (counts.get(key) ?? 0) + count);
      placesOf(places, key).add(index);
    }
  }
  const candidates = createHeap<Candidate>(
    (a, b) => a.count > b.count || (a.count === b.count && a.key < b.key),
  );
  for (const [key, count] of counts) candidates.push({ key, count });

  const merges: BytePair[] = [];
  const { tokens, add } = tokensOf([]);
  while (tokens.length < vocabularySize) {
    const best = candidates.pop();
    if (best === undefined) break;
    const count = counts.get(best.key) ?? 0;
    if (count !== best.count) {
      if (count > 0) candidates.push({ key: best.key, count });
      continue;
    }
    if (count < minCount) break;
    const merge: BytePair = [Math.floor(best.key / 65_536), best.key % 65_536];
    const id = add(merge);
    merges.push(merge);
    const changes = new Map<number, number>();
    for (const index of places.get(best.key) ?? []) {
      const piece = pieces[index];
      if (piece === undefined) continue;
      for (const key of pairsOf(piece.ids)) changes.set(key, (changes.get(key) ?? 0) - piece.count);
      piece.ids = merged(piece.ids, merge, id);
      for (const key of pairsOf(piece.ids)) {
        changes.set(key, (changes.get(key) ?? 0) + piece.count);
        placesOf(places, key).add(index);
      }
    }
    places.delete(best.key);
    for (const [key, change] of changes) {
      if (change === 0) continue;
      const now = (counts.get(key) ?? 0) + change;
      if (now > 0) counts.set(key, now);
      else counts.delete(key);
      if (change > 0) candidates.push({ key, count: now });
    }
    counts.delete(best.key);
  }
  return merges;
}

function countPieces(text: string): Piece[] {
  const counts = new Map<string, number>();
  for (const piece of piecesOf(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return Array.from(counts, ([piece, count]) => ({
    ids: Array.from(Buffer.from(piece), (byte) => idOfByte[byte] ?? 0),
    count,
  }));
}

function pairsOf(ids: readonly number[]): number[] {
  return ids.slice(1).map((second, at) => pairKey(ids[at] ?? 0, second));
}

function placesOf(places: Map<number, Set<number>>, key: number): Set<number> {
  let found = places.get(key);
  if (found === undefined) {
    found = new Set();
    places.set(key, found);
  }
  return found;
}
