import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotPath } from '../../../src-renderer/charts/sweep/dots.ts';
import { numberAxis } from '../../../src-renderer/charts/sweep/parallel-axes.ts';
import {
  drawnLines,
  linesWithin,
  type ParallelLine,
} from '../../../src-renderer/charts/sweep/parallel-lines.ts';
import { joinBars } from '../../../src-renderer/charts/sweep/timeline-bars.ts';

const line = (id: number, places: readonly (number | null)[], group = 0): ParallelLine => ({
  id,
  group,
  places,
});

describe('dots of many trials', () => {
  it('are drawn once where they would cover each other, and none is further from one than half a dot', () => {
    const point = fc.record({ x: fc.double({ min: 0, max: 50, noNaN: true }), y: fc.constant(1) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 300 }), (points) => {
        const path = dotPath(
          points,
          (x) => x,
          (y) => y,
        );
        const drawn = [...path.matchAll(/M([\d.]+),/gu)].map(([, left]) => Number(left));
        expect(drawn.length).toBeLessThanOrEqual(36);
        for (const { x } of points) {
          expect(Math.min(...drawn.map((left) => Math.abs(left - x)))).toBeLessThan(1.6);
        }
      }),
    );
  });
});

describe('bars of a timeline', () => {
  const bar = (trial: number, lane: number, from: number, to: number, state = 'complete') => ({
    trial,
    lane,
    from,
    to,
    state,
  });

  it('stay single while they are wide enough to be seen', () => {
    const bars = [bar(0, 0, 0, 10), bar(1, 0, 10, 25, 'pruned'), bar(2, 1, 3, 9)];
    expect(joinBars(bars, 1).map(({ trial, count }) => [trial, count])).toEqual([
      [0, 1],
      [2, 1],
      [1, 1],
    ]);
  });

  it('that are narrow become one, in the state of the longest', () => {
    const bars = [bar(0, 0, 0, 0.1), bar(1, 0, 0.1, 0.6, 'failed'), bar(2, 0, 0.6, 0.8)];
    expect(joinBars(bars, 1)).toEqual([
      { lane: 0, state: 'failed', from: 0, to: 0.8, trial: null, count: 3 },
    ]);
  });

  it('count every trial, and are no more than two for each pixel of a lane', () => {
    const took = fc.array(fc.double({ min: 0.01, max: 2, noNaN: true }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(took, (lengths) => {
        let now = 0;
        const bars = lengths.map((length, i) => {
          const from = now;
          now += length;
          return bar(i, 0, from, now, i % 3 === 0 ? 'pruned' : 'complete');
        });
        const joined = joinBars(bars, 1);
        expect(joined.reduce((sum, { count }) => sum + count, 0)).toBe(lengths.length);
        expect(joined.length).toBeLessThanOrEqual(2 * now + 2);
      }),
    );
  });
});

describe('parallel coordinates', () => {
  const axes = [numberAxis('a', 'a', [0, 10], false, String), numberAxis('b', 'b', [1, 100], true, String)];

  it('choose the lines that go through all brushes', () => {
    const lines = [line(0, [0.1, 0.9]), line(1, [0.2, 0.2]), line(2, [null, 0.9]), line(3, [0.9, 0.9])];
    const ids = (brushes: Parameters<typeof linesWithin>[2]) =>
      linesWithin(lines, axes, brushes).map(({ id }) => id);
    expect(ids({})).toEqual([0, 1, 2, 3]);
    expect(ids({ a: [0, 0.5] })).toEqual([0, 1]);
    expect(ids({ a: [0, 0.5], b: [0.8, 1] })).toEqual([0]);
    expect(ids({ gone: [0, 0.1] })).toEqual([0, 1, 2, 3]);
  });

  it('draw few lines one by one, the best last, and many in bunches that hold all of them', () => {
    const lines = Array.from({ length: 1000 }, (_, id) => line(id, [id / 1000], id % 2));
    expect(drawnLines(lines.slice(0, 3), 10).map(({ id, rank }) => [id, rank])).toEqual([
      [2, 0],
      [1, 0.5],
      [0, 1],
    ]);
    const bunches = drawnLines(lines, 400);
    expect(bunches.length).toBeLessThan(30);
    expect(bunches.flatMap(({ members }) => members.map(({ id }) => id)).sort((a, b) => a - b)).toEqual(
      lines.map(({ id }) => id),
    );
    expect(bunches.every(({ group, members }) => members.every((member) => member.group === group))).toBe(
      true,
    );
  });

  it('have a place between 0 and 1 for every number of an axis', () => {
    expect(axes.map(({ placeOf }) => [placeOf(10), placeOf(1), placeOf('x'), placeOf(NaN)])).toEqual([
      [1, 0.1, null, null],
      [0.5, 0, null, null],
    ]);
  });
});
