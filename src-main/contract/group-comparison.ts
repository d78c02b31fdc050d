import type { NotComparable } from './comparable.ts';
import type { MetricDirection } from './metric.ts';
import type { Spread } from './run-group.ts';
import type { Sentence } from './sentence.ts';

/**
 * How chance is reckoned. `student`: t-tests, Welch's of independent runs. `resampling`: a BCa bootstrap and a
 * permutation test, for values that are far from normal. `auto` takes the second for skewed groups of eight or more.
 */
export const comparisonMethods = ['auto', 'student', 'resampling'] as const;
export type ComparisonMethod = (typeof comparisonMethods)[number];

/** Runs of the same settings that differ in their seeds or in the fold that they hold out. */
export interface ComparedGroup {
  /** What they are called together. */
  readonly name: string;
  /** The run that was asked for; the first of them where they are several. */
  readonly run: number;
  /** In the order of seeds and folds. */
  readonly members: readonly ComparedMember[];
  /** Null where none has a finite value. */
  readonly spread: Spread | null;
}

export interface ComparedMember {
  readonly run: number;
  readonly seed: number | null;
  readonly fold: number | null;
  /** What the run's kept weights reach; finite. */
  readonly value: number;
}

/** A group against the first one, the baseline. */
export interface GroupDifference {
  /** Index among the groups. */
  readonly group: number;
  readonly method: Exclude<ComparisonMethod, 'auto'>;
  /** Whether run was held against run: those of the same seed and fold. */
  readonly paired: boolean;
  /** Whether the variance allows for training rows that runs share (Nadeau and Bengio, 2003). */
  readonly corrected: boolean;
  /** Mean of the group minus that of the baseline; null where one of them has none. */
  readonly difference: number | null;
  /** Ends of the 95 % interval, and how probable a difference as large is by chance; null for a single run. */
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  /** `p` after Holm, over all groups that are held against the baseline; the same for two groups. */
  readonly adjusted: number | null;
  /** Hedges' g: the difference in standard deviations of a run. */
  readonly effect: number | null;
  /** Whether the group is better: true or false only where chance is ruled out at 5 %. */
  readonly better: boolean | null;
  readonly verdict: Sentence;
}

export interface GroupComparison {
  readonly metric: string;
  /** Null where neither way is better. */
  readonly direction: MetricDirection | null;
  /** Metrics that at least two groups have, those that say most first. */
  readonly metrics: readonly string[];
  /** Why the values say nothing about which is better; null where they do. */
  readonly apart: NotComparable | null;
  readonly groups: readonly ComparedGroup[];
  readonly differences: readonly GroupDifference[];
  /** What the answer is to be read with. */
  readonly notes: readonly Sentence[];
}
