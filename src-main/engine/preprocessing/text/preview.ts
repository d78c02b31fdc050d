import type { TextTokens } from '#contract/methods/specs.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Characters of the training text that are shown cut into tokens. */
const shownCharacters = 240;

/** What a tokenizer makes of a text: its beginning in pieces, and how much shorter the ids are than the characters. */
export function previewText(
  tokenizer: Tokenizer,
  trainText: string,
  trainIds: Int32Array,
  heldIds: Int32Array,
): TextTokens {
  const shown = trainText.trimStart().slice(0, shownCharacters);
  // Half a surrogate pair is no character.
  const whole = shown.isWellFormed() ? shown : shown.slice(0, -1);
  const pieces = tokenizer.pieces(whole);
  const ids = tokenizer.encode(whole);
  const unknown = tokenizer.unknown ?? -1;
  return {
    kind: tokenizer.plural,
    vocabulary: tokenizer.count,
    trainTokens: trainIds.length,
    heldTokens: heldIds.length,
    trainCharacters: countCharacters(trainText),
    trainBytes: Buffer.byteLength(trainText),
    unknownShare: heldIds.length === 0 ? 0 : heldIds.filter((id) => id === unknown).length / heldIds.length,
    pieces: pieces.map((text, at) => ({ text, ...(ids[at] === unknown ? { unknown: true } : {}) })),
  };
}

function countCharacters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--;
  return count;
}
