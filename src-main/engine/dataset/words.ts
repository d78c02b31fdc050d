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

const term = new RegExp(String.raw`${letter}{2,}|[${unspaced}]\p{M}*`, 'gu');

/** What a text tells about its topic: words of at least two letters, and every character of an unspaced script. */
export function termsOf(text: string): readonly string[] {
  return text.match(term) ?? [];
}
