import { say, type Sentence } from '#contract/sentence.ts';

/** Shorter paragraphs, such as a title or a name, may well come again. */
const shortest = 20;
const shownCharacters = 60;

/**
 * Paragraphs of the text held out that are in the training text word for word, as a remark for a person; nothing where
 * there are none. Paragraphs are what blank lines part, or lines where a text has none.
 */
export function repeatedParagraphs(trainText: string, heldText: string): readonly Sentence[] {
  const between = /\n\s*\n/.test(trainText) ? /\n\s*\n/ : /\n/;
  const paragraphs = (text: string): string[] =>
    text
      .split(between)
      .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
      .filter((paragraph) => paragraph.length >= shortest);
  const trained = new Set(paragraphs(trainText));
  const held = paragraphs(heldText);
  const repeated = held.filter((paragraph) => trained.has(paragraph));
  const [first] = repeated;
  if (first === undefined) return [];
  const share = `${((repeated.length / held.length) * 100).toFixed(1)} %`;
  const beginning = first.length > shownCharacters ? `${first.slice(0, shownCharacters)}…` : first;
  return [say('leakage.paragraphs', { count: repeated.length, share, first: beginning })];
}
