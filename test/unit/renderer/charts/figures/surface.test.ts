import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contourFigure, contourLevels } from '../../../../../src-renderer/charts/figures/contour.ts';
import { surfaceAt, surfaceBands, surfaceOf } from '../../../../../src-renderer/charts/figures/surface.ts';
import { triangulate } from '../../../../../src-renderer/charts/figures/triangulate.ts';
import { figureLook } from './figure-look.ts';

interface Reference {
  readonly surface: {
    readonly places: readonly (readonly [number, number])[];
    readonly values: readonly number[];
    readonly queries: readonly (readonly [number, number])[];
    readonly linear: readonly (number | null)[];
    readonly triangles: readonly (readonly number[])[];
  };
}
const file = new URL('../../../../reference/figures.json', import.meta.url);
// Written by figures.py in this form.
const { surface: reference } = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const points = reference.places.map(([x, y], index) => ({ x, y, value: reference.values[index] ?? 0 }));

const cell = fc.integer({ min: 0, max: 30 });
const places = fc.uniqueArray(fc.tuple(cell, cell), { minLength: 3, maxLength: 60, selector: String });

describe('triangles between points', () => {
  it('are those that SciPy finds', () => {
    const surface = surfaceOf(points);
    const found = Array.from({ length: surface.triangles.length / 3 }, (_, index) =>
      Array.from(surface.triangles.subarray(3 * index, 3 * index + 3)).sort((a, b) => a - b),
    );
    const byCorners = (a: readonly number[], b: readonly number[]): number =>
      (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0);
    expect(found.sort(byCorners)).toEqual(reference.triangles);
  });

  it('cover the hull once, turn to the left, and no circle through one holds another point', () => {
    fc.assert(
      fc.property(places, (all) => {
        const [x, y] = [Float64Array.from(all, ([a]) => a), Float64Array.from(all, ([, b]) => b)];
        const triangles = triangulate(x, y);
        let area = 0;
        for (let index = 0; index < triangles.length; index += 3) {
          const [a = 0, b = 0, c = 0] = triangles.subarray(index, index + 3);
          const turn = turnOf(x, y, a, b, c);
          expect(turn).toBeGreaterThan(0);
          area += turn;
          for (const other of all.keys()) expect(inCircle(x, y, a, b, c, other)).toBeLessThanOrEqual(0);
        }
        expect(area).toBe(hullArea(all));
      }),
      { numRuns: 60 },
    );
  });

  it('are none where all points lie on a line', () => {
    expect(triangulate(Float64Array.of(0, 2, 1), Float64Array.of(1, 5, 3))).toHaveLength(0);
    expect(triangulate(Float64Array.of(1), Float64Array.of(1))).toHaveLength(0);
  });

  it('are two for each square of a grid', () => {
    const all = Array.from({ length: 100 }, (_, index) => index);
    const triangles = triangulate(
      Float64Array.from(all, (index) => index % 10),
      Float64Array.from(all, (index) => Math.floor(index / 10)),
    );
    expect(triangles).toHaveLength(3 * 2 * 81);
  });
});

describe('a surface', () => {
  it('is what SciPy interpolates, and nothing beyond the points', () => {
    const surface = surfaceOf(points);
    for (const [index, [x, y]] of reference.queries.entries()) {
      const expected = reference.linear[index] ?? null;
      const value = surfaceAt(surface, x, y);
      if (expected === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(expected, 9);
    }
  });

  it('goes through the mean of what was measured at one place', () => {
    const surface = surfaceOf([
      { x: 0, y: 0, value: 1 },
      { x: 0, y: 0, value: 3 },
      { x: 1, y: 0, value: 0 },
      { x: 0, y: 1, value: 0 },
    ]);
    expect(surfaceAt(surface, 0, 0)).toBe(2);
  });

  it('is cut into bands: the part above a level is as large as counted on a fine grid', () => {
    const surface = surfaceOf(points);
    const level = 0.8;
    const [band] = surfaceBands(surface, [level]);
    const area = (band?.outlines ?? []).reduce((sum, outline) => sum + outlineArea(outline), 0);
    let counted = 0;
    const cells = 300;
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        const value = surfaceAt(surface, (column + 0.5) / cells, (row + 0.5) / cells);
        if (value !== null && value >= level) counted++;
      }
    }
    expect(area).toBeCloseTo(counted / cells ** 2, 2);
  });
});

describe('a contour', () => {
  it('has the lowest value and round ones above it as its levels', () => {
    expect(contourLevels(0.13, 0.91, false)).toEqual([0.13, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(contourLevels(2, 2, false)).toEqual([2]);
  });

  it('shows every point where it was measured, with its name and values', () => {
    const axis = (label: string) => ({ label, log: false, range: { from: 0, to: 1 } });
    const drawing = contourFigure({
      x: axis('depth'),
      y: axis('width'),
      valueLabel: 'loss',
      logValue: false,
      points: points.map((point, index) => ({ ...point, run: index + 1, name: `run ${index + 1}` })),
      selected: null,
    })({ left: 0, top: 0, width: 400, height: 300 }, figureLook);
    expect(drawing.targets).toHaveLength(points.length);
    expect(drawing.targets[0]?.text[0]).toBe('run 1');
    const { left, width } = drawing.plot;
    expect(drawing.targets[0]?.x).toBeCloseTo(left + (points[0]?.x ?? 0) * width, 9);
    expect(drawing.shapes.filter(({ kind }) => kind === 'areas').length).toBeGreaterThan(5);
  });
});

function turnOf(x: Float64Array, y: Float64Array, a: number, b: number, c: number): number {
  const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = [x[a], y[a], x[b], y[b], x[c], y[c]];
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

/** Above zero where d is within the circle through a, b and c; exact for small whole numbers. */
function inCircle(x: Float64Array, y: Float64Array, a: number, b: number, c: number, d: number): number {
  const [[p = 0, q = 0, r = 0], [s = 0, t = 0, u = 0], [v = 0, w = 0, z = 0]] = [a, b, c].map((corner) => {
    const [dx, dy] = [(x[corner] ?? 0) - (x[d] ?? 0), (y[corner] ?? 0) - (y[d] ?? 0)];
    return [dx, dy, dx * dx + dy * dy];
  }) as [number[], number[], number[]]; // three corners give three rows
  return p * (t * z - u * w) - q * (s * z - u * v) + r * (s * w - t * v);
}

/** Twice the area of the convex hull, by Andrew's monotone chain. */
function hullArea(all: readonly (readonly [number, number])[]): number {
  const sorted = all.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: typeof sorted): (readonly [number, number])[] => {
    const kept: (readonly [number, number])[] = [];
    for (const point of ordered) {
      while (kept.length > 1) {
        const [one = point, other = point] = kept.slice(-2);
        const turn = (other[0] - one[0]) * (point[1] - one[1]) - (other[1] - one[1]) * (point[0] - one[0]);
        if (turn > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain(sorted.toReversed())];
  return 2 * outlineArea(hull.flat());
}

function outlineArea(outline: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < outline.length; index += 2) {
    const [x = 0, y = 0] = outline.slice(index, index + 2);
    const [nextX = 0, nextY = 0] = [
      outline[(index + 2) % outline.length],
      outline[(index + 3) % outline.length],
    ];
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum) / 2;
}
