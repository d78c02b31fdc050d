import { dominates, type Point } from './pareto.ts';

/**
 * Volume of what the points dominate within the reference point (all losses: smaller is better); 0 for none. Two
 * objectives in one sweep; more by exclusive volumes (While, Bradstreet and Barone, "A fast way of calculating exact
 * hypervolumes", IEEE TEC 2012).
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => point.every((loss, index) => loss < (reference[index] ?? 0)));
  return volume(inside, reference);
}

function volume(points: readonly Point[], reference: Point): number {
  if (points.length === 0) return 0;
  if (reference.length === 1) return (reference[0] ?? 0) - Math.min(...points.map(([loss = 0]) => loss));
  if (reference.length === 2) return area(points, reference);
  const sorted = [...points].sort((a, b) => (b.at(-1) ?? 0) - (a.at(-1) ?? 0));
  return sorted.reduce(
    (sum, point, index) => sum + addedVolume(point, sorted.slice(index + 1), reference),
    0,
  );
}

/** What a point within the reference dominates that none of the others does. */
export function addedVolume(point: Point, others: readonly Point[], reference: Point): number {
  // What others take of this one's box is theirs: they are cut to it.
  const cut = others.map((other) => other.map((loss, axis) => Math.max(loss, point[axis] ?? 0)));
  return boxOf(point, reference) - volume(withoutDominated(cut), reference);
}

function area(points: readonly Point[], [width = 0, height = 0]: Point): number {
  const sorted = [...points].sort(([a = 0], [b = 0]) => a - b);
  let sum = 0;
  let lowest = height;
  for (const [first = 0, second = 0] of sorted) {
    if (second >= lowest) continue;
    sum += (width - first) * (lowest - second);
    lowest = second;
  }
  return sum;
}

function boxOf(point: Point, reference: Point): number {
  return reference.reduce((product, corner, axis) => product * (corner - (point[axis] ?? 0)), 1);
}

function withoutDominated(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    if (kept.some((other) => dominates(other, point) || other.every((loss, axis) => loss === point[axis])))
      continue;
    kept.splice(0, kept.length, ...kept.filter((other) => !dominates(point, other)), point);
  }
  return kept;
}

/**
 * Indices of `count` points that together dominate much: each time the one that adds most, which reaches at least
 * 1 − 1/e of what the best choice would (Guerreiro, Fonseca and Paquete 2016). What a point adds only ever shrinks, so
 * that few are looked at again.
 */
export function greatestSubset(points: readonly Point[], count: number, reference: Point): readonly number[] {
  const adds = points.map((point) => hypervolume([point], reference));
  const left = new Set(points.keys());
  const chosen: number[] = [];
  let reached = 0;
  while (chosen.length < Math.min(count, points.length)) {
    const fresh = new Set<number>();
    for (;;) {
      let best = -1;
      for (const index of left) {
        if (best < 0 || (adds[index] ?? 0) > (adds[best] ?? 0)) best = index;
      }
      if (fresh.has(best) || chosen.length === 0) {
        chosen.push(best);
        left.delete(best);
        reached += adds[best] ?? 0;
        break;
      }
      const together = [...chosen, best].map((index) => points[index] ?? []);
      adds[best] = hypervolume(together, reference) - reached;
      fresh.add(best);
    }
  }
  return chosen;
}

/** A point a tenth beyond the worst of each objective, by which volumes are measured. */
export function referencePoint(points: readonly Point[]): Point {
  return (points[0] ?? []).map((_, axis) => {
    const worst = Math.max(...points.map((point) => point[axis] ?? 0));
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12;
  });
}
