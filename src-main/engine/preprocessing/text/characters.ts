import type { Tokenizer } from './tokenizer.ts';
import { openVocabulary } from './vocabulary.ts';

export interface FittedCharacters {
  readonly kind: 'text';
  readonly tokenizer?: never;
  /** Characters by id − 1; id 0 is every other character. */
  readonly vocabulary: readonly string[];
  /** What becomes of another character at prediction; `own` when left out: id 0. */
  readonly unseen?: 'own' | 'error';
}

/**
 * The vocabulary of a training text: characters (Unicode code points) that occur at least `minCount` times, by code
 * point. Ids start at 1; 0 stands for every other character.
 */
export function fitCharacters(text: string, minCount: number): FittedCharacters {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const vocabulary = [...counts]
    .filter(([, count]) => count >= minCount)
    .map(([character]) => character)
    .sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  return { kind: 'text', vocabulary };
}

export function openCharacters({ vocabulary, unseen = 'own' }: FittedCharacters): Tokenizer {
  return { ...openVocabulary(vocabulary, (text) => [...text]), plural: 'characters', unseen };
}
