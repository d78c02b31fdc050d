import { symmetricEigen } from '../linear-algebra.ts';

/**
 * The covariance matrix adaptation evolution strategy with active covariance (Hansen, "The CMA evolution strategy: a
 * tutorial", arXiv:1604.00772; numbers of equations are those of its version 2), as pure functions over its state.
 */
export interface CmaConstants {
  readonly dimensions: number;
  readonly populationSize: number;
  /** Of all λ places, the first half positive (they add up to 1), the others negative. */
  readonly weights: Float64Array;
  readonly parents: number;
  readonly parentsEffective: number;
  readonly pathRate: number;
  readonly rankOneRate: number;
  readonly rankManyRate: number;
  readonly stepRate: number;
  readonly stepDamping: number;
  /** Expected length of a normal vector. */
  readonly expectedLength: number;
}

export interface CmaState {
  readonly generation: number;
  readonly mean: Float64Array;
  readonly sigma: number;
  readonly covariance: Float64Array;
  readonly stepPath: Float64Array;
  readonly path: Float64Array;
  /** Of the covariance: square roots of its eigenvalues, and its eigenvectors as columns. */
  readonly scales: Float64Array;
  readonly vectors: Float64Array;
}

export function cmaConstants(
  n: number,
  populationSize = 4 + Math.floor(3 * Math.log(Math.max(1, n))),
): CmaConstants {
  const parents = Math.floor(populationSize / 2);
  const raw = Float64Array.from(
    { length: populationSize },
    (_, i) => Math.log((populationSize + 1) / 2) - Math.log(i + 1),
  );
  const effective = (from: number, to: number): number => {
    const part = raw.subarray(from, to);
    const sum = part.reduce((all, weight) => all + weight, 0);
    return sum ** 2 / part.reduce((all, weight) => all + weight ** 2, 0);
  };
  const parentsEffective = effective(0, parents);
  const othersEffective = effective(parents, populationSize);
  const rankOneRate = 2 / ((n + 1.3) ** 2 + parentsEffective);
  const rankManyRate = Math.min(
    1 - rankOneRate - 1e-8,
    (2 * (parentsEffective - 2 + 1 / parentsEffective)) / ((n + 2) ** 2 + parentsEffective),
  );
  // (50) to (53): as much as is taken off the covariance may neither make it negative nor outweigh what is added.
  const mostNegative = Math.min(
    1 + rankOneRate / rankManyRate,
    1 + (2 * othersEffective) / (parentsEffective + 2),
    (1 - rankOneRate - rankManyRate) / (n * rankManyRate),
  );
  const positive = raw.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const negative = raw.reduce((sum, weight) => sum + Math.max(0, -weight), 0);
  const stepRate = (parentsEffective + 2) / (n + parentsEffective + 5);
  return {
    dimensions: n,
    populationSize,
    weights: raw.map((weight) => (weight >= 0 ? weight / positive : (mostNegative * weight) / negative)),
    parents,
    parentsEffective,
    pathRate: (4 + parentsEffective / n) / (n + 4 + (2 * parentsEffective) / n),
    rankOneRate,
    rankManyRate,
    stepRate,
    stepDamping: 1 + 2 * Math.max(0, Math.sqrt((parentsEffective - 1) / (n + 1)) - 1) + stepRate,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2)),
  };
}

/** The state before the first generation: a ball of that radius around the mean. */
export function beginCma(mean: Float64Array, sigma: number): CmaState {
  const n = mean.length;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return {
    generation: 0,
    mean,
    sigma,
    covariance: identity,
    stepPath: new Float64Array(n),
    path: new Float64Array(n),
    scales: new Float64Array(n).fill(1),
    vectors: identity,
  };
}

