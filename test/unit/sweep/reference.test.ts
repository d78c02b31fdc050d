import { describe, expect, it } from 'vitest';
import { normalProbability } from '../../../src-main/base/normal.ts';
import { fanova } from '../../../src-main/sweep/importance/fanova.ts';
import { pedAnova } from '../../../src-main/sweep/importance/ped-anova.ts';
import { trialTable } from '../../../src-main/sweep/importance/table.ts';
import { hypervolume } from '../../../src-main/sweep/hypervolume.ts';
import { beginCma, cmaConstants, updateCma } from '../../../src-main/sweep/samplers/cma.ts';
import { logImprovement } from '../../../src-main/sweep/samplers/expected-improvement.ts';
import {
  createGaussianProcess,
  negativePosterior,
} from '../../../src-main/sweep/samplers/gaussian-process.ts';
import { withMargin } from '../../../src-main/sweep/samplers/margin.ts';
import { createParzen } from '../../../src-main/sweep/samplers/parzen.ts';
import { createSobolPoints } from '../../../src-main/sweep/samplers/sobol.ts';
import { agedWeights } from '../../../src-main/sweep/samplers/tpe.ts';
import { spaceOf } from '../../support/search-space.ts';
import { sweepReference } from '../../support/sweep-reference.ts';
import { finishedTrial } from '../../support/trials.ts';

const reference = sweepReference();

function expectClose(actual: ArrayLike<number>, expected: readonly number[], digits = 9): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThan(
      10 ** -digits * (1 + Math.abs(value)),
    );
  }
}

describe('a Sobol sequence', () => {
  it('has the points of Joe and Kuo', () => {
    const eight = createSobolPoints(8, null);
    for (const [index, point] of reference.sobol.first.entries()) expectClose(eight(index), point, 15);
    const all = createSobolPoints(101, null);
    for (const [at, index] of [100, 300, 511].entries()) {
      expectClose(all(index), reference.sobol.last[at] ?? [], 15);
    }
  });

  it('stays as even when it is scrambled: every first 2^k points meet each half, quarter, … of an axis alike', () => {
    const points = Array.from({ length: 64 }, (_, index) => createSobolPoints(12, 7)(index));
    for (let axis = 0; axis < 12; axis++) {
      for (const parts of [2, 8, 64]) {
        const met = new Set(points.slice(0, parts).map((point) => Math.floor((point[axis] ?? 0) * parts)));
        expect(met.size).toBe(parts);
      }
    }
  });
});

describe('the normal distribution', () => {
  it('has the probabilities of SciPy', () => {
    for (const [at, probability] of reference.normal) {
      expect(Math.abs(normalProbability(at) / probability - 1)).toBeLessThan(1e-7);
      expect(Math.abs(normalProbability(at) - probability)).toBeLessThan(1e-14);
    }
  });
});

describe('the expected improvement', () => {
  it('has the logarithms of sixty digits, far into the tail', () => {
    for (const [z, log] of reference.improvement) {
      expect(logImprovement({ mean: -z, deviation: 1 }, 0).log).toBeCloseTo(log, 5);
    }
  });

  it('has the slopes of its differences', () => {
    for (const z of [-15, -5, -0.5, 2]) {
      const at = (mean: number, deviation: number) => logImprovement({ mean, deviation }, 0.3);
      const [mean, deviation, step] = [0.3 - z * 0.7, 0.7, 1e-5];
      const { byMean, byDeviation } = at(mean, deviation);
      const difference = (ahead: number, behind: number) => (ahead - behind) / (2 * step);
      const alongMean = difference(at(mean + step, deviation).log, at(mean - step, deviation).log);
      const alongDeviation = difference(at(mean, deviation + step).log, at(mean, deviation - step).log);
      expect(Math.abs(byMean / alongMean - 1)).toBeLessThan(1e-3);
      expect(Math.abs(byDeviation / alongDeviation - 1)).toBeLessThan(1e-3);
    }
  });
});

