import { cholesky, solveLower, solveLowerTransposed } from '../linear-algebra.ts';
import { minimise } from '../minimise.ts';

/** Points of a model: rows of coordinates; of an axis of choices, the index of the choice. */
export interface Points {
  readonly rows: Float64Array;
  readonly count: number;
  /** For each axis 1 where it is of choices without an order. */
  readonly choices: Uint8Array;
}

/** Of the Matérn-5/2 kernel with a length of its own for each axis. */
export interface KernelParams {
  /** 1 / length² of each axis. */
  readonly weights: Float64Array;
  /** Variance of the function, and of the noise on top of it. */
  readonly scale: number;
  readonly noise: number;
}

export interface Prediction {
  readonly mean: number;
  readonly deviation: number;
}

export interface GaussianProcess {
  predict(point: Float64Array): Prediction;
  /** The same, with the gradients of both along every axis (0 along choices). */
  predictWithGradient(point: Float64Array, ofMean: Float64Array, ofDeviation: Float64Array): Prediction;
  /** The model after one more point with what it predicts there: a value that is not in yet. */
  believing(point: Float64Array): GaussianProcess;
}

const rootFive = Math.sqrt(5);
export const leastNoise = 1e-6;

/** k as a part of the variance, by the weighted squared distance. */
function matern(squared: number): number {
  const r = rootFive * Math.sqrt(squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** Its derivative by the squared distance. */
function maternSlope(squared: number): number {
  const r = rootFive * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
}

function squaredDistance(
  rows: Float64Array,
  at: number,
  point: Float64Array,
  from: number,
  { choices }: Pick<Points, 'choices'>,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let d = 0; d < weights.length; d++) {
    const apart = (rows[at + d] ?? 0) - (point[from + d] ?? 0);
    if (apart !== 0) sum += (weights[d] ?? 0) * (choices[d] === 1 ? 1 : apart * apart);
  }
  return sum;
}

/**
 * The posterior of a Gaussian process with mean 0 (Rasmussen and Williams, "Gaussian processes for machine learning",
 * algorithm 2.1) given values at points.
 */
export function createGaussianProcess(
  points: Points,
  values: Float64Array,
  params: KernelParams,
): GaussianProcess {
  const n = points.count;
  const lower = covarianceOf(points, params);
  // More noise, should rounding have cost the matrix its definiteness.
  for (let extra = params.noise + 1e-8; !cholesky(lower, n); extra *= 10) {
    lower.set(covarianceOf(points, { ...params, noise: params.noise + extra }));
  }
  return posterior(points, values, params, lower);
}

function posterior(
  points: Points,
  values: Float64Array,
  params: KernelParams,
  lower: Float64Array,
): GaussianProcess {
  const { weights, scale } = params;
  const { rows, count: n, choices } = points;
  const axes = weights.length;
  const alpha = Float64Array.from(values);
  solveLower(lower, n, alpha);
  solveLowerTransposed(lower, n, alpha);
  const near = new Float64Array(n);
  const slopes = new Float64Array(n);

  const covarianceTo = (point: Float64Array): number => {
    let mean = 0;
    for (let i = 0; i < n; i++) {
      const k = scale * matern(squaredDistance(rows, i * axes, point, 0, points, weights));
      near[i] = k;
      mean += k * (alpha[i] ?? 0);
    }
    return mean;
  };
  const deviationOf = (): number => {
    let explained = 0;
    for (let i = 0; i < n; i++) explained += (near[i] ?? 0) ** 2;
    return Math.sqrt(Math.max(1e-12, scale - explained));
  };
  const predict = (point: Float64Array): Prediction => {
    const mean = covarianceTo(point);
    solveLower(lower, n, near);
    return { mean, deviation: deviationOf() };
  };

  return {
    predict,
    predictWithGradient: (point, ofMean, ofDeviation) => {
      const mean = covarianceTo(point);
      for (let i = 0; i < n; i++) {
        slopes[i] = 2 * scale * maternSlope(squaredDistance(rows, i * axes, point, 0, points, weights));
      }
      solveLower(lower, n, near);
      const deviation = deviationOf();
      solveLowerTransposed(lower, n, near);
      for (let d = 0; d < axes; d++) {
        let [meanSlope, varianceSlope] = [0, 0];
        if (choices[d] !== 1) {
          for (let i = 0; i < n; i++) {
            const along = (slopes[i] ?? 0) * ((point[d] ?? 0) - (rows[i * axes + d] ?? 0));
            meanSlope += along * (alpha[i] ?? 0);
            varianceSlope -= 2 * along * (near[i] ?? 0);
          }
        }
        ofMean[d] = meanSlope * (weights[d] ?? 0);
        ofDeviation[d] = (varianceSlope * (weights[d] ?? 0)) / (2 * deviation);
      }
      return { mean, deviation };
    },
    believing: (point) => {
      const { mean } = predict(point);
      const more: Points = { rows: appended(rows, point), count: n + 1, choices };
      const larger = new Float64Array((n + 1) ** 2);
      for (let i = 0; i < n; i++) larger.set(lower.subarray(i * n, i * n + i + 1), i * (n + 1));
      // `near` still holds what the new row begins with.
      larger.set(near, n * (n + 1));
      const rest = scale + params.noise - near.reduce((sum, along) => sum + along * along, 0);
      larger[(n + 1) ** 2 - 1] = Math.sqrt(Math.max(leastNoise, rest));
      return posterior(more, appended(values, [mean]), params, larger);
    },
  };
}

function appended(array: Float64Array, more: ArrayLike<number>): Float64Array {
  const longer = new Float64Array(array.length + more.length);
  longer.set(array);
  longer.set(more, array.length);
  return longer;
}

/** Lower triangle of the covariance of the points with themselves. */
function covarianceOf(points: Points, { weights, scale, noise }: KernelParams): Float64Array {
  const { rows, count: n } = points;
  const axes = weights.length;
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const squared = squaredDistance(rows, i * axes, rows, j * axes, points, weights);
      covariance[i * n + j] = scale * matern(squared);
    }
    covariance[i * n + i] = scale + noise;
  }
  return covariance;
}