/** B·D·z: a normal vector to one of the state's covariance. */
export function spreadOf({ scales, vectors }: CmaState, z: ArrayLike<number>): Float64Array {
  const n = scales.length;
  const y = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const along = (scales[j] ?? 0) * (z[j] ?? 0);
    for (let i = 0; i < n; i++) y[i] = (y[i] ?? 0) + (vectors[i * n + j] ?? 0) * along;
  }
  return y;
}

/** C^(−½)·y = B·D⁻¹·Bᵀ·y, whose length is how many deviations y is from the mean. */
export function whitened({ scales, vectors }: CmaState, y: Float64Array): Float64Array {
  const n = y.length;
  const white = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let along = 0;
    for (let i = 0; i < n; i++) along += (vectors[i * n + j] ?? 0) * (y[i] ?? 0);
    along /= scales[j] ?? 1;
    for (let i = 0; i < n; i++) white[i] = (white[i] ?? 0) + (vectors[i * n + j] ?? 0) * along;
  }
  return white;
}

/** One generation: `steps` are the λ solutions from the best to the worst, each as (x − mean) / σ. */
export function updateCma(
  state: CmaState,
  steps: readonly Float64Array[],
  constants: CmaConstants,
): CmaState {
  const { dimensions: n, weights, parents, parentsEffective, stepRate, pathRate } = constants;
  const generation = state.generation + 1;
  // (41), (42)
  const mean = Float64Array.from(state.mean);
  const moved = new Float64Array(n);
  for (let k = 0; k < parents; k++) {
    for (let i = 0; i < n; i++) moved[i] = (moved[i] ?? 0) + (weights[k] ?? 0) * (steps[k]?.[i] ?? 0);
  }
  for (let i = 0; i < n; i++) {
    mean[i] = (mean[i] ?? 0) + state.sigma * (moved[i] ?? 0);
  }
  // (43), (44)
  const white = whitened(state, moved);
  const stepGain = Math.sqrt(stepRate * (2 - stepRate) * parentsEffective);
  const stepPath = state.stepPath.map((along, i) => (1 - stepRate) * along + stepGain * (white[i] ?? 0));
  const length = Math.hypot(...stepPath);
  const grown = Math.exp((stepRate / constants.stepDamping) * (length / constants.expectedLength - 1));
  const sigma = Math.min(state.sigma * grown, 1e32);
  // (45): the path of the covariance stands still while the step size grows fast.
  const unbiased = length / Math.sqrt(1 - (1 - stepRate) ** (2 * (generation + 1)));
  const goes = unbiased < (1.4 + 2 / (n + 1)) * constants.expectedLength;
  const gain = goes ? Math.sqrt(pathRate * (2 - pathRate) * parentsEffective) : 0;
  const path = state.path.map((along, i) => (1 - pathRate) * along + gain * (moved[i] ?? 0));
  // (46), (47)
  const { rankOneRate, rankManyRate } = constants;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const lost = goes ? 0 : pathRate * (2 - pathRate);
  const kept = 1 + rankOneRate * lost - rankOneRate - rankManyRate * total;
  const covariance = state.covariance.map((entry) => kept * entry);
  addOuter(covariance, path, rankOneRate);
  for (const [k, step] of steps.entries()) {
    const weight = weights[k] ?? 0;
    const scaled = weight >= 0 ? weight : (weight * n) / (squaredLength(whitened(state, step)) + 1e-8);
    addOuter(covariance, step, rankManyRate * scaled);
  }
  const { values, vectors } = symmetricEigen(covariance, n);
  const scales = values.map((value) => Math.sqrt(value < 0 ? 1e-8 : value));
  return { generation, mean, sigma, covariance, stepPath, path, scales, vectors };
}

function addOuter(matrix: Float64Array, vector: Float64Array, factor: number): void {
  const n = vector.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      matrix[i * n + j] = (matrix[i * n + j] ?? 0) + factor * (vector[i] ?? 0) * (vector[j] ?? 0);
    }
  }
}

export function squaredLength(vector: Float64Array): number {
  return vector.reduce((sum, along) => sum + along * along, 0);
}
