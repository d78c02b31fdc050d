import { triangulate } from './triangulate.ts';

/**
 * Values between points: each triangle of a Delaunay triangulation is a plane through the values at its corners, so that
 * the surface goes through every point and says nothing beyond them.
 */
export interface Surface {
  /** Places as shares of their axes, and values there. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly value: Float64Array;
  /** Three corners each, counter-clockwise. */
  readonly triangles: Uint32Array;
}

export interface SurfacePoint {
  /** From 0 to 1 along each axis. */
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** Places are told apart to this part of an axis. */
const cells = 2 ** 20;

/** A surface through points; several at one place count by their mean. It has no triangles where all are on a line. */
export function surfaceOf(points: readonly SurfacePoint[]): Surface {
  const places = new Map<number, { readonly x: number; readonly y: number; sum: number; count: number }>();
  for (const point of points) {
    const [x, y] = [Math.round(point.x * cells), Math.round(point.y * cells)];
    const key = x * (2 * cells) + y;
    const place = places.get(key) ?? { x, y, sum: 0, count: 0 };
    place.sum += point.value;
    place.count++;
    places.set(key, place);
  }
  const all = [...places.values()];
  const x = Float64Array.from(all, (place) => place.x);
  const y = Float64Array.from(all, (place) => place.y);
  return {
    x: x.map((place) => place / cells),
    y: y.map((place) => place / cells),
    value: Float64Array.from(all, ({ sum, count }) => sum / count),
    triangles: triangulate(x, y),
  };
}

/** The value of the surface at a place; null outside of it. */
export function surfaceAt({ x, y, value, triangles }: Surface, atX: number, atY: number): number | null {
  const edge = 1e-9;
  for (let index = 0; index < triangles.length; index += 3) {
    const [a = 0, b = 0, c = 0] = triangles.subarray(index, index + 3);
    const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = [x[a], y[a], x[b], y[b], x[c], y[c]];
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const shareB = ((atX - ax) * (cy - ay) - (atY - ay) * (cx - ax)) / area;
    const shareC = ((bx - ax) * (atY - ay) - (by - ay) * (atX - ax)) / area;
    if (shareB < -edge || shareC < -edge || shareB + shareC > 1 + edge) continue;
    return (1 - shareB - shareC) * (value[a] ?? 0) + shareB * (value[b] ?? 0) + shareC * (value[c] ?? 0);
  }
  return null;
}

/** The part of a surface from a level up, and the lines on which it has that level. */
export interface SurfaceBand {
  /** Outlines in shares of the axes: x and y in turn. */
  readonly outlines: readonly (readonly number[])[];
  readonly lines: readonly (readonly number[])[];
}

/**
 * For each level, from low to high, what lies between it and the next. A triangle's part reaches on above the next level,
 * so that bands drawn one after the other, each over those before, leave no gaps.
 */
export function surfaceBands(surface: Surface, levels: readonly number[]): readonly SurfaceBand[] {
  return levels.map((level, index) => {
    const next = levels[index + 1] ?? Number.POSITIVE_INFINITY;
    const outlines: number[][] = [];
    const lines: number[][] = [];
    for (let corner = 0; corner < surface.triangles.length; corner += 3) {
      const indices = surface.triangles.subarray(corner, corner + 3);
      const values = Array.from(indices, (place) => surface.value[place] ?? 0);
      if (Math.max(...values) < level || Math.min(...values) >= next) continue;
      const { outline, line } = above(surface, indices, level);
      if (outline.length > 4) outlines.push(outline);
      if (line.length === 4) lines.push(line);
    }
    return { outlines, lines };
  });
}

/** A triangle's part from a level up, and the cut through it. */
function above({ x, y, value }: Surface, corners: Uint32Array, level: number) {
  const outline: number[] = [];
  const line: number[] = [];
  for (let side = 0; side < 3; side++) {
    const [a = 0, b = 0] = [corners[side], corners[(side + 1) % 3]];
    const [one = 0, other = 0] = [value[a], value[b]];
    const [ax = 0, ay = 0, bx = 0, by = 0] = [x[a], y[a], x[b], y[b]];
    if (one >= level) outline.push(ax, ay);
    if (one >= level === other >= level) continue;
    const share = (level - one) / (other - one);
    const [cutX, cutY] = [ax + share * (bx - ax), ay + share * (by - ay)];
    outline.push(cutX, cutY);
    line.push(cutX, cutY);
  }
  return { outline, line };
}
