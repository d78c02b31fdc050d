import { logGamma, studentQuantile, studentTwoSided } from './student-t.ts';

/** How far apart the means of two groups are, second minus first, and how sure that is. */
export interface MeanDifference {
  readonly difference: number;
  /** Ends of the 95 % confidence interval of the difference. */
  readonly low: number;
  readonly high: number;
  /** How probable a difference at least as large is, in either direction, where both groups are equally good. */
  readonly p: number;
}

const level = 0.95;

/**
 * Welch's t-test of two independent samples with variances of their own ("The generalization of Student's problem when
 * several different population variances are involved", Biometrika 34, 1947), with the degrees of freedom of
 * Satterthwaite (1946). `correction` is the share of held-out to training rows where every member drew its rows anew
 * from the same data, which the variance of a mean then has on top of 1/n (Nadeau and Bengio, 2003); else 0. Null for
 * fewer than two numbers in a group, and where nothing varies.
 */
export function welchTest(
  first: readonly number[],
  second: readonly number[],
  correction = 0,
): MeanDifference | null {
  if (first.length < 2 || second.length < 2) return null;
  const a = varianceOf(first);
  const b = varianceOf(second);
  const variance = a / first.length + b / second.length;
  if (!(variance > 0)) return null;
  // As shares of the variance, so that the smallest numbers have squares.
  const share = a / first.length / variance;
  const degrees = 1 / (share ** 2 / (first.length - 1) + (1 - share) ** 2 / (second.length - 1));
  return byStudent(meanOf(second) - meanOf(first), variance + correction * (a + b), degrees);
}

/**
 * Student's t-test of differences in pairs, second minus first, such as those of two models on the same folds.
 * `correction` as above makes it the corrected resampled t-test. Null for fewer than two pairs, and where all differ
 * alike.
 */
export function pairedTest(differences: readonly number[], correction = 0): MeanDifference | null {
  const count = differences.length;
  if (count < 2) return null;
  const variance = varianceOf(differences) * (1 / count + correction);
  return variance > 0 ? byStudent(meanOf(differences), variance, count - 1) : null;
}

/**
 * Hedges' g, the difference of the means in standard deviations of a run: (ȳ₂ − ȳ₁) / s, s² the pooled variance, times
 * Γ(ν/2) / (√(ν/2) Γ((ν − 1)/2)) with ν = n₁ + n₂ − 2, which takes away what small samples add ("Distribution theory for
 * Glass's estimator of effect size and related estimators", 1981). Null where s is 0 or unknown.
 */
export function hedgesG(first: readonly number[], second: readonly number[]): number | null {
  const degrees = first.length + second.length - 2;
  if (first.length < 2 || second.length < 2) return null;
  const pooled =
    ((first.length - 1) * varianceOf(first) + (second.length - 1) * varianceOf(second)) / degrees;
  if (!(pooled > 0)) return null;
  const unbiased = Math.exp(logGamma(degrees / 2) - logGamma((degrees - 1) / 2)) / Math.sqrt(degrees / 2);
  return ((meanOf(second) - meanOf(first)) / Math.sqrt(pooled)) * unbiased;
}

/**
 * Holm's step-down correction of several p-values, in their order: as many comparisons with one baseline find something
 * by chance more often than one ("A simple sequentially rejective multiple test procedure", 1979).
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const adjusted = [...values];
  let most = 0;
  for (const [rank, index] of order.entries()) {
    most = Math.max(most, Math.min(1, (values[index] ?? 1) * (values.length - rank)));
    adjusted[index] = most;
  }
  return adjusted;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by n − 1. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function byStudent(difference: number, variance: number, degrees: number): MeanDifference {
  const error = Math.sqrt(variance);
  const half = studentQuantile((1 + level) / 2, degrees) * error;
  return {
    difference,
    low: difference - half,
    high: difference + half,
    p: studentTwoSided(difference / error, degrees),
  };
}
