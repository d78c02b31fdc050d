import type { FittedText } from './fitted.ts';

/** Every character that the vocabulary lacks. */
export const unknownId = 0;

/**
 * The vocabulary of a training text: characters (Unicode code points) that occur at least `minCount` times, by code
 * point. Ids start at 1; 0 stands for every other character.
 */
export function fitCharacters(text: string, minCount: number): FittedText {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const vocabulary = [...counts]
    .filter(([, count]) => count >= minCount)
    .map(([character]) => character)
    .sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  return { kind: 'text', vocabulary };
}

/** A text as character ids, one per code point. */
export function encodeCharacters(fitted: FittedText, text: string): Int32Array {
  const idOf = new Map(fitted.vocabulary.map((character, index) => [character, index + 1]));
  return Int32Array.from([...text], (character) => idOf.get(character) ?? unknownId);
}

/** The way back; unknown ids become the replacement character. */
export function decodeCharacters(fitted: FittedText, ids: Iterable<number>): string {
  let text = '';
  for (const id of ids) text += fitted.vocabulary[id - 1] ?? '\uFFFD';
  return text;
}
