import type { Frequency, TextFigures } from '#contract/dataset.ts';
import { histogram, median } from '../../base/statistics.ts';
import { wordsOf } from './words.ts';

/** Of a longer text, its beginning tells the same. */
const mostCharacters = 4_000_000;
const shownFrequencies = 30;
const shownRepeats = 10;
const shortestRepeat = 20;
const bins = 20;

/** What a text is made of: characters, words, the lengths of its lines, lines that are there twice. */
export function describeText(whole: string): TextFigures {
  const text = whole.slice(0, mostCharacters);
  const characters = tally(text);
  const words = tally(wordsIn(text));
  let wordCount = 0;
  for (const count of words.values()) wordCount += count;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const lengths = Float64Array.from(lines, (line) => [...line].length).sort();
  const min = lengths[0] ?? 0;
  const max = lengths.at(-1) ?? 0;
  const long = tally(lines.map((line) => line.trim()).filter((line) => line.length >= shortestRepeat));
  const repeated = [...long].filter(([, count]) => count > 1);
  return {
    characters: commonest(characters, shownFrequencies),
    words: commonest(words, shownFrequencies),
    wordCount,
    distinctWords: words.size,
    lineLengths: {
      count: lengths.length,
      min,
      median: lengths.length === 0 ? 0 : median(lengths),
      max,
      histogram: lengths.length === 0 ? [] : histogram(lengths, min, max, bins),
    },
    repeatedLines: commonest(new Map(repeated), shownRepeats),
  };
}

/** Words of more than one letter, in lower case; none where the script's characters stand for themselves. */
function wordsIn(text: string): string[] {
  const pieces = wordsOf(text).map((piece) => piece.trim());
  const words = pieces.filter((piece) => /^[\p{L}\p{M}\p{N}_'’]+$/u.test(piece));
  const spaced = words.filter((word) => [...word].length > 1);
  return spaced.length * 2 < words.length ? [] : words.map((word) => word.toLowerCase());
}

function tally(items: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Those that occur equally often by their code units. */
function commonest(counts: ReadonlyMap<string, number>, most: number): Frequency[] {
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([value, count]) => ({ value, count }));
}
