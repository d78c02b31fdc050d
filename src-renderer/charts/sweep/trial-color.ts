/** The colour of a trial by how good it is among all, from 0 to 1: from a quiet grey to the accent, in light and dark. */
export function trialColor(rank: number | undefined): string {
  if (rank === undefined) return 'var(--chart-axis)';
  return `color-mix(in oklab, var(--accent) ${Math.round(rank ** 1.5 * 100)}%, var(--chart-axis))`;
}

/** Better ones are drawn stronger, too: colour is never alone. */
export function trialWidth(rank: number | undefined): number {
  return rank === undefined ? 1 : 0.8 + rank ** 4 * 1.7;
}

export function trialOpacity(rank: number | undefined): number {
  return rank === undefined ? 0.35 : 0.35 + 0.65 * rank ** 2;
}
