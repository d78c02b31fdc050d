import type { ParamValue } from '#contract/param.ts';
import type { RunGroup } from '#contract/run-group.ts';
import { scaleVariable } from '../../charts/figures/colors.ts';

/** A group of runs as charts draw it. */
export interface ChartGroup {
  readonly name: string;
  /** Slot of its colour. */
  readonly color: number;
  readonly runs: readonly number[];
  /** Its colour on a scale, where the groups go by more numbers than there are colours to tell apart. */
  readonly shade?: `--scale-${number}`;
}

/** So many numbers are still told apart by name; more of them are a scale from low to high. */
const mostNamed = 6;

/**
 * Groups with colours in the order of their values, so that a colour belongs to a value whichever of its runs came first:
 * numbers by size, then texts by the alphabet.
 */
export function coloredGroups(
  groups: readonly RunGroup[],
  nameOf: (group: RunGroup) => string,
): readonly ChartGroup[] {
  const scaled = groups.length > mostNamed && groups.every(({ value }) => typeof value === 'number');
  return groups
    .toSorted((a, b) => compareValues(a.value, b.value) || Math.min(...a.runs) - Math.min(...b.runs))
    .map((group, color) => ({
      name: nameOf(group),
      color,
      runs: group.runs,
      // By their order, so that settings over powers of ten are as far apart as others.
      ...(scaled ? { shade: scaleVariable(color / (groups.length - 1)) } : {}),
    }));
}

function compareValues(a: ParamValue, b: ParamValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : 0;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** The groups with the runs of one facet alone; their colours and names stay, and so do those that are empty. */
export function withinFacet(groups: readonly ChartGroup[], runs: readonly number[]): readonly ChartGroup[] {
  const wanted = new Set(runs);
  return groups.map((group) => ({ ...group, runs: group.runs.filter((run) => wanted.has(run)) }));
}
