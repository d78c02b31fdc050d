import { wordsOf } from '../../dataset/words.ts';
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
