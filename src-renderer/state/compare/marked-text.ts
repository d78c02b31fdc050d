/** A piece of a text, and whether the other text lacks it. */
export interface TextPart {
  readonly text: string;
  readonly changed: boolean;
}

/** Above, a text is not taken apart: looking for what is common costs the product of both lengths. */
const mostPieces = 600;

/**
 * A text in pieces, words and single signs, each marked where the other text lacks it in this order (the longest common
 * subsequence). Texts without anything in common are one changed piece.
 */
export function markedText(text: string, other: string): readonly TextPart[] {
  if (text === other) return text === '' ? [] : [{ text, changed: false }];
  const own = piecesOf(text);
  const theirs = piecesOf(other);
  if (own.length > mostPieces || theirs.length > mostPieces) return [{ text, changed: true }];
  const kept = commonPieces(own, theirs);
  const parts: { text: string; changed: boolean }[] = [];
  for (const [index, piece] of own.entries()) {
    const changed = !kept.has(index);
    const last = parts.at(-1);
    if (last !== undefined && last.changed === changed) last.text += piece;
    else parts.push({ text: piece, changed });
  }
  return parts;
}

/** Words, runs of spaces, and every other sign by itself; Chinese characters are signs. */
function piecesOf(text: string): readonly string[] {
  return text.match(/[\p{Script=Latin}\p{N}]+|\s+|./gsu) ?? [];
}

/** Places of the pieces that are in a longest common subsequence. */
function commonPieces(own: readonly string[], theirs: readonly string[]): ReadonlySet<number> {
  const width = theirs.length + 1;
  // lengths[i, j]: of the longest common subsequence of own from i and theirs from j.
  const lengths = new Uint16Array((own.length + 1) * width);
  for (let i = own.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        own[i] === theirs[j]
          ? 1 + (lengths[(i + 1) * width + j + 1] ?? 0)
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const kept = new Set<number>();
  let i = 0;
  let j = 0;
  while (i < own.length && j < theirs.length) {
    if (own[i] === theirs[j]) {
      kept.add(i);
      i++;
      j++;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return kept;
}