describe('a Parzen estimator', () => {
  it('has the densities of Optuna’s', () => {
    const space = spaceOf({
      lr: { type: 'float', low: 1e-5, high: 1, log: true },
      dropout: { type: 'float', low: 0, high: 0.9 },
      layers: { type: 'int', low: 1, high: 8 },
      width: { type: 'int', low: 4, high: 512, log: true },
      momentum: { type: 'float', low: 0, high: 0.9, step: 0.1 },
      opt: { type: 'categorical', choices: [0, 1, 2] },
    });
    // Densities by the coordinate, theirs by the logarithm or the number itself.
    const stretched = Math.log(Math.log(1e5)) + Math.log(0.9);
    for (const { observed, points, logDensities } of reference.parzen) {
      const columnsOf = (rows: Record<string, number[]>) =>
        space.axes.map((axis) =>
          Float64Array.from(rows[axis.name] ?? [], (value) =>
            axis.kind === 'unordered' ? value : axis.unitOf(value),
          ),
        );
      const columns = columnsOf(observed);
      const parzen = createParzen(space.axes, columns, agedWeights(columns[0]?.length ?? 0), 1);
      const at = columnsOf(points);
      const rows = logDensities.map((_, row) => Float64Array.from(at, (column) => column[row] ?? 0));
      expectClose(
        parzen.logDensities(rows).map((density) => density - stretched),
        logDensities,
        7,
      );
    }
  });
});

describe('CMA-ES', () => {
  it('has the constants of the tutorial and its state after each generation', () => {
    for (const expected of reference.cma) {
      const constants = cmaConstants(expected.dimensions, expected.populationSize);
      expectClose(constants.weights, expected.weights);
      expectClose(
        [
          constants.rankOneRate,
          constants.rankManyRate,
          constants.stepRate,
          constants.stepDamping,
          constants.pathRate,
        ],
        [
          expected.rankOneRate,
          expected.rankManyRate,
          expected.stepRate,
          expected.stepDamping,
          expected.pathRate,
        ],
      );
      let state = beginCma(new Float64Array(expected.dimensions).fill(0.4), 0.2);
      for (const step of expected.steps) {
        const { mean, sigma } = state;
        const steps = step.solutions.map((solution) =>
          Float64Array.from(solution, (at, axis) => (at - (mean[axis] ?? 0)) / sigma),
        );
        state = updateCma(state, steps, constants);
        expectClose(state.mean, step.mean, 7);
        expectClose([state.sigma], [step.sigma], 7);
        expectClose(state.covariance, step.covariance, 6);
        expectClose(state.path, step.path, 6);
        expectClose(state.stepPath, step.stepPath, 6);
      }
    }
  });

  it('takes populations of 4 + ⌊3 ln n⌋', () => {
    expect([1, 2, 5, 10, 40].map((n) => cmaConstants(n).populationSize)).toEqual([4, 6, 8, 10, 15]);
  });

  it('corrects mean and amplitudes by the margin as its authors do', () => {
    // Theirs is measured in values, from 0 to 4 and from 0 to 1; a coordinate has half a cell more at both ends.
    const { axes } = spaceOf({
      x: { type: 'float', low: 0, high: 4 },
      n: { type: 'int', low: 0, high: 4 },
      b: { type: 'ordinal', choices: [0, 1] },
    });
    const sizes = [4, 5, 2];
    const unitOf = (values: readonly number[]) =>
      Float64Array.from(values, (value, axis) => (value + (axis === 0 ? 0 : 0.5)) / (sizes[axis] ?? 1));
    for (const { mean, solutions, after, amplitudes } of reference.margin) {
      // The steps and the covariance are in values, so that σ has to be, axis by axis: done by a covariance of its own.
      let state = beginCma(Float64Array.from(mean), 0.02);
      const steps = solutions.map((solution) =>
        Float64Array.from(solution, (at, axis) => (at - (mean[axis] ?? 0)) / 0.02),
      );
      state = updateCma(state, steps, cmaConstants(3, 7));
      const scaled = {
        ...state,
        mean: unitOf([...state.mean]),
        covariance: state.covariance.map(
          (entry, at) => entry / ((sizes[Math.floor(at / 3)] ?? 1) * (sizes[at % 3] ?? 1)),
        ),
      };
      const corrected = withMargin(scaled, new Float64Array(3).fill(1), axes, 1 / 21);
      expectClose(corrected.state.mean, [...unitOf(after)], 6);
      expectClose(corrected.amplitudes, amplitudes, 5);
    }
  });
});

