import type { ChartMark } from './line-style.ts';

/** Marks that stand so close that they share one handle. */
export interface MarkCluster {
  /** Pixels from the left of the plot. */
  readonly left: number;
  /** In the order of their x. */
  readonly marks: readonly ChartMark[];
  /** That of the gravest of them. */
  readonly tone: ChartMark['tone'];
}

/** Handles are so wide, in pixels. */
const reach = 12;
const gravest = ['danger', 'accent', 'quiet'] as const;

/** Marks with a handle each, or several with one where they would cover each other. */
export function markClusters(
  marks: readonly ChartMark[],
  leftOf: (x: number) => number,
): readonly MarkCluster[] {
  const clusters: { left: number; marks: ChartMark[] }[] = [];
  for (const mark of [...marks].sort((a, b) => a.x - b.x)) {
    const left = leftOf(mark.x);
    const last = clusters.at(-1);
    if (last !== undefined && left - last.left < reach) last.marks.push(mark);
    else clusters.push({ left, marks: [mark] });
  }
  return clusters.map((cluster) => ({
    ...cluster,
    tone: gravest.find((tone) => cluster.marks.some((mark) => mark.tone === tone)) ?? 'quiet',
  }));
}
