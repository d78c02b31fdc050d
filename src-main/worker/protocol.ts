import type { HeldOutPredictions } from '#contract/compared-predictions.ts';
import type { AdviceKind } from '#contract/advice.ts';
import type { DatasetRows, DatasetSpec, DatasetSummary } from '#contract/dataset.ts';
import type { ErrorPayload, InputIssue } from '#contract/errors.ts';
import type { PredictionImage } from '#contract/methods/runs.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { PointColumns } from '#contract/metric.ts';
import type { Params } from '#contract/param.ts';
import type { EditRequest, SpecEdit } from '#contract/live-edit.ts';
import type { Circumstances, Comparison } from '#contract/reproduction.ts';
import type { Prediction } from '#contract/result.ts';
import type { EngineStatus } from '#contract/system.ts';
import type { EndResult, SeriesBatch, TrainingEnd, TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { SpecProbe } from '#contract/estimate.ts';

/**
 * What core and worker say to each other. Both ends derive their types from the map of jobs, so that they cannot
 * disagree. `client.ts` belongs to the core's thread, `entry.ts` to the worker's.
 */
export interface Jobs {
  /** Tells what happens by events; the result repeats the last of them. */
  train: {
    input: {
      readonly spec: TrainingSpec;
      readonly checkpoint?: Uint8Array;
      /** The checkpoint is another run's, from which this one goes on in its own way. */
      readonly branches?: boolean;
      /** Checkpoint of the run whose weights the initializer takes over. */
      readonly initial?: Uint8Array;
      /** Of the whole run, or of the one that it repeats. */
      readonly edits?: readonly SpecEdit[];
      /** Stops after this step, as if it had been asked to. */
      readonly until?: number;
      /** Waits after this step until a wish tells it how far to go on. */
      readonly holdAfter?: number;
      readonly ending?: EndResult;
    };
    output: TrainingEnd;
  };
  /** The same for a spec that is tried out: `result` events named `advice` hold what was found so far. */
  advise: {
    input: { readonly spec: TrainingSpec; readonly kind: AdviceKind; readonly initial?: Uint8Array };
    output: TrainingEnd;
  };
  /** Computes a stretch of a training again and compares it with what is known of it. */
  verify: {
    input: {
      readonly spec: TrainingSpec;
      readonly until: number;
      readonly recorded: readonly SeriesBatch[];
      readonly expected?: Uint8Array;
      readonly checkpoint?: Uint8Array;
      readonly branches?: boolean;
      readonly initial?: Uint8Array;
      readonly edits?: readonly SpecEdit[];
    };
    output: Comparison & { readonly now: Circumstances };
  };
  circumstances: {
    input: { readonly spec: TrainingSpec; readonly initial?: Uint8Array };
    output: Circumstances;
  };
  describe: { input: { readonly dataset: DatasetSpec }; output: DatasetSummary };
  rows: {
    input: { readonly dataset: DatasetSpec; readonly offset: number; readonly limit: number };
    output: DatasetRows;
  };
  propose: { input: { readonly dataset: DatasetSpec }; output: TrainingSpec };
  plan: {
    input: { readonly spec: TrainingSpec; readonly initial?: Uint8Array; readonly branchOf?: Uint8Array };
    output: { readonly issues: readonly InputIssue[]; readonly plan: SpecPlan | null };
  };
  /** Some steps of a training, thrown away; `control` with "stop" ends it early. */
  probe: {
    input: { readonly spec: TrainingSpec; readonly initial?: Uint8Array };
    output: SpecProbe;
  };
  predict: {
    input: {
      readonly checkpoint: Uint8Array;
      readonly values: Params;
      readonly image?: PredictionImage;
    };
    output: Prediction;
  };
  /** What a model answers for the rows that its training held out. */
  heldOut: { input: { readonly checkpoint: Uint8Array }; output: HeldOutPredictions };
  /** The run as a ZIP; see interop/run-archive.ts. */
  export: {
    input: {
      readonly checkpoint: Uint8Array;
      readonly run: {
        readonly id: number;
        readonly uid: string;
        readonly name: string;
        readonly createdAt: number;
        readonly descent: string;
      };
      readonly metrics: readonly (PointColumns & { readonly key: string })[];
    };
    output: { readonly bytes: Uint8Array };
  };
  engines: { input: Record<string, never>; output: readonly EngineStatus[] };
}

export type JobName = keyof Jobs;
export type JobInput<J extends JobName> = Jobs[J]['input'];
export type JobOutput<J extends JobName> = Jobs[J]['output'];

/** What training is asked to be in; it follows between two steps. */
export type ControlState = 'run' | 'pause' | 'stop';

/**
 * `afterEpoch` stops once the epoch is over, whatever the state is until then. `holdAfter` names the step after which
 * it waits for the next one of these; null lets it go on to its end.
 */
export type ControlWish = ControlState | 'afterEpoch' | { readonly holdAfter: number | null };

export type WorkerRequest =
  | {
      [J in JobName]: {
        readonly type: 'job';
        readonly id: number;
        readonly job: J;
        readonly input: JobInput<J>;
      };
    }[JobName]
  | { readonly type: 'control'; readonly id: number; readonly state: ControlWish }
  /** Settings of the training that has the number `of` are to change; answered as a job named `edit`. */
  | { readonly type: 'edit'; readonly id: number; readonly of: number; readonly changes: EditRequest };

export type WorkerReply =
  /** The worker has loaded its code and listens. */
  | { readonly type: 'ready' }
  /** Its event loop turns; sent about once a second. */
  | { readonly type: 'heartbeat' }
  | { readonly type: 'event'; readonly id: number; readonly event: TrainingEvent }
  /** `output` fits `job`, which has to be the job that was asked for under this id. */
  | { readonly type: 'result'; readonly id: number; readonly job: string; readonly output: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorPayload };

/** Folders that a worker reads from, and what it shares with the core; handed over when it is made. */
export interface WorkerData {
  readonly resourcesDirectory: string;
  /** Files dropped into the window, by their content. */
  readonly datasetsDirectory: string;
  /** Engines that a user installed, one folder each. */
  readonly enginesDirectory: string;
  /** Shared with the core: at place 0 stands how many threads a training may use. One where it is left out. */
  readonly threads?: Int32Array;
}
