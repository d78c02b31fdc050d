/** A run in view, and the index that it had. */
export interface SeenRun {
  readonly id: number;
  readonly index: number;
}

/**
 * By how many rows those in view have moved, when rows came or went before them: the median of their own moves, so
 * that one run which a sort carries off does not take the view along. `indexOf` is null for a row that is not loaded.
 */
export function commonShift(inView: readonly SeenRun[], indexOf: (id: number) => number | null): number {
  const moves = inView
    .flatMap(({ id, index }) => {
      const now = indexOf(id);
      return now === null ? [] : [now - index];
    })
    .sort((a, b) => a - b);
  return moves[Math.floor((moves.length - 1) / 2)] ?? 0;
}
