/**
 * A derived metric goes by a key that begins with an equals sign: `=val/loss - train/loss`. It may stand wherever the
 * key of a measured one does.
 */
const mark = '=';

/** The expression of a derived metric; null for the key of a measured one. */
export function derivedText(key: string): string | null {
  return key.startsWith(mark) ? key.slice(mark.length).trim() : null;
}

/** The key of the metric that an expression derives. */
export function derivedKey(text: string): string {
  return `${mark}${text.trim()}`;
}
