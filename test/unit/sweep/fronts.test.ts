import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greatestSubset, hypervolume } from '../../../src-main/sweep/hypervolume.ts';
import { dominates, paretoFront, paretoRanks } from '../../../src-main/sweep/pareto.ts';
import { crowdingDistances } from '../../../src-main/sweep/samplers/nsga2.ts';

/** Points on a coarse grid, so that equal ones and equal coordinates come up. */
const points = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 9,
  });
const cases = fc.integer({ min: 2, max: 4 }).chain(points);

/** Cells of the grid that some point dominates. */
function countedVolume(all: readonly (readonly number[])[], corner: number): number {
  const objectives = all[0]?.length ?? 0;
  let cells = 0;
  for (let code = 0; code < corner ** objectives; code++) {
    const cell = Array.from({ length: objectives }, (_, axis) => Math.floor(code / corner ** axis) % corner);
    if (all.some((point) => point.every((loss, axis) => loss <= (cell[axis] ?? 0)))) cells++;
  }
  return cells;
}

describe('fronts of several objectives', () => {
  it('are those that comparing all with all finds', () => {
    fc.assert(
      fc.property(cases, (all) => {
        const expected = new Float64Array(all.length).fill(-1);
        for (let rank = 0; expected.includes(-1); rank++) {
          const left = [...all.keys()].filter((index) => expected[index] === -1);
          const front = left.filter(
            (index) => !left.some((other) => dominates(all[other] ?? [], all[index] ?? [])),
          );
          for (const index of front) expected[index] = rank;
        }
        expect(paretoRanks(all)).toEqual(expected);
        expect(paretoFront(all)).toEqual([...all.keys()].filter((index) => expected[index] === 0));
      }),
    );
  });

  it('measure the volume that counting cells finds', () => {
    fc.assert(
      fc.property(cases, (all) => {
        const reference = new Array<number>(all[0]?.length ?? 0).fill(6);
        expect(hypervolume(all, reference)).toBe(countedVolume(all, 6));
      }),
    );
  });

  it('choose a subset that is at least 1 − 1/e as large as the best one', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 3 }), (all, count) => {
        const reference = new Array<number>(all[0]?.length ?? 0).fill(6);
        const chosen = greatestSubset(all, count, reference);
        expect(new Set(chosen).size).toBe(Math.min(count, all.length));
        let best = 0;
        for (let code = 0; code < 2 ** all.length; code++) {
          const subset = all.filter((_, index) => ((code >> index) & 1) === 1);
          if (subset.length <= count) best = Math.max(best, hypervolume(subset, reference));
        }
        const reached = hypervolume(
          chosen.map((index) => all[index] ?? []),
          reference,
        );
        expect(reached).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best);
      }),
    );
  });

  it('are the lonelier the farther their neighbours are', () => {
    const distances = crowdingDistances(
      [
        [0, 4],
        [1, 2],
        [2, 1],
        [4, 0],
      ],
      new Float64Array(4),
    );
    expect([...distances]).toEqual([Infinity, 2 / 4 + 3 / 4, 3 / 4 + 2 / 4, Infinity]);
  });
});
