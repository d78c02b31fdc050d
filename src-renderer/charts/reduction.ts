import type { SeriesAnswer } from '#contract/metric.ts';

/** How many points a bucket holds at most on average over the lines; null when every point is drawn as it is. */
export function pointsPerBucket(answer: SeriesAnswer): number | null {
  if (answer.bucketWidth === 0) return null;
  let most = 0;
  for (const line of answer.lines) {
    let used = 0;
    for (const value of line.last) if (!Number.isNaN(value)) used++;
    if (used > 0) most = Math.max(most, line.count / used);
  }
  return most > 1 ? Math.round(most) : null;
}
