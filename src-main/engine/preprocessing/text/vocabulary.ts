import type { Tokenizer } from './tokenizer.ts';

/** What the vocabulary lacks. */
const unknown = 0;

/** Tokens that are looked up in a list: id − 1 is a token's place, and id 0 stands for every other one. */
export function openVocabulary(
  vocabulary: readonly string[],
  cut: (text: string) => readonly string[],
): Omit<Tokenizer, 'plural' | 'unseen'> {
  const idOf = new Map(vocabulary.map((token, index) => [token, index + 1]));
  return {
    count: vocabulary.length + 1,
    unknown,
    encode: (text) => Int32Array.from(cut(text), (token) => idOf.get(token) ?? unknown),
    decode: (ids) => {
      let text = '';
      for (const id of ids) text += vocabulary[id - 1] ?? '\uFFFD';
      return text;
    },
    pieces: cut,
    characters: Float64Array.from(['', ...vocabulary], (token) => [...token].length),
  };
}
