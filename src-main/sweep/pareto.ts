/** Points of several objectives, all of them losses: smaller is better. */
export type Point = readonly number[];

/** Whether a is nowhere worse than b and somewhere better. */
export function dominates(a: Point, b: Point): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    if (x > y) return false;
    if (x < y) better = true;
  }
  return better;
}

/**
 * The rank of every point: 0 for those that none dominates, 1 for those that only such of rank 0 do, and so on
 * (non-dominated sorting, Deb et al. 2002). Ranks are given until `enough` points have one; the others get Infinity.
 */
export function paretoRanks(points: readonly Point[], enough = points.length): Float64Array {
  const ranks = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY);
  const order = [...points.keys()].sort((a, b) => compareLexically(points[a] ?? [], points[b] ?? []));
  // Who dominates a point comes before it in this order, so that every front is found in one pass.
  let left = order;
  let ranked = 0;
  for (let rank = 0; left.length > 0 && ranked < enough; rank++) {
    const { front, rest } = nextFront(points, left);
    for (const index of front) ranks[index] = rank;
    ranked += front.length;
    left = rest;
  }
  return ranks;
}

/** Indices of the points that none dominates; equal points are all among them. */
export function paretoFront(points: readonly Point[]): readonly number[] {
  const ranks = paretoRanks(points, 1);
  return [...points.keys()].filter((index) => ranks[index] === 0);
}

function nextFront(
  points: readonly Point[],
  order: readonly number[],
): { readonly front: number[]; readonly rest: number[] } {
  const front: number[] = [];
  const rest: number[] = [];
  const flat = (points[order[0] ?? 0]?.length ?? 0) === 2;
  let best: Point | undefined;
  for (const index of order) {
    const point = points[index] ?? [];
    // With two objectives the last of the front has the smallest second loss, and speaks for all.
    const beaten =
      flat && best !== undefined
        ? dominates(best, point)
        : front.some((other) => dominates(points[other] ?? [], point));
    (beaten ? rest : front).push(index);
    if (!beaten) best = point;
  }
  return { front, rest };
}

function compareLexically(a: Point, b: Point): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
