/** Splits what was typed at commas and line ends; no tag twice, none empty. */
export function splitTags(text: string): readonly string[] {
  const tags = text.split(/[,，、\n]/u).map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

export interface TagCount {
  readonly tag: string;
  /** How many of the runs have it. */
  readonly count: number;
}

/** Tags of several runs, commonest first. */
export function countTags(runs: readonly { readonly tags: readonly string[] }[]): readonly TagCount[] {
  const counts = new Map<string, number>();
  for (const { tags } of runs) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
}

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}
