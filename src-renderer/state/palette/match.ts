/** How well a text answers what was typed. */
export interface Match {
  /** 0 is the same text; each further class is one that a person would expect below. */
  readonly rank: number;
  /** Where the typed letters stand in the text, as [start, end) in order. */
  readonly marks: readonly (readonly [number, number])[];
}

/**
 * Finds typed text in a text, letters of either case: the same, its beginning, the beginning of a word, of several
 * words in any order, anywhere, the first letters of its words, or all letters in their order close together. Null
 * where it is not found. The class alone decides, so that one can tell beforehand what comes first.
 */
export function matchText(text: string, typed: string): Match | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return { rank: 0, marks: [] };
  const lower = text.toLowerCase();
  // Letters whose lower case is longer would shift the marks.
  if (lower.length !== text.length) return lower.includes(wanted) ? { rank: 4, marks: [] } : null;
  if (lower === wanted) return { rank: 0, marks: [[0, text.length]] };
  if (lower.startsWith(wanted)) return { rank: 1, marks: [[0, wanted.length]] };
  const starts = wordStarts(text);
  const word = starts.find((start) => lower.startsWith(wanted, start));
  if (word !== undefined) return { rank: 2, marks: [[word, word + wanted.length]] };
  const words = eachWord(lower, starts, wanted.split(/\s+/));
  if (words !== null) return { rank: 3, marks: words };
  const at = lower.indexOf(wanted);
  if (at >= 0) return { rank: 4, marks: [[at, at + wanted.length]] };
  const initials = starts.map((start) => lower[start]).join('');
  const first = wanted.length > 1 ? initials.indexOf(wanted) : -1;
  if (first >= 0) {
    return { rank: 5, marks: starts.slice(first, first + wanted.length).map((start) => [start, start + 1]) };
  }
  const scattered = inOrder(lower, wanted.replace(/\s+/g, ''));
  return scattered === null ? null : { rank: 6, marks: scattered };
}

/** Where words begin: behind anything that is no letter or digit, and at a capital within a word. */
function wordStarts(text: string): readonly number[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]|(?<=\p{Ll})\p{Lu}/gu)].map(({ index }) => index);
}

function eachWord(text: string, starts: readonly number[], wanted: readonly string[]): Match['marks'] | null {
  if (wanted.length < 2) return null;
  const free = new Set(starts);
  const marks: [number, number][] = [];
  // The longest first: "r runs" does not take the only "runs" for "r".
  for (const word of [...wanted].sort((a, b) => b.length - a.length)) {
    const start = [...free].find((at) => text.startsWith(word, at));
    if (start === undefined) return null;
    free.delete(start);
    marks.push([start, start + word.length]);
  }
  return marks.sort(([a], [b]) => a - b);
}

/** All letters in their order, within three times their number: farther apart they are found by chance alone. */
function inOrder(text: string, wanted: string): Match['marks'] | null {
  if (wanted.length < 3) return null;
  const marks: [number, number][] = [];
  let from = 0;
  for (const letter of wanted) {
    const at = text.indexOf(letter, from);
    if (at < 0) return null;
    const last = marks.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else marks.push([at, at + 1]);
    from = at + 1;
  }
  const span = from - (marks[0]?.[0] ?? 0);
  return span <= wanted.length * 3 ? marks : null;
}
