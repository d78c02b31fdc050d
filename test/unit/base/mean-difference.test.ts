import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hedgesG, holm, pairedTest, welchTest } from '../../../src-main/base/mean-difference.ts';
import {
  bcaInterval,
  permutationProbability,
  resampledDifference,
} from '../../../src-main/base/resampling.ts';
import { studentTwoSided } from '../../../src-main/base/student-t.ts';

interface Tested {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  readonly drawn: readonly number[];
  readonly bca: readonly [number, number];
  readonly permutation: number;
}

// The file's shape is that of the script beside it.
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/differences.json'), 'utf8'),
) as {
  readonly independent: readonly (Tested & {
    readonly first: readonly number[];
    readonly second: readonly number[];
    readonly hedges: number;
  })[];
  readonly paired: readonly (Tested & {
    readonly differences: readonly number[];
    readonly correction: number;
    readonly corrected: { readonly low: number; readonly high: number; readonly p: number };
  })[];
  readonly tails: readonly { readonly t: number; readonly degrees: number; readonly p: number }[];
};

function expectClose(own: readonly (number | undefined)[], theirs: readonly number[], what = ''): void {
  for (const [index, value] of theirs.entries()) {
    expect(own[index], `${what} ${index}`).toBeCloseTo(value, 9);
  }
}

describe('two groups of runs', () => {
  it("get SciPy's Welch test: difference, interval and probability", () => {
    for (const { first, second, difference, low, high, p } of reference.independent) {
      const own = welchTest(first, second);
      expectClose([own?.difference, own?.low, own?.high, own?.p], [difference, low, high, p]);
    }
  });

  it("get Hedges' g without the bias of small samples", () => {
    for (const { first, second, hedges } of reference.independent) {
      expectClose([hedgesG(first, second) ?? NaN], [hedges]);
    }
  });

  it("get SciPy's probabilities of both tails, whole degrees or not", () => {
    for (const { t, degrees, p } of reference.tails) {
      expectClose([studentTwoSided(t, degrees)], [p], `t ${t}, ${degrees} degrees`);
    }
  });

  it("get SciPy's paired test, and the corrected one where training rows are shared", () => {
    for (const { differences, difference, low, high, p, correction, corrected } of reference.paired) {
      const own = pairedTest(differences);
      expectClose([own?.difference, own?.low, own?.high, own?.p], [difference, low, high, p]);
      const wider = pairedTest(differences, correction);
      expectClose([wider?.low, wider?.high, wider?.p], [corrected.low, corrected.high, corrected.p]);
    }
  });

  it("get SciPy's BCa interval of the same resamples", () => {
    for (const { first, second, drawn, bca } of reference.independent) {
      expectClose(bcaInterval([first, second], Float64Array.from(drawn)), bca);
    }
    for (const { differences, drawn, bca } of reference.paired) {
      expectClose(bcaInterval([differences], Float64Array.from(drawn)), bca);
    }
  });

  it("get SciPy's exact permutation test", () => {
    for (const { first, second, permutation } of reference.independent) {
      expectClose([permutationProbability([first, second])], [permutation]);
    }
    for (const { differences, permutation } of reference.paired) {
      expectClose([permutationProbability([differences])], [permutation]);
    }
  });

  it('that are large are permuted by chance, near to what the test by Student says', () => {
    const first = Array.from({ length: 20 }, (_, i) => Math.sin(i * 7));
    const second = Array.from({ length: 20 }, (_, i) => Math.sin(i * 5) + 0.4);
    expect(permutationProbability([first, second])).toBeCloseTo(welchTest(first, second)?.p ?? NaN, 1);
    const differences = second.map((value, i) => value - (first[i] ?? 0));
    expect(permutationProbability([differences])).toBeCloseTo(pairedTest(differences)?.p ?? NaN, 1);
  });

  it('give the same answer again, and the opposite one the other way round', () => {
    const groups = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(groups, groups, (first, second) => {
        expect(resampledDifference([first, second])).toEqual(resampledDifference([first, second]));
        const there = welchTest(first, second);
        const back = welchTest(second, first);
        if (there === null || back === null) {
          expect(there).toBe(back);
          return;
        }
        expectClose(
          [-back.difference, -back.high, -back.low, back.p],
          [there.difference, there.low, there.high, there.p],
        );
        expect(there.low).toBeLessThanOrEqual(there.difference);
        expect(there.high).toBeGreaterThanOrEqual(there.difference);
      }),
      { numRuns: 25 },
    );
  });

  it('of one run, or of runs that never differ, say nothing', () => {
    expect([
      welchTest([1], [2, 3]),
      welchTest([1, 1], [2, 2]),
      pairedTest([1]),
      pairedTest([2, 2]),
      hedgesG([1], [2, 3]),
      hedgesG([1, 1], [2, 2]),
      resampledDifference([[1], [2, 3]]),
      resampledDifference([
        [1, 1],
        [2, 2],
      ]),
    ]).toEqual(Array.from({ length: 8 }, () => null));
  });

  it('of several are held to a stricter measure: the smallest probability counts as often as there are groups', () => {
    // As R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives them.
    expectClose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
    expect(holm([])).toEqual([]);
    expectClose(holm([0.6, 0.7]), [1, 1]);
  });
});