/** As many trials of the optimizer's as bring anything. */
const mostIterations = 30;

/**
 * The kernel's params of largest posterior probability. Priors: 1/length² near 1 (its logarithm falls as
 * 0.1/w + 0.1·w), the scale Gamma(2, 1), the noise Gamma(1.1, 30).
 */
export function fitKernel(points: Points, values: Float64Array): KernelParams {
  const axes = points.choices.length;
  const starts = [0, 2.5].map((logWeight) => {
    const start = new Float64Array(axes + 2).fill(logWeight);
    start[axes] = 0;
    start[axes + 1] = Math.log(1e-3);
    return start;
  });
  const loss = (logs: Float64Array, gradient: Float64Array): number =>
    negativePosterior(points, values, logs, gradient);
  const options = {
    iterations: mostIterations,
    low: Math.log(leastNoise),
    high: Math.log(1e4),
    tolerance: 1e-2,
  };
  const ends = starts.map((start) => minimise(loss, start, options));
  const best = ends.reduce((a, b) => (b.value < a.value ? b : a));
  return paramsOf(best.x);
}

function paramsOf(logs: Float64Array): KernelParams {
  const axes = logs.length - 2;
  return {
    weights: logs.subarray(0, axes).map(Math.exp),
    scale: Math.exp(logs[axes] ?? 0),
    noise: Math.exp(logs[axes + 1] ?? 0),
  };
}

/** Minus the logarithm of likelihood and priors, and its gradient by the logarithms of the params. */
export function negativePosterior(
  points: Points,
  values: Float64Array,
  logs: Float64Array,
  gradient: Float64Array,
): number {
  const params = paramsOf(logs);
  const { weights, scale, noise } = params;
  const { rows, count: n, choices } = points;
  const axes = weights.length;
  const lower = covarianceOf(points, params);
  if (!cholesky(lower, n)) return Number.POSITIVE_INFINITY;
  const alpha = Float64Array.from(values);
  solveLower(lower, n, alpha);
  solveLowerTransposed(lower, n, alpha);
  let loss = 0;
  for (let i = 0; i < n; i++) {
    loss += 0.5 * (values[i] ?? 0) * (alpha[i] ?? 0) + Math.log(lower[i * n + i] ?? 1);
  }
  gradient.fill(0);
  const inverse = inverseOf(lower, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const factor = (inverse[i * n + j] ?? 0) - (alpha[i] ?? 0) * (alpha[j] ?? 0);
      const squared = squaredDistance(rows, i * axes, rows, j * axes, points, weights);
      const bySquared = factor * scale * maternSlope(squared);
      for (let d = 0; d < axes; d++) {
        const apart = (rows[i * axes + d] ?? 0) - (rows[j * axes + d] ?? 0);
        const share = choices[d] === 1 ? Number(apart !== 0) : apart * apart;
        gradient[d] = (gradient[d] ?? 0) + bySquared * (weights[d] ?? 0) * share;
      }
      gradient[axes] = (gradient[axes] ?? 0) + factor * scale * matern(squared);
    }
    const factor = 0.5 * ((inverse[i * n + i] ?? 0) - (alpha[i] ?? 0) ** 2);
    gradient[axes] = (gradient[axes] ?? 0) + factor * scale;
    gradient[axes + 1] = (gradient[axes + 1] ?? 0) + factor * noise;
  }
  for (let d = 0; d < axes; d++) {
    const weight = weights[d] ?? 1;
    loss += 0.1 / weight + 0.1 * weight;
    gradient[d] = (gradient[d] ?? 0) - 0.1 / weight + 0.1 * weight;
  }
  loss += scale - Math.log(scale) + 30 * noise - 0.1 * Math.log(noise);
  gradient[axes] = (gradient[axes] ?? 0) + scale - 1;
  gradient[axes + 1] = (gradient[axes + 1] ?? 0) + 30 * noise - 0.1;
  return loss;
}

/** Lower triangle of (L·Lᵀ)⁻¹. */
function inverseOf(lower: Float64Array, n: number): Float64Array {
  // Row j of `columns` is column j of L⁻¹, so that both loops run along rows.
  const columns = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const row = j * n;
    columns[row + j] = 1 / (lower[row + j] ?? 1);
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += (lower[i * n + k] ?? 0) * (columns[row + k] ?? 0);
      columns[row + i] = -sum / (lower[i * n + i] ?? 1);
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += (columns[i * n + k] ?? 0) * (columns[j * n + k] ?? 0);
      inverse[i * n + j] = sum;
    }
  }
  return inverse;
}
