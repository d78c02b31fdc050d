import { matchText, type Match } from './match.ts';

export const entryKinds = [
  'action',
  'place',
  'setting',
  'run',
  'sweep',
  'report',
  'view',
  'data',
  'guide',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Something that the palette leads to. */
export interface PaletteEntry {
  /** The same for the same thing after a restart: what was used lately is kept by it. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly text: string;
  /** Beside the text: where it belongs. */
  readonly hint?: string;
  readonly keys?: string;
  /** It is found by these, too: its name in English, its number. */
  readonly also?: readonly string[];
  /** Found by somebody who knows more of it than its text; it stays, however little of the text was typed. */
  readonly found?: boolean;
  readonly run: () => void;
}

export interface FoundEntry {
  readonly entry: PaletteEntry;
  readonly marks: Match['marks'];
}

/**
 * The entries that answer what was typed, the best first: by the class of the match, then what was used lately, then
 * by kind, then as they were given. With nothing typed, what was used lately comes before all others.
 *
 * @param recent ids, the latest first
 */
export function orderEntries(
  entries: readonly PaletteEntry[],
  typed: string,
  recent: readonly string[],
): readonly FoundEntry[] {
  const lately = new Map(recent.map((id, index) => [id, index]));
  return entries
    .flatMap((entry, index) => {
      const match = bestMatch(entry, typed);
      return match === null ? [] : [{ entry, index, ...match, age: lately.get(entry.id) ?? recent.length }];
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        a.age - b.age ||
        entryKinds.indexOf(a.entry.kind) - entryKinds.indexOf(b.entry.kind) ||
        a.index - b.index,
    )
    .map(({ entry, marks }) => ({ entry, marks }));
}

/** By its text, else half a class below by one of its other names. */
function bestMatch(entry: PaletteEntry, typed: string): Match | null {
  const own = matchText(entry.text, typed);
  const others = (entry.also ?? []).flatMap((name) => matchText(name, typed) ?? []);
  const other = others.length === 0 ? Infinity : Math.min(...others.map(({ rank }) => rank)) + 0.5;
  if (own !== null && own.rank <= other) return own;
  if (other < Infinity) return { rank: other, marks: [] };
  return entry.found === true ? { rank: 4.5, marks: [] } : null;
}
