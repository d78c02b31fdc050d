import type { Sentence } from '#contract/sentence.ts';

/** The English of sentences, to compare with what a test expects. */
export function messagesOf(sentences: readonly Sentence[] = []): readonly string[] {
  return sentences.map(({ message }) => message);
}
