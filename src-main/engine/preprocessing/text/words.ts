import type { Tokenizer } from './tokenizer.ts';
import { openVocabulary } from './vocabulary.ts';

export interface FittedWords {
  readonly kind: 'text';
  readonly tokenizer: 'words';
  /** Words by id − 1, commonest first; id 0 is every other word. */
  readonly vocabulary: readonly string[];
  /** What becomes of another word at prediction. */
  readonly unseen: 'own' | 'error';
}

export interface WordOptions {
  readonly minCount: number;
  /** The most words; what is rarer is unknown. */
  readonly vocabularySize: number;
  readonly unseen: 'own' | 'error';
}

/** Scripts that put no spaces between words: each of their characters stands for itself. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan']
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');
const letter = String.raw`(?:(?![${unspaced}])[\p{L}\p{M}\p{N}_])`;
/**
 * A word with the space before it and with apostrophes inside; a character of an unspaced script with its marks; a
 * punctuation mark with the space before it; one white-space character. Together the pieces are the text.
 */
const piece = new RegExp(
  String.raw` ?${letter}+(?:['’]${letter}+)*|[${unspaced}]\p{M}*| ?[^\s\p{L}\p{M}\p{N}_]|[^]`,
  'gu',
);

/** A text cut into words, marks and white space, nothing left out. */
export function wordsOf(text: string): readonly string[] {
  return text.match(piece) ?? [];
}

/** The commonest words of a training text, those that occur equally often by their code units. */
export function fitWords(text: string, { minCount, vocabularySize, unseen }: WordOptions): FittedWords {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vocabulary = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, vocabularySize)
    .map(([word]) => word);
  return { kind: 'text', tokenizer: 'words', vocabulary, unseen };
}

export function openWords({ vocabulary, unseen }: FittedWords): Tokenizer {
  return { ...openVocabulary(vocabulary, wordsOf), plural: 'words', unseen };
}
