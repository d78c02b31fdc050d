import type { LineageEntry } from '#contract/lineage.ts';

/** A run as it is drawn: a line from the step where it began to the one that it has reached, in a lane of its own. */
export interface LineageLane {
  readonly entry: LineageEntry;
  /** From 0, the run that all came from at the top. */
  readonly lane: number;
  /** Lane of its parent; null for the first one. */
  readonly parentLane: number | null;
  readonly fromStep: number;
  readonly toStep: number;
}

/**
 * Lanes in the order of a tree read from above: every run is followed by its branches, the one that began last first,
 * so that the lines from parent to branch cross no other run. `entries` hold parents before children.
 */
export function lineageLanes(entries: readonly LineageEntry[]): readonly LineageLane[] {
  const children = new Map<number, LineageEntry[]>();
  const known = new Set(entries.map(({ run }) => run));
  const roots: LineageEntry[] = [];
  for (const entry of entries) {
    if (entry.parent === null || !known.has(entry.parent)) roots.push(entry);
    else children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
  }
  const lanes: LineageLane[] = [];
  const place = (entry: LineageEntry, parentLane: number | null): void => {
    const lane = lanes.length;
    const fromStep = entry.branchStep ?? 0;
    lanes.push({ entry, lane, parentLane, fromStep, toStep: Math.max(fromStep, entry.lastStep) });
    const branches = [...(children.get(entry.run) ?? [])].sort(
      (a, b) => (b.branchStep ?? 0) - (a.branchStep ?? 0) || a.run - b.run,
    );
    for (const branch of branches) place(branch, lane);
  };
  for (const root of roots) place(root, null);
  return lanes;
}
