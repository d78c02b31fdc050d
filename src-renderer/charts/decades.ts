import type { SeriesAnswer, SeriesLine } from '#contract/metric.ts';

/** A linear axis shows all that is smaller than a thousandth of the largest value as one flat line. */
const mostDecades = 3;
/** A few values that happen to be tiny say nothing about the rest. */
const lowShare = 0.05;

/**
 * Whether a logarithmic axis shows more of the lines: all values lie above zero, and they span more than three decades
 * from the smallest, leaving out one in twenty, to the largest. How far down the noise of a faint line goes counts only
 * where there is no other line; how far up it goes always does.
 */
export function spansDecades(
  { lines }: Pick<SeriesAnswer, 'lines'>,
  isFaint: (line: SeriesLine) => boolean = () => false,
): boolean {
  const low: number[] = [];
  const faint: number[] = [];
  let high = 0;
  for (const line of lines) {
    const values = isFaint(line) ? faint : low;
    for (const [bucket, least] of line.min.entries()) {
      if (!Number.isFinite(least)) continue;
      if (least <= 0) return false;
      values.push(least);
      high = Math.max(high, line.max[bucket] ?? least);
    }
  }
  const sorted = Float64Array.from(low.length > 0 ? low : faint).sort();
  const least = sorted[Math.floor(lowShare * (sorted.length - 1))];
  return least !== undefined && Math.log10(high) - Math.log10(least) > mostDecades;
}
