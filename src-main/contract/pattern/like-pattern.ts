/**
 * The regular expression for a pattern in which % is any text and _ one character: all of a text has to fit it, in upper
 * or lower case. After a backslash, %, _ and the backslash stand for themselves.
 */
export function likePattern(text: string): string {
  const parts = Array.from(text.matchAll(/\\[\\%_]|[^]/gu), ([part]) => {
    if (part === '%') return '(?:.|\\n)*';
    if (part === '_') return '(?:.|\\n)';
    const literal = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return /[\\^$.*+?()[\]{}|]/.test(literal) ? `\\${literal}` : literal;
  });
  return `(?i)^${parts.join('')}$`;
}
