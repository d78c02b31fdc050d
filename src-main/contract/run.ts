import * as v from 'valibot';
import type { Artifact } from './artifact.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ErrorPayload } from './errors.ts';
import type { RunFamily } from './family.ts';
import type { Finding } from './finding.ts';
import type { SpecEdit } from './live-edit.ts';
import type { MetricSummary } from './metric.ts';
import type { Params, ParamValue } from './param.ts';
import type { Sentence } from './sentence.ts';
import type { TrainingSpec } from './training.ts';

export const runStates = [
  'waiting',
  'running',
  'paused',
  'complete',
  'pruned',
  'failed',
  'stopped',
  'interrupted',
] as const;
export type RunState = (typeof runStates)[number];

/** A finished run's state no longer changes, except that an interrupted one may be resumed. */
export function isFinished(state: RunState): boolean {
  return state !== 'waiting' && state !== 'running' && state !== 'paused';
}

export const runIdSchema = v.pipe(v.number('has to be the number of a run'), v.integer(), v.minValue(1));

/** Where a running run stands. Rates are measured over the last seconds. */
export interface RunProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly totalEpochs: number;
  readonly stepsPerSecond: number;
  readonly etaMs: number | null;
}

/** A row of the runs table. Times are epoch milliseconds. */
export interface RunRow {
  readonly id: number;
  /** Stable over export and import: 32 hex digits. */
  readonly uid: string;
  readonly name: string;
  readonly experiment: string;
  readonly state: RunState;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Time spent training, pauses left out; of a running run, so far. */
  readonly durationMs: number | null;
  readonly engine: string | null;
  readonly error: ErrorPayload | null;
  readonly params: Params;
  readonly tags: readonly string[];
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  readonly progress: RunProgress | null;
  /** Slot of the run's colour; the same in every chart and table. */
  readonly color: number;
  /** Set where the run is one of several that are averaged. */
  readonly family?: RunFamily;
  /** Values that were asked for, by their text; null where the run has none. */
  readonly fields?: Readonly<Record<string, ParamValue>>;
}

/** What the run was made with and on. */
export interface RunEnvironment {
  readonly descent: string;
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly engine: string | null;
  /** SIMD variant or adapter; results may differ in the last bits between variants. */
  readonly engineVariant: string | null;
  readonly engineReason: string | null;
  readonly engineVersions: Readonly<Record<string, string>>;
  readonly datasetSha256: string | null;
  /** Rows that were trained on or held out; null of text. */
  readonly datasetRows?: number | null;
  readonly threads: number;
}

/** Something that happened, at a step. `data` depends on `kind`. */
export interface RunEvent extends Sentence {
  readonly sequence: number;
  readonly time: number;
  readonly step: number | null;
  readonly kind: string;
  readonly data: unknown;
}

/** A line of console output. */
export interface ConsoleLine {
  readonly sequence: number;
  readonly time: number;
  readonly stream: 'out' | 'err';
  readonly text: string;
}

/** A text logged at a step, for example sampled from a language model. */
export interface TextSample {
  readonly key: string;
  readonly step: number;
  readonly text: string;
}

/** A run with all that its page shows, but for points, events and console lines, which are asked for apart. */
export interface RunDetail extends RunRow {
  readonly spec: TrainingSpec;
  readonly notes: string;
  readonly environment: RunEnvironment | null;
  readonly artifacts: readonly Artifact[];
  readonly checkpoints: readonly Checkpoint[];
  readonly texts: readonly TextSample[];
  /** Named results of the training: `layers`, `linear`, `confusion`, `predictionInputs`; see contract/result.ts. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Settings that were changed while it trained, in order; of a run that repeats another, also those to come. */
  readonly edits: readonly SpecEdit[];
  /** What the training doctor found; see contract/finding.ts. */
  readonly findings: readonly Finding[];
  /** The run that this one branched from, or began with the weights of. */
  readonly parentRunId: number | null;
  /** Of a branch: the step of its parent after which it began. What came before is shared, not copied. */
  readonly branchStep: number | null;
  /** The run that this one repeats. */
  readonly rerunOf: number | null;
  /** SHA-256 of the weights that training ended with; null before, and where it ended without them. */
  readonly weightsSha256: string | null;
  readonly trashedAt: number | null;
  /** Set where the run is a trial of a sweep. */
  readonly trial?: RunTrial;
}

export interface RunTrial {
  readonly sweep: number;
  readonly name: string;
  readonly number: number;
}
