/**
 * The pattern of SQLite's GLOB for one of `like` (see contract/pattern/like-pattern.ts), in which either case of a letter
 * fits; null where a letter is none of A to Z: its cases are not told by a class of characters.
 */
export function likeGlob(pattern: string): string | null {
  const pieces = Array.from(pattern.matchAll(/\\[\\%_]|[^]/gu), ([part]) => {
    if (part === '%') return '*';
    if (part === '_') return '?';
    return characterGlob(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
  });
  return pieces.includes(null) ? null : pieces.join('');
}

function characterGlob(character: string): string | null {
  if (character === '*' || character === '?' || character === '[') return `[${character}]`;
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  if (lower === upper) return character;
  return /^[a-z]$/.test(lower) ? `[${lower}${upper}]` : null;
}
