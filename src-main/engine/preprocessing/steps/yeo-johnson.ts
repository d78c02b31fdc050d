import { moments } from '../../../base/statistics.ts';
import type { NumberColumn } from '../../dataset/table.ts';
import { numberColumn, type Frame } from '../frame.ts';
import { replaceColumns } from '../step.ts';
import { meanAndDeviation } from './affine.ts';

export interface FittedYeoJohnson {
  readonly step: 'yeoJohnson';
  readonly columns: readonly {
    readonly column: string;
    readonly lambda: number;
    /** Of the transformed values: (y − shift) / divideBy. */
    readonly shift: number;
    readonly divideBy: number;
  }[];
}

export function fitYeoJohnson(standardise: boolean, columns: readonly NumberColumn[]): FittedYeoJohnson {
  return {
    step: 'yeoJohnson',
    columns: columns.map((column) => {
      const lambda = bestLambda(column.values.filter((value) => !Number.isNaN(value)));
      if (!standardise) return { column: column.name, lambda, shift: 0, divideBy: 1 };
      const { shift, divideBy } = meanAndDeviation(column.values.map((value) => yeoJohnson(value, lambda)));
      return {
        column: column.name,
        lambda,
        shift: Number.isNaN(shift) ? 0 : shift,
        divideBy: divideBy > 0 ? divideBy : 1,
      };
    }),
  };
}

export function applyYeoJohnson(fitted: FittedYeoJohnson, frame: Frame): Frame {
  return replaceColumns(frame, fitted.columns, (column, { lambda, shift, divideBy }) => {
    if (column.type !== 'number') return [column];
    return [
      numberColumn(
        column.name,
        column.values.map((value) => (yeoJohnson(value, lambda) - shift) / divideBy),
      ),
    ];
  });
}

/** Yeo and Johnson, "A new family of power transformations", Biometrika 87 (2000). NaN stays NaN. */
export function yeoJohnson(x: number, lambda: number): number {
  return x < 0 ? -power(Math.log1p(-x), 2 - lambda) : power(Math.log1p(x), lambda);
}

/** (e^(u·exponent) − 1) / exponent, which is u at 0. */
function power(u: number, exponent: number): number {
  return exponent === 0 ? u : Math.expm1(u * exponent) / exponent;
}

/** Derivative of `power` by the exponent; as a series where the difference would lose its digits. */
function powerSlope(u: number, exponent: number): number {
  const z = u * exponent;
  if (Math.abs(z) < 1e-3) return u * u * (1 / 2 + z * (1 / 3 + z * (1 / 8 + z * (1 / 30 + z / 144))));
  return (u * Math.exp(z) - Math.expm1(z) / exponent) / exponent;
}

/** Exponents further out than this only come of data that no power makes normal. */
const outermost = 64;

/**
 * The exponent of greatest likelihood for values from a normal distribution after the transformation: where the
 * derivative of the log-likelihood is zero. 1, which changes nothing, for a constant column.
 */
export function bestLambda(values: Float64Array): number {
  const { min, max, standardDeviation } = moments(values);
  if (!(max > min) || !(standardDeviation > 0)) return 1;
  // log(1 + |x|) with the sign of x is all that the slope takes from a value; it is asked for some twenty times.
  const signed = values.map((x) => (x < 0 ? -Math.log1p(-x) : Math.log1p(x)));
  let low = -2;
  let high = 2;
  let slopeLow = likelihoodSlope(signed, low);
  let slopeHigh = likelihoodSlope(signed, high);
  // The slope falls from left to right. Beyond where it can be computed, the last exponent that could is taken.
  while (slopeLow < 0) {
    [high, slopeHigh] = [low, slopeLow];
    const next = low * 2;
    const slope = likelihoodSlope(signed, next);
    if (!Number.isFinite(slope) || next < -outermost) return low;
    [low, slopeLow] = [next, slope];
  }
  while (slopeHigh > 0) {
    [low, slopeLow] = [high, slopeHigh];
    const next = high * 2;
    const slope = likelihoodSlope(signed, next);
    if (!Number.isFinite(slope) || next > outermost) return high;
    [high, slopeHigh] = [next, slope];
  }
  if (!Number.isFinite(slopeLow) || !Number.isFinite(slopeHigh)) return 1;
  return falseRoot((lambda) => likelihoodSlope(signed, lambda), low, high, slopeLow, slopeHigh);
}

/** d/dλ of −n/2 · log variance(y) + (λ − 1) · Σ sign(x) · log(1 + |x|). */
function likelihoodSlope(signed: Float64Array, lambda: number): number {
  const n = signed.length;
  const transformed = new Float64Array(n);
  const slopes = new Float64Array(n);
  let jacobian = 0;
  for (let i = 0; i < n; i++) {
    const u = signed[i] ?? 0;
    transformed[i] = u < 0 ? -power(-u, 2 - lambda) : power(u, lambda);
    slopes[i] = u < 0 ? powerSlope(-u, 2 - lambda) : powerSlope(u, lambda);
    jacobian += u;
  }
  const mean = moments(transformed).mean;
  const slopeMean = moments(slopes).mean;
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const distance = (transformed[i] ?? 0) - mean;
    covariance += distance * ((slopes[i] ?? 0) - slopeMean);
    variance += distance * distance;
  }
  return jacobian - (n * covariance) / variance;
}

/** A root between two ends of different sign: false position with Anderson and Björck's weights, kept in the bracket. */
function falseRoot(f: (x: number) => number, a: number, b: number, fa: number, fb: number): number {
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let round = 0; round < 200; round++) {
    let x = b - (fb * (b - a)) / (fb - fa);
    if (!(x > Math.min(a, b) && x < Math.max(a, b))) x = (a + b) / 2;
    const fx = f(x);
    if (fx === 0 || Math.abs(b - a) <= 1e-14 * Math.max(1, Math.abs(x))) return x;
    if (fx > 0 === fb > 0) {
      const weight = 1 - fx / fb;
      fa *= weight > 0 ? weight : 0.5;
    } else [a, fa] = [b, fb];
    // The bracket shrinks from one side only while the function bends: the step tells when it is done.
    const step = Math.abs(x - b);
    [b, fb] = [x, fx];
    if (step <= 1e-14 * Math.max(1, Math.abs(x))) return x;
  }
  return b;
}
