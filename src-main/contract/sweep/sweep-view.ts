import * as v from 'valibot';
import type { ErrorPayload } from '../errors.ts';
import type { Params } from '../param.ts';
import type { Sentence } from '../sentence.ts';
import type { Objective } from './objective.ts';
import type { SweepSpec } from './sweep.ts';
import type { TrialColumns } from './trial-columns.ts';
import type { TrialCopy, TrialOrigin, TrialState } from './trial.ts';

/**
 * `paused`: by a user; `interrupted`: by the end of Descent. Both go on where they were. `complete`: all trials are
 * done, or a budget is used up; it can be extended, as can one that was `stopped` by a user. `failed`: everything
 * failed alike.
 */
export const sweepStates = ['running', 'paused', 'complete', 'stopped', 'failed', 'interrupted'] as const;
export type SweepState = (typeof sweepStates)[number];

export const sweepIdSchema = v.pipe(v.number('has to be the number of a sweep'), v.integer(), v.minValue(1));
export const trialNumberSchema = v.pipe(
  v.number('has to be the number of a trial'),
  v.integer(),
  v.minValue(0),
);

export interface TrialCounts {
  readonly planned: number;
  readonly waiting: number;
  readonly running: number;
  /** Set aside with a checkpoint. */
  readonly paused: number;
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
}

export interface BestTrial {
  readonly trial: number;
  readonly params: Params;
  readonly value: number;
  readonly run: number | null;
}

export interface SweepRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly state: SweepState;
  readonly kind: 'training' | 'command';
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Time in which it searched, pauses left out; of a running one, so far. */
  readonly durationMs: number;
  readonly objectives: readonly Objective[];
  readonly trials: TrialCounts;
  /** By the first objective, of complete trials that keep to the limits; null before there is one. */
  readonly best: BestTrial | null;
  readonly reason: Sentence | null;
}

/** A sweep that Descent's own end interrupted. */
export interface InterruptedSweep {
  readonly id: number;
  readonly name: string;
  readonly endedAt: number;
  /** Of its trials: they go on with it, and not by themselves. */
  readonly runs: readonly number[];
}

/** Trials of a sweep as its page and its table show them. */
export interface TrialRow {
  readonly number: number;
  readonly state: TrialState;
  readonly origin: TrialOrigin;
  readonly repeats: number | null;
  /** In a population: whose copy it is, and since when; null of one that began at the beginning. */
  readonly copy: TrialCopy | null;
  readonly params: Params;
  /** What the sampler chose them by; null of a trial by hand. */
  readonly why: Sentence | null;
  /** One for each objective; null before its end. */
  readonly values: readonly number[] | null;
  readonly violations: readonly number[];
  readonly run: number | null;
  readonly reason: ErrorPayload | null;
  readonly excluded: boolean;
  /** How often it was begun anew. */
  readonly attempts: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly durationMs: number | null;
  readonly exitCode: number | null;
  /** Of the first objective: what it told last, and its best so far. */
  readonly last: { readonly step: number; readonly value: number } | null;
  readonly bestReport: number | null;
}

export interface SweepProgress {
  /** Trials that ended, of those planned: 0 to 1. */
  readonly share: number;
  readonly trialsPerMinute: number | null;
  readonly etaMs: number | null;
}

export interface SweepDetail extends SweepRow {
  readonly spec: SweepSpec;
  readonly trialRows: readonly TrialRow[];
  /** Null when nothing runs. */
  readonly progress: SweepProgress | null;
  /** Of several objectives: the trials that no other is better than in all of them. */
  readonly front: readonly number[];
  /** Trials that were repeated with other seeds, the best mean first. */
  readonly repeated: readonly RepeatedRow[];
  /** Of a population: the stretch that its slowest member is in, from 1, of all, and how many steps each is long. */
  readonly population: {
    readonly generation: number;
    readonly generations: number;
    readonly everySteps: number;
  } | null;
}

/** A trial and its repetitions. */
export interface RepeatedRow {
  readonly trial: number;
  readonly values: readonly number[];
  readonly mean: number;
  /** Of the mean, at the confidence that the sweep asks for. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** Reports of one metric of every trial, one after the other: those of `trials[i]` are `counts[i]` long. */
export interface SweepCurves {
  readonly metric: string;
  readonly trials: Float64Array;
  readonly counts: Float64Array;
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** Which params mattered, by two methods that answer two questions; null where there are too few trials to tell. */
export interface SweepImportance {
  /** Complete trials that it was told from. */
  readonly trials: number;
  /** fANOVA: how much of the differences over the whole space each param explains, and pairs beyond that. */
  readonly overall: {
    readonly params: readonly {
      readonly param: string;
      readonly share: number;
      readonly deviation: number;
    }[];
    readonly pairs: readonly { readonly params: readonly [string, string]; readonly share: number }[];
  } | null;
  /** PED-ANOVA: which params had to be right to be among the best tenth; parts that add up to 1. */
  readonly amongBest: readonly { readonly param: string; readonly share: number }[] | null;
}

/** What the page of a sweep shows, in one answer. */
export interface SweepPageAnswer {
  readonly detail: Omit<SweepDetail, 'trialRows'>;
  readonly trials: TrialColumns;
  /** Of the trials with the best values, or reports so far. */
  readonly curves: SweepCurves;
  /** Of several objectives: the volume that the front dominates, as it grew; null for one. */
  readonly hypervolume: HypervolumeGrowth | null;
}

/**
 * After each complete trial, in the order in which they ended: the part of what lies between the best of every
 * objective and a tenth beyond its worst, over all trials of the answer, that the front so far dominates. 0 to 1.
 */
export interface HypervolumeGrowth {
  readonly trials: Float64Array;
  readonly shares: Float64Array;
}

export interface TrialOutput {
  /** What the sampler chose the params by; null of a trial by hand. */
  readonly why: Sentence | null;
  readonly text: string;
  readonly reports: readonly { readonly metric: string; readonly step: number; readonly value: number }[];
}
