import type { RunGroup } from '#contract/run-group.ts';
import type { RunRow } from '#contract/run.ts';
import type { GroupLine } from './table-rows.ts';

/** A line of the table: a group, or a run of it. */
export interface Line {
  readonly line: GroupLine;
  /** Null of the group itself. */
  readonly run: number | null;
}

export type Keys = ReadonlySet<string>;
export type RunsById = ReadonlyMap<number, RunRow>;

export const noKeys: Keys = new Set();
export const noRuns: RunsById = new Map();

/** The groups, each followed by its runs where it is open. */
export function groupLines(groups: readonly RunGroup[], open: Keys): readonly Line[] {
  const lines: Line[] = [];
  for (const group of groups) {
    const key = keyOfGroup(group);
    const line = { group, key, open: open.has(key) };
    lines.push({ line, run: null });
    if (line.open) for (const run of group.runs) lines.push({ line, run });
  }
  return lines;
}

/** Groups by settings have no value; their first run was there before all others. */
export function keyOfGroup({ value, runs }: RunGroup): string {
  return value === null ? `run ${Math.min(...runs)}` : JSON.stringify(value);
}

export function toggledKey(open: Keys, key: string): Keys {
  const next = new Set(open);
  if (!next.delete(key)) next.add(key);
  return next;
}

export function withKey(open: Keys, key: string): Keys {
  return new Set([...open, key]);
}

/** All groups open; none where all are. */
export function allOrNone(open: Keys, groups: readonly RunGroup[]): Keys {
  const keys = groups.map(keyOfGroup);
  return new Set(keys.every((key) => open.has(key)) ? [] : keys);
}

export function withRuns(known: RunsById, rows: readonly RunRow[]): RunsById {
  return new Map([...known, ...rows.map((row) => [row.id, row] as const)]);
}

/** The rows of these runs, in their order; those that are not there are left out. */
export function inOrder(ids: readonly number[], rows: readonly RunRow[]): readonly RunRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
