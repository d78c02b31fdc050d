import { settingsGroup, type RunGroup } from '#contract/run-group.ts';

/** A group is called by the value that its runs have in common; by their family or name where that is their settings. */
export function nameOfGroup({ value, runs, fields }: RunGroup, by: string): string {
  if (by === settingsGroup) {
    const called = fields['family']?.same ?? fields['name']?.same;
    return typeof called === 'string' ? called : `#${Math.min(...runs)}`;
  }
  return value === null ? '—' : String(value);
}

/** In the order of their values: numbers by size, then texts by the alphabet, so that a colour belongs to a value. */
export function sortedGroups(groups: readonly RunGroup[]): readonly RunGroup[] {
  return groups.toSorted((a, b) => {
    const [one, two] = [a.value, b.value];
    if (typeof one === 'number' && typeof two === 'number') return one - two;
    if (typeof one !== typeof two) return typeof one === 'number' ? -1 : typeof two === 'number' ? 1 : 0;
    return String(one) < String(two)
      ? -1
      : String(one) > String(two)
        ? 1
        : Math.min(...a.runs) - Math.min(...b.runs);
  });
}
