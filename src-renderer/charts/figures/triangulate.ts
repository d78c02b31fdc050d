/**
 * Delaunay triangles of points: three indices each, counter-clockwise; none where all points lie on a line. The points
 * have to be different whole numbers of at most 2²¹ in size, so that every orientation below is exact. They are taken
 * from left to right, each joined to the part of the hull that it sees, and then edges are flipped until no circle
 * through a triangle holds a fourth point (Lawson 1977).
 */
export function triangulate(x: Float64Array, y: Float64Array): Uint32Array {
  const mesh = sweep(x, y);
  flipAll(mesh, x, y);
  return Uint32Array.from(mesh.corners);
}

/** Corner k of a triangle begins its edge k; `twins` is the same edge in the triangle beside it, −1 on the hull. */
interface Mesh {
  readonly corners: number[];
  readonly twins: number[];
}

function sweep(x: Float64Array, y: Float64Array): Mesh {
  const order = [...x.keys()].sort((a, b) => at(x, a) - at(x, b) || at(y, a) - at(y, b));
  const mesh: Mesh = { corners: [], twins: [] };
  const turns = (a: number, b: number, c: number): number =>
    (at(x, b) - at(x, a)) * (at(y, c) - at(y, a)) - (at(y, b) - at(y, a)) * (at(x, c) - at(x, a));
  const [first, second] = order;
  if (first === undefined || second === undefined) return mesh;
  // The first that are not on one line make a fan.
  let apart = 2;
  while (apart < order.length && turns(first, second, at(order, apart)) === 0) apart++;
  if (apart === order.length) return mesh;
  const hull = fan(mesh, order.slice(0, apart), at(order, apart), turns(first, second, at(order, apart)) > 0);
  let last = at(order, apart);
  for (const point of order.slice(apart + 1)) {
    join(mesh, hull, point, last, turns);
    last = point;
  }
  return mesh;
}

/** The hull, counter-clockwise: who comes after and before a corner, and the edge to the one after it. */
interface Hull {
  readonly next: Map<number, number>;
  readonly before: Map<number, number>;
  readonly edge: Map<number, number>;
}

function fan(mesh: Mesh, line: readonly number[], tip: number, isLeft: boolean): Hull {
  const hull: Hull = { next: new Map(), before: new Map(), edge: new Map() };
  // Along the line so that the tip is to the left.
  const base = isLeft ? line : line.toReversed();
  let inner = -1;
  for (let index = 0; index + 1 < base.length; index++) {
    const [from, to] = [at(base, index), at(base, index + 1)];
    const edge = addTriangle(mesh, from, to, tip);
    link(mesh, edge + 2, inner);
    inner = edge + 1;
    follow(hull, from, to, edge);
    if (index === 0) follow(hull, tip, from, edge + 2);
    if (index + 2 === base.length) follow(hull, to, tip, edge + 1);
  }
  return hull;
}

/** Joins a point beyond the hull to every edge that it sees; the corner that came last is one of those it sees. */
function join(
  mesh: Mesh,
  hull: Hull,
  point: number,
  last: number,
  turns: (a: number, b: number, c: number) => number,
): void {
  const nextOf = (corner: number): number => hull.next.get(corner) ?? corner;
  const beforeOf = (corner: number): number => hull.before.get(corner) ?? corner;
  let from = last;
  while (turns(beforeOf(from), from, point) < 0) from = beforeOf(from);
  let to = last;
  while (turns(to, nextOf(to), point) < 0) to = nextOf(to);
  let outer = -1;
  for (let corner = from; corner !== to;) {
    const after = nextOf(corner);
    const edge = addTriangle(mesh, after, corner, point);
    link(mesh, edge, hull.edge.get(corner) ?? -1);
    link(mesh, edge + 1, outer);
    if (corner === from) follow(hull, from, point, edge + 1);
    outer = edge + 2;
    if (corner !== from) forget(hull, corner);
    corner = after;
  }
  follow(hull, point, to, outer);
}

function follow(hull: Hull, from: number, to: number, edge: number): void {
  hull.next.set(from, to);
  hull.before.set(to, from);
  hull.edge.set(from, edge);
}

function forget(hull: Hull, corner: number): void {
  hull.next.delete(corner);
  hull.before.delete(corner);
  hull.edge.delete(corner);
}

function addTriangle({ corners, twins }: Mesh, a: number, b: number, c: number): number {
  corners.push(a, b, c);
  twins.push(-1, -1, -1);
  return corners.length - 3;
}

function link({ twins }: Mesh, one: number, other: number): void {
  twins[one] = other;
  if (other >= 0) twins[other] = one;
}

const nextEdge = (edge: number): number => (edge % 3 === 2 ? edge - 2 : edge + 1);
const edgeBefore = (edge: number): number => (edge % 3 === 0 ? edge + 2 : edge - 1);

function flipAll(mesh: Mesh, x: Float64Array, y: Float64Array): void {
  const { corners, twins } = mesh;
  const open = [...corners.keys()];
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const twin = at(twins, edge);
    if (twin < 0) continue;
    const [a, b] = [at(corners, edge), at(corners, nextEdge(edge))];
    const [left, right] = [at(corners, edgeBefore(edge)), at(corners, edgeBefore(twin))];
    if (!isInCircle(x, y, a, b, left, right)) continue;
    // a → b becomes right → left: each triangle gives up one corner.
    const [leftEdge, rightEdge] = [nextEdge(edge), nextEdge(twin)];
    corners[nextEdge(edge)] = right;
    corners[nextEdge(twin)] = left;
    link(mesh, edge, at(twins, rightEdge));
    link(mesh, twin, at(twins, leftEdge));
    link(mesh, leftEdge, rightEdge);
    open.push(edge, twin, edgeBefore(edge), edgeBefore(twin));
  }
}

/**
 * Whether d is within the circle through a, b and c (counter-clockwise), beyond what rounding may have added (the bound is
 * Shewchuk's, 1997): each flip is a true one, so that flipping ends.
 */
function isInCircle(x: Float64Array, y: Float64Array, a: number, b: number, c: number, d: number): boolean {
  const [ax, ay] = [at(x, a) - at(x, d), at(y, a) - at(y, d)];
  const [bx, by] = [at(x, b) - at(x, d), at(y, b) - at(y, d)];
  const [cx, cy] = [at(x, c) - at(x, d), at(y, c) - at(y, d)];
  const [squareA, squareB, squareC] = [ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy];
  const determinant =
    squareA * (bx * cy - cx * by) + squareB * (cx * ay - ax * cy) + squareC * (ax * by - bx * ay);
  const size =
    squareA * (Math.abs(bx * cy) + Math.abs(cx * by)) +
    squareB * (Math.abs(cx * ay) + Math.abs(ax * cy)) +
    squareC * (Math.abs(ax * by) + Math.abs(bx * ay));
  return determinant > 1.2e-15 * size;
}

/** Indices here are always within. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
