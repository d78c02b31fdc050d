import { quantile } from '../base/statistics.ts';
import { addedVolume } from './hypervolume.ts';
import { dominates, type Point } from './pareto.ts';

/** Worse than so many of the trials is outside of what is measured, so that one that diverged hides no others. */
const within = 0.9;

/**
 * How the front grows: after each point (losses, in the order in which they came) the part of the box between the best
 * and nine tenths of every objective that the points so far dominate, from 0 to 1. What is not finite adds nothing.
 */
export function hypervolumeGrowth(points: readonly Point[]): Float64Array {
  const shares = new Float64Array(points.length);
  const finite = points.filter((point) => point.every(Number.isFinite));
  const scales = (finite[0] ?? []).map((_, axis) => {
    const sorted = Float64Array.from(finite, (point) => point[axis] ?? 0).sort();
    const best = sorted[0] ?? 0;
    return { best, span: quantile(sorted, within) - best || 1 };
  });
  const corner = scales.map(() => 1);
  let front: Point[] = [];
  let share = 0;
  for (const [i, point] of points.entries()) {
    const scaled = scales.map(({ best, span }, axis) => ((point[axis] ?? Number.NaN) - best) / span);
    if (
      scaled.length > 0 &&
      scaled.every((loss) => loss < 1) &&
      !front.some((other) => dominates(other, scaled))
    ) {
      share += addedVolume(scaled, front, corner);
      front = [...front.filter((other) => !dominates(scaled, other)), scaled];
    }
    shares[i] = share;
  }
  return shares;
}
