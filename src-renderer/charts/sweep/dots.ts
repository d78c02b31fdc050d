/** Above so many, dots are drawn as few paths instead of an element each. */
export const mostDots = 400;

/** Dots whose middles lie within so many pixels of each other look like one. */
const cell = 1.5;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * A path whose every point is a dot when it is stroked with round ends, of all points: of those that lie in one small
 * cell, and would cover each other, one is drawn.
 */
export function dotPath(
  points: readonly Place[],
  left: (x: number) => number,
  top: (y: number) => number,
): string {
  const taken = new Set<number>();
  let path = '';
  for (const { x, y } of points) {
    const [across, down] = [left(x), top(y)];
    const key = Math.round(across / cell) * 65_536 + Math.round(down / cell);
    if (taken.has(key)) continue;
    taken.add(key);
    path += `M${across.toFixed(1)},${down.toFixed(1)}h0`;
  }
  return path;
}

/** Points by how good they are, in a few groups of one colour each, the worst first, so that the best lie above. */
export function byRank<Point extends { readonly rank: number | undefined }>(
  points: readonly Point[],
  groups = 8,
): readonly { readonly rank: number | undefined; readonly points: readonly Point[] }[] {
  const grouped = new Map<number, Point[]>();
  for (const point of points) {
    const group = point.rank === undefined ? -1 : Math.min(groups - 1, Math.floor(point.rank * groups));
    const known = grouped.get(group);
    if (known === undefined) grouped.set(group, [point]);
    else known.push(point);
  }
  return [...grouped]
    .sort(([a], [b]) => a - b)
    .map(([group, members]) => ({
      rank: group < 0 ? undefined : group / Math.max(1, groups - 1),
      points: members,
    }));
}
