import { normalProbability, normalQuantile } from '../../base/normal.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Axis } from '../axis.ts';

/**
 * A Parzen estimator over some axes: a mixture of one kernel for each observation and one for the prior, each a
 * product over the axes. On numbers a kernel is a normal distribution cut off at 0 and 1 (on the cells of a number
 * with steps, its mass in a cell), whose deviation is the larger distance to its neighbours (Bergstra et al., NeurIPS
 * 2011), within 1 / min(100, n + 2) and 1; among choices without an order it is the observed one, mixed with all
 * others by the prior (Watanabe, arXiv:2304.11127, for this and the other rules).
 */
export interface Parzen {
  /** Logarithm of the density of points, each a coordinate (of a choice: its index) for every axis. */
  logDensities(points: readonly Float64Array[]): Float64Array;
  /** Points drawn from the mixture. */
  draw(random: RandomStream, count: number): readonly Float64Array[];
}

/**
 * `columns` holds for each axis the coordinates of the observations (of a choice: its index), `weights` one weight for
 * each observation, in the order of the columns.
 */
export function createParzen(
  axes: readonly Axis[],
  columns: readonly Float64Array[],
  weights: Float64Array,
  priorWeight: number,
): Parzen {
  const kernels = weights.length + 1;
  const mixture = new Float64Array(kernels);
  mixture.set(weights);
  mixture[kernels - 1] = weights.length === 0 ? 1 : priorWeight;
  const total = mixture.reduce((sum, weight) => sum + weight, 0);
  const factors = axes.map((axis, index) => {
    const column = columns[index] ?? new Float64Array(0);
    return axis.kind === 'unordered'
      ? choiceFactor(axis.count, column, priorWeight)
      : numberFactor(axis, column);
  });
  // Logarithm of each kernel's weight, less what its factors are divided by.
  const base = Float64Array.from(mixture, (weight) => Math.log(weight / total));
  for (const factor of factors) factor.addNorm(base);
  const row = new Float64Array(kernels);

  return {
    logDensities: (points) => {
      const densities = new Float64Array(points.length);
      for (const [at, point] of points.entries()) {
        row.set(base);
        for (const [index, factor] of factors.entries()) factor.add(row, point[index] ?? 0);
        densities[at] = logSum(row);
      }
      return densities;
    },
    draw: (random, count) =>
      Array.from({ length: count }, () => {
        const kernel = random.choice(mixture);
        return Float64Array.from(factors, (factor) => factor.draw(kernel, random));
      }),
  };
}

/** The part of all kernels that one axis contributes. */
interface Factor {
  /** Takes off each kernel's logarithm what does not depend on the point. */
  addNorm(base: Float64Array): void;
  /** Adds the logarithm of each kernel at a point. */
  add(row: Float64Array, point: number): void;
  draw(kernel: number, random: RandomStream): number;
}

const logRootTwoPi = 0.5 * Math.log(2 * Math.PI);
/** Far from all but the prior's kernel a mass is nothing; its logarithm has to stay a number. */
const least = 1e-300;

