import type { SpecChange } from './advice.ts';

/** What a training, or a probe of some steps of it, has taken. Times are milliseconds; pauses are left out. */
export interface Usage {
  /** Data read and preprocessed, engine opened, weights made. */
  readonly preparingMs: number;
  /** The first step, in which kernels are compiled and memory is taken. */
  readonly firstStepMs: number;
  readonly stepsMs: number;
  readonly evaluationsMs: number;
  /** Points, messages and all the rest; with checkpoints, where these are not told apart. */
  readonly otherMs: number;
  /** States saved and written down, and how often; left out in runs of before they were counted. */
  readonly checkpointsMs?: number;
  readonly checkpoints?: number;
  /** The step that a run went on from when it was resumed: what is told here was taken since. */
  readonly resumedAt?: number;
  /** Results at the end, which a training that is stopped is not kept waiting for. */
  readonly finishingMs: number;
  readonly steps: number;
  readonly evaluations: number;
  /** Of one checkpoint; 0 where none was written. */
  readonly checkpointBytes: number;
  /** The most that its thread held: its JavaScript heap, what lies outside, the numbers of its engine. */
  readonly peakMemoryBytes: number;
  /** What the processor took for it; left out on a GPU, and in runs of before it was counted. */
  readonly energy?: Energy;
}

/** Counted by the processor and shared by work, or so many watts for every second of work. */
export type EnergySource = 'measured' | 'estimated';

export interface Energy {
  readonly wattHours: number;
  readonly source: EnergySource;
}

/** A few real steps of a spec on this machine, and what they were taken by. */
export interface SpecProbe extends Usage {
  readonly engine: string;
  readonly engineVariant: string;
  readonly engineReason: string;
  readonly threads: number;
}

/** What a spec is expected to need on this machine, before it starts. */
export interface Estimate {
  /** Of its thread, at most. */
  readonly memoryBytes: number;
  /** Points and the checkpoints that are kept. */
  readonly diskBytes: number;
  /** From the start to the results, pauses left out; null until some steps have been tried. */
  readonly seconds: number | null;
  readonly stepsPerSecond: number | null;
  /** How many of the seconds go into checkpoints; left out where that is not known. */
  readonly checkpointSeconds?: number;
  /** By which engine some steps were tried, and on how many threads. */
  readonly engine?: string;
  readonly threads?: number;
  /** What the processor is expected to take, at so many watts a busy core; null without a time, and on a GPU. */
  readonly wattHours?: number | null;
}

/** What was expected of a run when it started, beside what it took. */
export interface EstimateResult extends Estimate {
  /** Whether some steps had been tried; else memory and disk are by arithmetic. */
  readonly probed: boolean;
}

/** A change to a spec that makes it fit into the memory that is free, and what it needs then. */
export interface MemoryOffer {
  readonly kind:
    'microBatches' | 'recompute' | 'recomputedMicroBatches' | 'smallerBatch' | 'freeze' | 'adapter';
  readonly changes: readonly SpecChange[];
  readonly memoryBytes: number;
}
