const words = ['and', 'or', 'not', 'in', 'like', 'contains', 'matches', 'is', 'order'];
const roots = /^(?:metrics|params|tags|system)\./;

/**
 * The words of a text that says nothing else: `adam 0.002 100%`. Null where any of it is of the language, so that signs
 * such as % and * need no quotes in a plain search.
 */
export function plainWords(text: string): readonly string[] | null {
  if (/[<>=~"'`()]|&&|\|\|/.test(text)) return null;
  const found = text.split(/\s+/u).filter((word) => word !== '');
  return found.some((word) => words.includes(word.toLowerCase()) || roots.test(word)) ? null : found;
}
