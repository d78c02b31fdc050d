import * as v from 'valibot';
import type { MetricDirection } from './metric.ts';
import type { ConfusionResult } from './result.ts';
import type { RunRow } from './run.ts';
import type { Sentence } from './sentence.ts';
import type { TrainingSpec } from './training.ts';

/**
 * Runs that differ in one thing, so that their results can be averaged. `folds`: each holds out another part of the
 * rows (cross-validation). `seeds`: the same settings with other random numbers.
 */
export const familyKinds = ['folds', 'seeds'] as const;
export type FamilyKind = (typeof familyKinds)[number];

export const mostMembers = 100;
export const familyIdSchema = v.pipe(
  v.number('has to be the number of a family'),
  v.integer(),
  v.minValue(1),
);
export const familySizeSchema = v.pipe(
  v.number('has to be a whole number'),
  v.integer('has to be a whole number'),
  v.minValue(2, 'has to be at least 2'),
  v.maxValue(mostMembers, `has to be at most ${mostMembers}`),
);

/**
 * `running` while a member waits, trains or is paused; `complete` when all are; `incomplete` when all have ended, some
 * of them otherwise: stopped or interrupted ones can be resumed, failed ones cannot.
 */
export const familyStates = ['running', 'complete', 'incomplete'] as const;
export type FamilyState = (typeof familyStates)[number];

/** Which family a run belongs to; its place in it is counted from 0. */
export interface RunFamily {
  readonly id: number;
  readonly kind: FamilyKind;
  readonly name: string;
  readonly place: number;
  readonly size: number;
}

export interface FamilyRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly kind: FamilyKind;
  readonly size: number;
  readonly createdAt: number;
  readonly state: FamilyState;
  /** Members that are complete. */
  readonly complete: number;
}

export interface FamilyMember {
  readonly place: number;
  /** Null where the run was deleted or is in the trash. */
  readonly run: RunRow | null;
}

/** One figure of the held-out rows over all members that are complete. */
export interface FamilyFigure {
  /** As among the metrics of a run: `val/accuracy`. */
  readonly key: string;
  readonly direction: MetricDirection;
  /** By the member's place; null where it has none. */
  readonly values: readonly (number | null)[];
  readonly count: number;
  readonly mean: number;
  /** Of the sample (divided by n − 1); NaN for one value. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  /**
   * Half of the 95 % confidence interval of the mean by Student's t, as if the members were independent: t · s / √n.
   */
  readonly halfWidth: number;
  /**
   * The same with the variance of Nadeau and Bengio ("Inference for the generalization error", 2003), which allows for
   * training rows that members share: t · s · √(1/n + held-out rows / training rows). Null where they share no draw of
   * rows: members that differ in their seed alone on one split.
   */
  readonly correctedHalfWidth: number | null;
  /**
   * The mean with the corrected half width, or with the plain one where there is no other, on either side; what would
   * leave the values that the metric can have is cut off. Null for fewer than two values.
   */
  readonly interval: { readonly low: number; readonly high: number; readonly cut: boolean } | null;
}

/** Every row predicted once, by the one member that held it out. */
export interface PooledResult {
  readonly rows: number;
  readonly confusion: ConfusionResult | null;
  readonly numbers: { readonly r2: number; readonly rmse: number; readonly mae: number } | null;
}

export interface FamilyProgress {
  /** Steps done of all members' steps, 0 to 1. */
  readonly share: number;
  readonly etaMs: number | null;
}

export interface FamilyDetail extends FamilyRow {
  /** As it was given; a member's own differs in the fold or the seed. */
  readonly spec: TrainingSpec;
  readonly members: readonly FamilyMember[];
  /** Null when nothing trains. */
  readonly progress: FamilyProgress | null;
  readonly figures: readonly FamilyFigure[];
  /** What the figures are to be read with. */
  readonly notes: readonly Sentence[];
  /** Of folds, once one is complete. */
  readonly pooled: PooledResult | null;
  /** Whether a member was stopped or interrupted and can go on. */
  readonly resumable: boolean;
}
