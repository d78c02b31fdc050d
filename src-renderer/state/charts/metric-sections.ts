import { compilePattern } from '#contract/pattern/match-pattern.ts';

/** Charts of metrics whose keys begin alike. */
export interface MetricSection {
  /** What stands before the last slash of their keys; empty for those without one. */
  readonly prefix: string;
  readonly keys: readonly string[];
}

/** Metrics by the beginnings of their keys, in the order of the alphabet, as are the keys; those without one come last. */
export function metricSections(keys: readonly string[]): readonly MetricSection[] {
  const sections = new Map<string, string[]>();
  for (const key of keys) {
    const prefix = key.slice(0, Math.max(0, key.lastIndexOf('/')));
    const section = sections.get(prefix);
    if (section === undefined) sections.set(prefix, [key]);
    else section.push(key);
  }
  return [...sections]
    .map(([prefix, members]) => ({ prefix, keys: members.sort() }))
    .sort((a, b) => Number(a.prefix === '') - Number(b.prefix === '') || (a.prefix < b.prefix ? -1 : 1));
}

/**
 * Which keys a search leaves: those that have all of its words, in capital or small letters; between slashes it is a
 * pattern, as in `/loss$/`. Null for a pattern that is none.
 */
export function metricSearch(text: string): ((key: string) => boolean) | null {
  const trimmed = text.trim();
  if (trimmed.length > 1 && trimmed.startsWith('/') && trimmed.endsWith('/')) {
    try {
      const matches = compilePattern(trimmed.slice(1, -1));
      return (key) => matches(key);
    } catch {
      return null;
    }
  }
  const words = trimmed.toLowerCase().split(/\s+/);
  return (key) => words.every((word) => key.toLowerCase().includes(word));
}