function numberFactor(axis: Axis, column: Float64Array): Factor {
  const centres = new Float64Array(column.length + 1);
  centres.set(column);
  centres[column.length] = 0.5;
  const deviations = deviationsOf(column);
  const isContinuous = axis.kind === 'continuous';
  const masses = new Map<number, Float64Array>();
  /** Logarithms of each kernel's mass between two coordinates. */
  const massesBetween = (low: number, high: number): Float64Array => {
    const logs = new Float64Array(centres.length);
    let [lastCentre, lastDeviation, last] = [Number.NaN, Number.NaN, 0];
    for (let k = 0; k < logs.length; k++) {
      const [centre, deviation] = [centres[k] ?? 0, deviations[k] ?? 1];
      if (centre !== lastCentre || deviation !== lastDeviation) {
        [lastCentre, lastDeviation] = [centre, deviation];
        last = Math.log(
          Math.max(least, massBetween((low - centre) / deviation, (high - centre) / deviation)),
        );
      }
      logs[k] = last;
    }
    return logs;
  };
  return {
    addNorm: (base) => {
      const whole = massesBetween(0, 1);
      for (let k = 0; k < base.length; k++) {
        const spread = isContinuous ? Math.log(deviations[k] ?? 1) + logRootTwoPi : 0;
        base[k] = (base[k] ?? 0) - (whole[k] ?? 0) - spread;
      }
    },
    add: (row, point) => {
      if (isContinuous) {
        for (let k = 0; k < row.length; k++) {
          const distance = (point - (centres[k] ?? 0)) / (deviations[k] ?? 1);
          row[k] = (row[k] ?? 0) - 0.5 * distance * distance;
        }
        return;
      }
      // Candidates share cells more often than not.
      const index = axis.indexOf(axis.valueAt(point));
      let logs = masses.get(index);
      if (logs === undefined) {
        logs = massesBetween(axis.edge(index), axis.edge(index + 1));
        masses.set(index, logs);
      }
      for (let k = 0; k < row.length; k++) row[k] = (row[k] ?? 0) + (logs[k] ?? 0);
    },
    draw: (kernel, random) => {
      const [centre, deviation] = [centres[kernel] ?? 0.5, deviations[kernel] ?? 1];
      const from = normalProbability(-centre / deviation);
      const to = normalProbability((1 - centre) / deviation);
      const drawn = centre + deviation * normalQuantile(from + random.uniform() * (to - from));
      const point = Math.min(1, Math.max(0, drawn));
      return isContinuous ? point : axis.unitOf(axis.valueAt(point));
    },
  };
}

/** P(a < X ≤ b), in the tail whose digits are not lost beside a one. */
function massBetween(a: number, b: number): number {
  return a > 0 ? normalProbability(-a) - normalProbability(-b) : normalProbability(b) - normalProbability(a);
}

/** Deviation of the kernel of each observation, then of the prior's. */
export function deviationsOf(column: Float64Array): Float64Array {
  const count = column.length;
  const deviations = new Float64Array(count + 1);
  deviations[count] = 1;
  if (count === 0) return deviations;
  const sorted = Float64Array.from(column).sort();
  const narrowest = 1 / Math.min(100, count + 2);
  const atPlace = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const own = sorted[place] ?? 0;
    const below = place > 0 ? own - (sorted[place - 1] ?? 0) : own;
    const above = place < count - 1 ? (sorted[place + 1] ?? 1) - own : 1 - own;
    // The outermost two look at their neighbour alone, not at the end of the range.
    const distance =
      count > 1 && place === 0 ? above : count > 1 && place === count - 1 ? below : Math.max(below, above);
    atPlace[place] = Math.min(1, Math.max(narrowest, distance));
  }
  // Equal observations take their places one after the other.
  const taken = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const first = firstPlace(sorted, column[i] ?? 0);
    deviations[i] = atPlace[first + (taken[first] ?? 0)] ?? 1;
    taken[first] = (taken[first] ?? 0) + 1;
  }
  return deviations;
}

function firstPlace(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function choiceFactor(choices: number, column: Float64Array, priorWeight: number): Factor {
  const kernels = column.length + 1;
  const other = column.length === 0 ? 1 / choices : priorWeight / kernels;
  const whole = choices * other + 1;
  const [logOther, logOwn] = [Math.log(other / whole), Math.log((other + 1) / whole)];
  const weights = new Float64Array(choices);
  return {
    addNorm: () => undefined,
    add: (row, point) => {
      for (let k = 0; k < column.length; k++) {
        row[k] = (row[k] ?? 0) + (column[k] === point ? logOwn : logOther);
      }
      row[column.length] = (row[column.length] ?? 0) - Math.log(choices);
    },
    draw: (kernel, random) => {
      weights.fill(other);
      const own = column[kernel];
      if (own !== undefined) weights[own] = other + 1;
      return random.choice(weights);
    },
  };
}

function logSum(row: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < row.length; k++) most = Math.max(most, row[k] ?? 0);
  let sum = 0;
  for (let k = 0; k < row.length; k++) {
    const distance = (row[k] ?? 0) - most;
    // What is below e⁻³⁷ of the largest is lost in the sum anyway.
    if (distance > -37) sum += Math.exp(distance);
  }
  return most + Math.log(sum);
}
