/** Above so many, dots are drawn as few paths instead of an element each. */
export const mostDots = 400;

/** The beginning of a path whose every point is a dot when it is stroked with round ends. */
export function dotPath(points: readonly { readonly left: number; readonly top: number }[]): string {
  let path = '';
  for (const { left, top } of points) path += `M${left.toFixed(1)},${top.toFixed(1)}h0`;
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
    .map(([group, members]) => ({ rank: group < 0 ? undefined : group / (groups - 1), points: members }));
}