describe('a hypervolume', () => {
  it('is that of Optuna', () => {
    for (const { points, volume } of reference.volumes) {
      expect(hypervolume(points, new Array<number>(points[0]?.length ?? 0).fill(1))).toBeCloseTo(volume, 10);
    }
  });
});

describe('a Gaussian process', () => {
  const { process } = reference;
  const points = {
    rows: Float64Array.from(process.points.flat()),
    count: process.points.length,
    choices: new Uint8Array(3),
  };
  const params = { weights: Float64Array.from(process.weights), scale: process.scale, noise: process.noise };
  const model = createGaussianProcess(points, Float64Array.from(process.values), params);

  it('predicts what scikit-learn’s does', () => {
    const predicted = process.at.map((row) => model.predict(Float64Array.from(row)));
    expectClose(
      predicted.map(({ mean }) => mean),
      process.mean,
    );
    expectClose(
      predicted.map(({ deviation }) => deviation),
      process.deviation,
    );
  });

  it('has its likelihood, apart from the priors', () => {
    const logs = Float64Array.from([...process.weights, process.scale, process.noise], Math.log);
    const loss = negativePosterior(points, Float64Array.from(process.values), logs, new Float64Array(5));
    const priors =
      process.weights.reduce((sum, weight) => sum + 0.1 / weight + 0.1 * weight, 0) +
      process.scale -
      Math.log(process.scale) +
      30 * process.noise -
      0.1 * Math.log(process.noise);
    const constant = 0.5 * points.count * Math.log(2 * Math.PI);
    expect(-(loss - priors + constant)).toBeCloseTo(process.logLikelihood, 8);
  });

  it('is surer, and no other, where it believes itself', () => {
    const at = Float64Array.from(process.at[0] ?? []);
    const believing = model.believing(at);
    expect(believing.predict(at).mean).toBeCloseTo(model.predict(at).mean, 8);
    expect(believing.predict(at).deviation).toBeLessThan(model.predict(at).deviation);
  });
});

describe('importance', () => {
  const space = spaceOf({
    x: { type: 'float', low: 0, high: 1 },
    y: { type: 'float', low: 1e-4, high: 1, log: true },
    n: { type: 'int', low: 1, high: 8 },
    c: { type: 'categorical', choices: ['a', 'b', 'c'] },
  });
  const trials = reference.importance.trials.map(({ params, value }, number) =>
    finishedTrial(number, params, value),
  );
  const table = trialTable(space, trials, [{ direction: 'minimise' }]);

  it('by PED-ANOVA is that of Optuna', () => {
    for (const { param, share } of pedAnova(table) ?? []) {
      expect(share).toBeCloseTo(reference.importance.pedAnova[param] ?? Number.NaN, 6);
    }
  });

  it('by fANOVA is near that of Optuna, whose forest is another', () => {
    const found = fanova(table);
    expect(found?.params.map(({ param }) => param).slice(0, 2)).toEqual(['x', 'y']);
    for (const { param, share } of found?.params ?? []) {
      expect(Math.abs(share - (reference.importance.fanova[param] ?? Number.NaN))).toBeLessThan(0.12);
    }
  });
});
