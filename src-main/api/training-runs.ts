import { say, type Sentence } from '#contract/sentence.ts';
import { randomBytes } from 'node:crypto';
import { CodedError } from '#contract/errors.ts';
import {
  changesInWords,
  editedSpec,
  latestSpec,
  specBefore,
  type EditRequest,
  type SpecEdit,
  type Undone,
} from '#contract/live-edit.ts';
import type { EstimateResult } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { RunDetail, RunProgress } from '#contract/run.ts';
import type { RerunOutcome } from '#contract/reproduction.ts';
import type { EndResult, TrainingEnd, TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { branchElapsed, elapsedAt, rerunOf } from '../query/history.ts';
import { runDetail } from '../query/run-detail.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { WriteDatabase } from '../store/database.ts';
import { shareCheckpoint } from '../store/tables/checkpoints.ts';
import { ensureExperiment } from '../store/tables/experiments.ts';
import { forgetAfter, setEdits, takeBack } from '../store/tables/edits.ts';
import { appendEvent } from '../store/tables/events.ts';
import { insertFamily, type NewFamily } from '../store/tables/families.ts';
import { insertRun, setRunState, type NewRun } from '../store/tables/runs.ts';
import type { QueuedTraining, Scheduler, SchedulerNews } from '../worker/scheduler.ts';
import { initialWeights, parentOf, withoutParent } from './initial-weights.ts';
import type { MeasuredMemory } from './measured-memory.ts';
import { findUndo, latestStep } from './undo-edit.ts';
import { wholeCheckpoint, type CheckpointSource, type WholeCheckpoint } from './whole-checkpoint.ts';

/** The life of runs that this process trains: from the spec to the last committed point. */
export interface TrainingRuns {
  /** Makes a run of a spec that was checked against its data, and queues it. Gives its number. */
  start(spec: TrainingSpec, name: string, plan: SpecPlan, how?: StartOptions): number;
  /**
   * Makes a run that goes on from a checkpoint of another one by a spec that was checked against it, and queues it.
   * Gives its number.
   */
  branch(branch: NewBranch, plan: SpecPlan): number;
  /** Makes all runs of a family, or none, and queues them. Their needs are those of `plan`. */
  startFamily(
    family: Omit<NewFamily, 'uid' | 'createdAt' | 'size'>,
    members: readonly PlannedMember[],
  ): {
    readonly family: number;
    readonly runs: readonly number[];
  };
  /** Throws `conflict` unless the run is running. */
  pause(run: number): void;
  /**
   * Goes on after a pause; an interrupted or stopped run goes on from its last checkpoint, or begins again, and is
   * planned like a new one by `plan`. Throws `conflict` or `finished` when it cannot go on, and what `plan` throws.
   */
  resume(run: number, plan: (spec: TrainingSpec) => Promise<SpecPlan>, stopAt?: number): Promise<void>;
  stop(run: number): void;
  /** Once its epoch is over. Throws `conflict` unless the run is running. */
  stopAfterEpoch(run: number): void;
  /**
   * Changes settings of a run that trains, from its next step on, once `plan` has no objection. Throws `invalid_input`
   * naming the field, and `conflict` for a run that does not train.
   */
  edit(run: number, changes: EditRequest, plan: (spec: TrainingSpec) => Promise<unknown>): Promise<SpecEdit>;
  /**
   * Takes the edit at this place back, the last one when left out, with all that came after it. Throws what `findUndo`
   * and `plan` throw.
   */
  undoEdit(
    run: number,
    place: number | undefined,
    plan: (spec: TrainingSpec) => Promise<SpecPlan>,
  ): Promise<Undone>;
  progressOf(run: number): RunProgress | null;
  /** What the scheduler tells; given to it when it is made. */
  hear(run: number, news: SchedulerNews): void;
  /** Pauses what trains while nothing can be written, and lets it go on afterwards. */
  storageTrouble(error: CodedError | null): void;
  /** Stops everything at its next step, with a checkpoint; marked as interrupted, since nobody asked for its end. */
  close(): Promise<void>;
}

export interface StartOptions extends Repetition {
  /** Stops after this step, with a checkpoint. */
  readonly stopAt?: number | undefined;
  /** Called with the run's number in the transaction that makes it. */
  readonly made?: (run: number) => void;
}

/** What a run repeats besides its spec. */
export interface Repetition {
  readonly rerunOf?: number;
  readonly edits?: readonly SpecEdit[];
  readonly ending?: EndResult;
}

export interface NewMember {
  readonly spec: TrainingSpec;
  readonly name: string;
}

export interface PlannedMember extends NewMember {
  readonly plan: SpecPlan;
}

export interface NewBranch extends NewMember, Repetition {
  readonly parent: number;
  readonly checkpoint: WholeCheckpoint;
  /** The run that has the checkpoint; its parent when left out. */
  readonly holder?: number;
}

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

export function createTrainingRuns(options: TrainingRunsOptions): TrainingRuns {
  const { db, recorder, clock, changed } = options;
  const progress = new Map<number, RunProgress>();
  /** The step after which a run is to stop, for as long as it trains. */
  const stopsAt = new Map<number, number>();
  /** Runs that are stopped only to go on from an earlier state, with who waits for that. */
  const goingBack = new Map<number, (end: TrainingEnd) => void>();
  /** Runs of which an edit is being taken back: nothing else may change them or rely on what will be gone. */
  const takingBack = new Set<number>();
  let closing = false;

  const note = (run: number, name: string, sentence: Sentence): void => {
    recorder.record(run, { kind: 'note', name, step: progress.get(run)?.step ?? null, ...sentence });
  };

  const ended = (run: number, news: Extract<SchedulerNews, { kind: 'ended' }>): void => {
    const { end } = news;
    const wentBack = goingBack.get(run);
    goingBack.delete(run);
    if (wentBack !== undefined && !closing && end.state !== 'complete') {
      // Nobody is told of an end: it is none.
      progress.delete(run);
      wentBack(end);
      return;
    }
    recordEnd(run, end);
    wentBack?.(end);
  };

  const recordEnd = (run: number, end: TrainingEnd): void => {
    stopsAt.delete(run);
    const interrupted = closing && end.state === 'stopped';
    if (interrupted) note(run, 'interrupted', say('run.closed'));
    compareRerun(run, end);
    recorder.record(run, end);
    if (interrupted) recorder.setState(run, 'interrupted');
    progress.delete(run);
    changed(run, 'row');
  };

  /** Stops a run that is to go on from an earlier state. Throws `conflict` where it came to its end before. */
  const stopToGoBack = async (run: number, step: number): Promise<TrainingEnd> => {
    const { promise, resolve } = Promise.withResolvers<TrainingEnd>();
    goingBack.set(run, resolve);
    try {
      options.scheduler().stop(run);
    } catch (thrown) {
      goingBack.delete(run);
      throw thrown;
    }
    const end = await promise;
    if (closing) throw new CodedError('cancelled', say('task.closing'));
    if (end.state === 'complete') {
      throw new CodedError('conflict', say('edit.undoEnded', { run, state: end.state, step }));
    }
    return end;
  };

  const requireNotTakenBack = (run: number): void => {
    if (takingBack.has(run)) throw new CodedError('conflict', say('edit.undoUnderWay', { run }));
  };

  const requireResumable = (run: number): RunDetail => {
    requireNotTakenBack(run);
    const detail = runDetail(db, run, clock());
    if (detail.trashedAt !== null) {
      throw new CodedError('conflict', say('task.resumeInTrash', { run }));
    }
    if (detail.state !== 'interrupted' && detail.state !== 'stopped') {
      throw new CodedError('finished', say('task.notResumable', { run, state: detail.state }));
    }
    return detail;
  };

  const insert = (
    { spec, name }: NewMember,
    createdAt: number,
    more: Partial<Pick<NewRun, 'parentId' | 'family' | 'branch' | 'rerunOf'>> = {},
  ): number =>
    insertRun(db, {
      uid: newUid(),
      experimentId: ensureExperiment(db, spec.experiment, createdAt),
      parentId: parentOf(spec),
      name,
      spec,
      tags: spec.tags,
      createdAt,
      ...more,
    });

  /** A checkpoint that was shared keeps the time at which the parent made it. */
  const elapsedOf = (parent: number, holder: number, step: number): number =>
    holder === parent ? elapsedAt(db, parent, step) : branchElapsed(db, holder);

  /** Tells whether the weights of a run that repeats another have the same bits. */
  const compareRerun = (run: number, end: TrainingEnd): void => {
    const original = rerunOf(db, run);
    if (original === null || end.state !== 'complete') return;
    const outcome: RerunOutcome = {
      run: original.run,
      exact: original.weightsSha256 === end.weightsSha256,
      before: original.weightsSha256,
      now: end.weightsSha256 ?? null,
    };
    recorder.record(run, { kind: 'result', name: 'rerun', value: outcome });
    const told = say(outcome.exact ? 'rerun.exact' : 'rerun.approximate', { run: original.run });
    recorder.record(run, { kind: 'note', name: 'rerun', step: end.step, ...told });
  };

  const enqueue = (
    run: number,
    spec: TrainingSpec,
    plan: SpecPlan,
    from: Partial<Omit<QueuedTraining, 'run' | 'spec' | 'memoryBytes'>> = {},
  ): void => {
    if (from.until !== undefined) stopsAt.set(run, from.until);
    options.scheduler().enqueue({ run, spec, memoryBytes: options.memory.reserve(run, spec, plan), ...from });
    changed(run, 'row');
  };

  const planEdits = (run: number, { edits }: Repetition): void => {
    if (edits !== undefined && edits.length > 0) setEdits(db, run, edits);
  };

  const expect = (run: number, spec: TrainingSpec, plan: SpecPlan): void => {
    recorder.record(run, { kind: 'result', name: 'estimate', value: options.estimate(spec, plan) });
  };

  const beginning = (spec: TrainingSpec): Pick<QueuedTraining, 'initial'> => {
    const initial = initialWeights(options, spec);
    return initial === undefined ? {} : { initial };
  };

  const undoEdit: TrainingRuns['undoEdit'] = async (run, place, planOf) => {
    const state = options.scheduler().stateOf(run);
    const detail = runDetail(db, run, clock());
    const { edits, left } = findUndo(db, detail, place);
    const [edit] = edits;
    const { spec: first, branchStep } = detail;
    const known = wholeCheckpoint(options, run, edit.step);
    if (known === null && branchStep !== null) throw withoutItsBeginning(run, branchStep);
    const before = specBefore(first, left, known?.step ?? 0);
    const plan = await planOf(known === null ? before : withoutParent(before));
    const until = stopsAt.get(run);
    const end = state === null ? null : await stopToGoBack(run, edit.step);
    const reached = end?.step ?? latestStep(detail);
    recorder.flush();
    const step = known?.step ?? 0;
    const undone = { step, lostSteps: Math.max(0, reached - step), edits };
    const told = say('run.undone', {
      step,
      changes: edits.map(({ changes }) => changesInWords(changes)).join('; '),
      lost: undone.lostSteps,
    });
    const takeOver = (): readonly string[] =>
      db.durableTransaction(() => {
        const contents = takeBack(db, run, step, left);
        appendEvent(db, run, { time: clock(), step, kind: 'undone', ...told, data: undone.lostSteps });
        if (state !== null) setRunState(db, run, 'waiting', { now: clock() });
        return contents;
      });
    let unreferenced: readonly string[];
    try {
      unreferenced = takeOver();
    } catch (thrown) {
      // On a full disk, for example: the training has stopped, and that is what it says as soon as it can.
      if (end !== null) recordEnd(run, end);
      throw thrown;
    }
    options.artifacts.remove(unreferenced);
    if (state === null) {
      changed(run, 'row');
      return undone;
    }
    enqueue(run, before, plan, {
      ...(known === null
        ? beginning(first)
        : { checkpoint: known.bytes, branches: known.step === branchStep }),
      edits: left,
      ...(until === undefined ? {} : { until }),
    });
    if (state === 'paused' && options.scheduler().stateOf(run) === 'running') options.scheduler().pause(run);
    return undone;
  };

  return {
    start: (spec, name, plan, { rerunOf, stopAt, made, ...repeats } = {}) => {
      const initial = beginning(spec);
      const run = db.transaction(() => {
        const id = insert({ spec, name }, clock(), rerunOf === undefined ? {} : { rerunOf });
        planEdits(id, repeats);
        made?.(id);
        return id;
      });
      expect(run, spec, plan);
      enqueue(run, spec, plan, {
        ...initial,
        ...repeats,
        ...(stopAt === undefined ? {} : { until: stopAt }),
      });
      return run;
    },

    branch: ({ spec, name, parent, checkpoint, holder = parent, rerunOf, edits, ending }, plan) => {
      requireNotTakenBack(parent);
      const repeats = {
        ...(edits === undefined ? {} : { edits }),
        ...(ending === undefined ? {} : { ending }),
      };
      const run = db.durableTransaction(() => {
        const child = insert({ spec, name }, clock(), {
          parentId: parent,
          branch: { step: checkpoint.step, elapsedMs: elapsedOf(parent, holder, checkpoint.step) },
          ...(rerunOf === undefined ? {} : { rerunOf }),
        });
        shareCheckpoint(db, holder, checkpoint.step, child);
        planEdits(child, repeats);
        return child;
      });
      enqueue(run, spec, plan, { checkpoint: checkpoint.bytes, branches: true, ...repeats });
      return run;
    },

    startFamily: (family, members) => {
      const createdAt = clock();
      // Each gets bytes of its own: what is sent to a worker may be given away.
      const initial = members.map(({ spec }) => beginning(spec));
      const made = db.transaction(() => {
        const id = insertFamily(db, { ...family, uid: newUid(), size: members.length, createdAt });
        return {
          id,
          runs: members.map((member, place) => insert(member, createdAt, { family: { id, place } })),
        };
      });
      for (const [place, { spec, plan }] of members.entries()) {
        const run = made.runs[place] ?? 0;
        expect(run, spec, plan);
        enqueue(run, spec, plan, initial[place]);
      }
      return { family: made.id, runs: made.runs };
    },

    pause: (run) => options.scheduler().pause(run),

    resume: async (run, planOf, stopAt) => {
      if (options.scheduler().stateOf(run) !== null) {
        if (stopAt !== undefined) throw new CodedError('conflict', say('edit.stopAtWhilePaused', { run }));
        options.scheduler().resume(run);
        return;
      }
      const { spec: first, edits, branchStep } = requireResumable(run);
      // A checkpoint of its own holds what it took over.
      const known = wholeCheckpoint(options, run);
      const goesOn = known !== null;
      const spec = specBefore(first, edits, known?.step ?? 0);
      if (!goesOn && branchStep !== null) throw withoutItsBeginning(run, branchStep);
      if (stopAt !== undefined && stopAt <= (known?.step ?? 0)) {
        throw new CodedError(
          'invalid_input',
          say('edit.stopAtPassed', { run, step: known?.step ?? 0, stopAt }),
        );
      }
      const plan = await planOf(goesOn ? withoutParent(spec) : spec);
      // It may have been resumed or deleted meanwhile.
      requireResumable(run);
      const from = wholeCheckpoint(options, run);
      const state = {
        ...(from === null
          ? beginning(first)
          : { checkpoint: from.bytes, branches: from.step === branchStep }),
        edits,
        ...(stopAt === undefined ? {} : { until: stopAt }),
      };
      db.transaction(() => {
        // What was measured after the checkpoint will be measured again.
        forgetAfter(db, run, from?.step ?? 0);
        setRunState(db, run, 'waiting', { now: clock() });
      });
      enqueue(run, specBefore(first, edits, from?.step ?? 0), plan, state);
    },

    stop: (run) => options.scheduler().stop(run),

    stopAfterEpoch: (run) => {
      options.scheduler().stopAfterEpoch(run);
      note(run, 'stopping', say('run.stopsAfterEpoch'));
    },

    edit: async (run, changes, planOf) => {
      if (options.scheduler().stateOf(run) === null) throw notTraining(runDetail(db, run, clock()));
      await planOf(editedSpec(latestSpec(runDetail(db, run, clock())), changes));
      requireNotTakenBack(run);
      const edit = await options.scheduler().edit(run, changes);
      // Whoever asked may count on it.
      recorder.flush();
      changed(run, 'row');
      return edit;
    },

    undoEdit: async (run, place, planOf) => {
      requireNotTakenBack(run);
      takingBack.add(run);
      try {
        return await undoEdit(run, place, planOf);
      } finally {
        takingBack.delete(run);
      }
    },

    progressOf: (run) => progress.get(run) ?? null,

    hear: (run, news) => {
      switch (news.kind) {
        case 'state':
          // Told in order with the points that came before.
          if (news.state !== 'waiting') recorder.setState(run, news.state);
          changed(run, 'row');
          return;
        case 'event':
          return hearEvent(run, news.event);
        case 'ended':
          return ended(run, news);
        default:
          news satisfies never;
      }
    },

    storageTrouble: (error) => {
      const runs = options.scheduler().hold(error !== null);
      if (error !== null) return;
      for (const run of runs) {
        note(run, 'storage', say('run.storageWaited'));
      }
    },

    close: async () => {
      closing = true;
      await options.scheduler().close();
      recorder.flush();
    },
  };

  function hearEvent(run: number, event: TrainingEvent): void {
    if (event.kind === 'progress') {
      progress.set(run, event.progress);
      changed(run, 'progress');
      return;
    }
    recorder.record(run, event);
  }
}

function notTraining({ id, state }: RunDetail): CodedError {
  return new CodedError('conflict', say('edit.notTraining', { run: id, state }));
}

function withoutItsBeginning(run: number, step: number): CodedError {
  return new CodedError('conflict', say('branch.beginningGone', { run, step }));
}

function newUid(): string {
  return randomBytes(16).toString('hex');
}
