import { mostCompared } from '#contract/comparable.ts';

/** Chosen runs by id, each as it was last seen: a selection reaches beyond the rows that are loaded. */
export type Selection<T> = ReadonlyMap<number, T>;

export function nothingSelected<T>(): Selection<T> {
  return new Map();
}

interface Identified {
  readonly id: number;
}

/** With the run if it was not chosen, else without it. */
export function toggled<T extends Identified>(selection: Selection<T>, row: T): Selection<T> {
  const next = new Map(selection);
  if (!next.delete(row.id)) next.set(row.id, row);
  return next;
}

/** With these runs, too. */
export function extended<T extends Identified>(selection: Selection<T>, rows: readonly T[]): Selection<T> {
  return new Map([...selection, ...rows.map((row) => [row.id, row] as const)]);
}

export function without<T>(selection: Selection<T>, ids: readonly number[]): Selection<T> {
  const next = new Map(selection);
  for (const id of ids) next.delete(id);
  return next;
}

/** The same runs with newer news of them; the same map where there is none. */
export function refreshed<T extends Identified>(selection: Selection<T>, rows: readonly T[]): Selection<T> {
  const newer = rows.filter((row) => selection.has(row.id) && selection.get(row.id) !== row);
  return newer.length === 0 ? selection : extended(selection, newer);
}

/** Index range [first, end) from the row where a selection began to the one where it goes to. */
export function rangeOf(anchor: number, to: number): { readonly first: number; readonly end: number } {
  return { first: Math.min(anchor, to), end: Math.max(anchor, to) + 1 };
}

export { mostCompared };

/** Why a number of runs cannot be compared; null where it can. */
export function compareRefusal(count: number): 'few' | 'many' | null {
  if (count < 2) return 'few';
  return count > mostCompared ? 'many' : null;
}
