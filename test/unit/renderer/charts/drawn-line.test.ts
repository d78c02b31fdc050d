import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnColumn, drawnLine } from '../../../../src-renderer/charts/drawn-line.ts';

const linear = { logX: false, logY: false };
const logY = { logX: false, logY: true };

/** Columns of a line whose buckets hold these values; an empty bucket has none. */
function columnsOf(buckets: readonly (readonly number[])[]) {
  const column = (of: (values: readonly number[]) => number): Float64Array =>
    Float64Array.from(buckets, (values) => (values.length === 0 ? Number.NaN : of(values)));
  return {
    first: column((values) => values[0] ?? Number.NaN),
    min: column((values) => Math.min(...values)),
    max: column((values) => Math.max(...values)),
    last: column((values) => values.at(-1) ?? Number.NaN),
    nonFinite: [],
  };
}
const gridOf = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => index * 10);
const buckets = fc.array(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 5 }), {
  maxLength: 30,
});

describe('a drawn line', () => {
  it('touches the smallest and the largest value of every bucket with at most four points', () => {
    fc.assert(
      fc.property(buckets, (values) => {
        const { x, y } = drawnLine(gridOf(values.length), columnsOf(values), linear);
        for (const [index, bucket] of values.entries()) {
          const drawn = [...y].filter((_, point) => x[point] === index * 10);
          expect(drawn.length).toBeLessThanOrEqual(4);
          if (bucket.length === 0) expect(drawn).toEqual([]);
          else {
            // Neighbouring buckets are joined, so that a value equal to the one before needs no point of its own.
            const before = y[[...x].indexOf(index * 10) - 1];
            const touched = before === undefined ? drawn : [before, ...drawn];
            expect(Math.max(...touched)).toBeGreaterThanOrEqual(Math.max(...bucket));
            expect(Math.min(...touched)).toBeLessThanOrEqual(Math.min(...bucket));
          }
        }
      }),
    );
  });

  it('goes from the first value over both extremes to the last', () => {
    const { y } = drawnLine(gridOf(1), columnsOf([[2, 9, 1, 5]]), linear);
    expect([...y]).toEqual([2, 1, 9, 5]);
  });

  it('passes over empty buckets without a break', () => {
    const { x, pieces } = drawnLine(gridOf(3), columnsOf([[1], [], [2]]), linear);
    expect([...x]).toEqual([0, 20]);
    expect(pieces).toEqual([0]);
  });

  it('of what is held goes on level to the next value, and jumps there', () => {
    const { x, y, pieces } = drawnLine(gridOf(4), columnsOf([[3], [], [1], [1]]), linear, true);
    expect([[...x], [...y], pieces]).toEqual([[0, 20, 20, 30], [3, 3, 1, 1], [0]]);
  });

  it('of what is held never has a slope, and touches what it touches otherwise', () => {
    fc.assert(
      fc.property(buckets, (values) => {
        const held = drawnLine(gridOf(values.length), columnsOf(values), linear, true);
        const sloped = drawnLine(gridOf(values.length), columnsOf(values), linear);
        for (let index = 1; index < held.x.length; index++) {
          expect(held.x[index] === held.x[index - 1] || held.y[index] === held.y[index - 1]).toBe(true);
        }
        const places = ({ x, y }: { x: Float64Array; y: Float64Array }) =>
          new Set(Array.from(x, (at, index) => `${at} ${y[index] ?? 0}`));
        expect([...places(sloped)].filter((place) => !places(held).has(place))).toEqual([]);
      }),
    );
  });

  it('breaks where a value between two points was not finite', () => {
    const nonFinite = [{ x: 10, kind: 'nan' as const }];
    const { pieces } = drawnLine(gridOf(3), { ...columnsOf([[1], [], [2]]), nonFinite }, linear);
    expect(pieces).toEqual([0, 1]);
  });

  it('breaks on a logarithmic axis where a value is not above zero', () => {
    const { y, pieces } = drawnLine(gridOf(3), columnsOf([[1], [0], [2]]), logY);
    expect([...y]).toEqual([1, 2]);
    expect(pieces).toEqual([0, 1]);
  });

  it('leaves out what is at or before zero on a logarithmic x axis', () => {
    const { x } = drawnLine(gridOf(3), columnsOf([[1], [1], [2]]), { logX: true, logY: false });
    expect([...x]).toEqual([10, 20]);
  });

  it('of one value per bucket has one point per bucket', () => {
    const { x, y, pieces } = drawnColumn(gridOf(3), Float64Array.of(3, Number.NaN, 4), [], linear);
    expect([[...x], [...y], pieces]).toEqual([[0, 20], [3, 4], [0]]);
  });
});
