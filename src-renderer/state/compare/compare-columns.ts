/** Which columns of the comparison are where, as places among its runs. */
export interface CompareColumns {
  /** Stay at the left: the baseline and those that were pinned. */
  readonly pinned: readonly number[];
  readonly others: readonly number[];
  readonly hidden: number;
}

/** The first run is the baseline: it is always shown, and stays at the left. */
export function compareColumns(
  runs: readonly number[],
  hidden: readonly number[],
  pinned: readonly number[],
): CompareColumns {
  const places = runs.map((_, place) => place);
  const isPinned = (place: number): boolean => place === 0 || pinned.includes(runs[place] ?? 0);
  const shown = places.filter((place) => place === 0 || !hidden.includes(runs[place] ?? 0));
  return {
    pinned: shown.filter(isPinned),
    others: shown.filter((place) => !isPinned(place)),
    hidden: places.length - shown.length,
  };
}

/** With one run moved by some places; the baseline stays first, and nothing goes before it. */
export function movedRun(runs: readonly number[], run: number, by: number): readonly number[] {
  const from = runs.indexOf(run);
  if (from <= 0) return runs;
  const to = Math.min(runs.length - 1, Math.max(1, from + by));
  const rest = runs.filter((other) => other !== run);
  return [...rest.slice(0, to), run, ...rest.slice(to)];
}

/** Runs after the baseline by a row's values, from the least up or from the most down; those without one last. */
export function sortedByRow(
  runs: readonly number[],
  values: readonly unknown[],
  direction: 'ascending' | 'descending',
): readonly number[] {
  const [baseline, ...others] = runs.map((run, index) => ({ run, value: values[index], index }));
  if (baseline === undefined) return runs;
  const sign = direction === 'ascending' ? 1 : -1;
  const sorted = [...others].sort((a, b) => {
    const [aLacks, bLacks] = [lacks(a.value), lacks(b.value)];
    if (aLacks || bLacks) return Number(aLacks) - Number(bLacks) || a.index - b.index;
    return sign * compareValues(a.value, b.value) || a.index - b.index;
  });
  return [baseline, ...sorted].map(({ run }) => run);
}

function lacks(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** From so many columns on only those in view are in the page. */
const fewColumns = 16;
/** Columns beside the view that are there already, so that a scroll finds them. */
const margin = 3;

/** Columns [from, end) that lie in view, `left` pixels scrolled, on a table whose columns are `column` wide. */
export function columnsInView(
  count: number,
  left: number,
  width: number,
  column: number,
): { readonly from: number; readonly end: number } {
  if (count <= fewColumns) return { from: 0, end: count };
  const from = Math.max(0, Math.min(count - 1, Math.floor(left / column)) - margin);
  return { from, end: Math.min(count, Math.max(from, Math.ceil((left + width) / column)) + margin) };
}
