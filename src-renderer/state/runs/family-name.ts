import type { RunRow } from '#contract/run.ts';

/** A run's name; of a member of a family, that of the family: its place has a mark of its own, which is not cut off. */
export function nameWithoutPlace({ name, family }: Pick<RunRow, 'name' | 'family'>): string {
  return family !== undefined && name.startsWith(`${family.name} · `) ? family.name : name;
}
