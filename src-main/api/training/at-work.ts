import { randomBytes } from 'node:crypto';
import { CodedError } from '#contract/errors.ts';
import type { EstimateResult } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { RunProgress } from '#contract/run.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { TrainingEnd } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { Recorder } from '../../recorder/recorder.ts';
import type { WriteDatabase } from '../../store/database.ts';
import type { QueuedTraining, Scheduler } from '../../worker/scheduler.ts';
import { initialWeights } from '../initial-weights.ts';
import type { MeasuredMemory } from '../measured-memory.ts';
import type { CheckpointSource, WholeCheckpoint } from '../whole-checkpoint.ts';

export interface TrainingRunsOptions extends CheckpointSource {
  readonly db: WriteDatabase;
  readonly recorder: Recorder;
  readonly scheduler: () => Scheduler;
  readonly clock: () => number;
  /** What is expected of a training, to be kept beside what it will take. */
  readonly estimate: (spec: TrainingSpec, plan: SpecPlan) => EstimateResult;
  readonly memory: Pick<MeasuredMemory, 'reserve'>;
  /** The run's row, points or progress changed. */
  readonly changed: (run: number, what: 'row' | 'progress') => void;
}

/** What is known of the runs that this process trains, for as long as it does. */
export interface AtWork extends TrainingRunsOptions {
  readonly progress: Map<number, RunProgress>;
  /** The step after which a run is to stop, for as long as it trains. */
  readonly stopsAt: Map<number, number>;
  /** The step after which a run waits to be told to go on, for as long as it trains. */
  readonly holdsAfter: Map<number, number>;
  /** Runs that are to stop with their epoch, for as long as they train. */
  readonly stopsWithEpoch: Set<number>;
  /** Runs that are stopped only to go on from an earlier state, with who waits for that. */
  readonly goingBack: Map<number, (end: TrainingEnd) => void>;
  /** Runs of which an edit is being taken back: nothing else may change them or rely on what will be gone. */
  readonly takingBack: Set<number>;
  /** This process is ending. */
  closing: boolean;
  note(run: number, name: string, sentence: Sentence): void;
  /** Queues a run, for which there is a row. */
  enqueue(run: number, spec: TrainingSpec, plan: SpecPlan, from?: Beginning): void;
}

/** How far a training goes by itself. */
export interface Ends {
  /** Stops after this step, with a checkpoint. */
  readonly stopAt?: number | undefined;
  /** Waits after this step, until `goOn`. */
  readonly holdAfter?: number | undefined;
}

/** The same for the scheduler. */
export function endsOf({ stopAt, holdAfter }: Ends): Pick<QueuedTraining, 'until' | 'holdAfter'> {
  return {
    ...(stopAt === undefined ? {} : { until: stopAt }),
    ...(holdAfter === undefined ? {} : { holdAfter }),
  };
}

/** Where a training begins, what it repeats, and where it stops. */
export type Beginning = Partial<Omit<QueuedTraining, 'run' | 'spec' | 'memoryBytes'>>;

export function openAtWork(options: TrainingRunsOptions): AtWork {
  const { recorder, scheduler, memory, changed } = options;
  const progress = new Map<number, RunProgress>();
  const stopsAt = new Map<number, number>();
  const holdsAfter = new Map<number, number>();
  return {
    ...options,
    progress,
    stopsAt,
    holdsAfter,
    stopsWithEpoch: new Set(),
    goingBack: new Map(),
    takingBack: new Set(),
    closing: false,
    note: (run, name, sentence) =>
      recorder.record(run, { kind: 'note', name, step: progress.get(run)?.step ?? null, ...sentence }),
    enqueue: (run, spec, plan, from = {}) => {
      if (from.until !== undefined) stopsAt.set(run, from.until);
      if (from.holdAfter !== undefined) holdsAfter.set(run, from.holdAfter);
      scheduler().enqueue({ run, spec, memoryBytes: memory.reserve(run, spec, plan), ...from });
      changed(run, 'row');
    },
  };
}

/** Throws `conflict` while an edit of the run is being taken back. */
export function requireNotTakenBack({ takingBack }: AtWork, run: number): void {
  if (takingBack.has(run)) throw new CodedError('conflict', say('edit.undoUnderWay', { run }));
}

/** A training that begins anew: with its own weights, or with those of the run that its spec names. */
export function fromItsStart(work: AtWork, spec: TrainingSpec): Pick<QueuedTraining, 'initial'> {
  const initial = initialWeights(work, spec);
  return initial === undefined ? {} : { initial };
}

/**
 * Where a run goes on: at its newest whole checkpoint, or at its start. Throws `conflict` for a branch whose first
 * checkpoint is gone, since that was its start.
 */
export function goingOnFrom(
  work: AtWork,
  run: number,
  { spec, branchStep }: { readonly spec: TrainingSpec; readonly branchStep: number | null },
  known: WholeCheckpoint | null,
): Pick<QueuedTraining, 'initial' | 'checkpoint' | 'branches'> {
  if (known !== null) return { checkpoint: known.bytes, branches: known.step === branchStep };
  if (branchStep !== null) {
    throw new CodedError('conflict', say('branch.beginningGone', { run, step: branchStep }));
  }
  return fromItsStart(work, spec);
}

export function newUid(): string {
  return randomBytes(16).toString('hex');
}
