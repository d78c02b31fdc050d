import type { Params } from '../param.ts';

/**
 * `paused`: its pruner set it aside with its checkpoint, and may promote it; `pruned`: it was stopped early for good;
 * `failed`: it crashed, diverged or never reported.
 */
export const trialStates = ['waiting', 'running', 'paused', 'complete', 'pruned', 'failed'] as const;
export type TrialState = (typeof trialStates)[number];

/**
 * Where the params came from: a sampler, a user's hand, an earlier sweep, another trial that it repeats, or one that it
 * is a copy of.
 */
export const trialOrigins = ['sampler', 'hand', 'earlier', 'repeat', 'population'] as const;
export type TrialOrigin = (typeof trialOrigins)[number];

/** The first objective as told on the way; steps ascend. */
export interface Report {
  readonly step: number;
  readonly value: number;
}

/** In a population: a trial that goes on from another one's checkpoint, and shares what that one told up to it. */
export interface TrialCopy {
  readonly from: number;
  /** Of the reports. */
  readonly step: number;
  /** The trial that made room for it. */
  readonly replaces: number;
}

/** One attempt of a sweep, as samplers, pruners and importances know it: all that they know comes from these. */
export interface Trial {
  /** Counts from 0 in its sweep and is never given twice. */
  readonly number: number;
  readonly state: TrialState;
  readonly params: Params;
  /** One for each objective, once it is complete; null before, or where there is none. */
  readonly values: readonly number[] | null;
  readonly reports: readonly Report[];
  /** By how much each limit of the outcome is missed (0: kept); empty where there are no limits. */
  readonly violations?: readonly number[];
  readonly origin?: TrialOrigin;
  /** Number of the trial whose params this one repeats with another seed. */
  readonly repeats?: number;
  readonly copy?: TrialCopy | undefined;
  /** A user took it out: it counts for nothing, though its number and its params stay taken. */
  readonly excluded?: boolean;
}

/** Whether a trial will not change any more by itself. */
export function isTrialFinished(state: TrialState): boolean {
  return state === 'complete' || state === 'pruned' || state === 'failed';
}
