import { randomBytes } from 'node:crypto';
import { CodedError } from '#contract/errors.ts';
import type { EstimateResult } from '#contract/estimate.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { RunDetail, RunProgress } from '#contract/run.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { ArtifactStore } from '../artifact/artifact-store.ts';
import { latestCheckpoint } from '../query/checkpoints.ts';
import { runDetail } from '../query/run-detail.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { WriteDatabase } from '../store/database.ts';
import { ensureExperiment } from '../store/tables/experiments.ts';
import { truncatePoints } from '../store/tables/points.ts';
import { insertFamily, type NewFamily } from '../store/tables/families.ts';
import { insertRun, setRunState, type NewRun } from '../store/tables/runs.ts';
import type { Scheduler, SchedulerNews } from '../worker/scheduler.ts';
import { initialWeights, parentOf, withoutParent } from './initial-weights.ts';
import { memoryOf } from './memory-estimate.ts';

/** The life of runs that this process trains: from the spec to the last committed point. */
export interface TrainingRuns {
  /** Makes a run of a spec that was checked against its data, and queues it. Gives its number. */
  start(spec: TrainingSpec, name: string, plan: SpecPlan): number;
  /** Makes all runs of a family, or none, and queues them. Their needs are those of `plan`. */
  startFamily(
    family: Omit<NewFamily, 'uid' | 'createdAt' | 'size'>,
    members: readonly NewMember[],
    plan: SpecPlan,
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
  resume(run: number, plan: (spec: TrainingSpec) => Promise<SpecPlan>): Promise<void>;
  stop(run: number): void;
  progressOf(run: number): RunProgress | null;
  /** What the scheduler tells; given to it when it is made. */
  hear(run: number, news: SchedulerNews): void;
  /** Pauses what trains while nothing can be written, and lets it go on afterwards. */
  storageTrouble(error: CodedError | null): void;
  /** Stops everything at its next step, with a checkpoint; marked as interrupted, since nobody asked for its end. */
  close(): Promise<void>;
}

export interface NewMember {
  readonly spec: TrainingSpec;
  readonly name: string;
}

export interface TrainingRunsOptions {
  readonly db: WriteDatabase;
  readonly artifacts: ArtifactStore;
  readonly recorder: Recorder;
  readonly scheduler: () => Scheduler;
  readonly clock: () => number;
  /** What is expected of a training, to be kept beside what it will take. */
  readonly estimate: (spec: TrainingSpec, plan: SpecPlan) => EstimateResult;
  /** The run's row, points or progress changed. */
  readonly changed: (run: number, what: 'row' | 'progress') => void;
}

export function createTrainingRuns(options: TrainingRunsOptions): TrainingRuns {
  const { db, artifacts, recorder, clock, changed } = options;
  const progress = new Map<number, RunProgress>();
  let closing = false;

  const note = (run: number, name: string, message: string): void => {
    recorder.record(run, { kind: 'note', name, step: progress.get(run)?.step ?? null, message });
  };

  const ended = (run: number, news: Extract<SchedulerNews, { kind: 'ended' }>): void => {
    const { end } = news;
    const interrupted = closing && end.state === 'stopped';
    if (interrupted)
      note(run, 'interrupted', 'Descent was closed while this run trained. It can be resumed.');
    recorder.record(run, end);
    if (interrupted) recorder.setState(run, 'interrupted');
    progress.delete(run);
    changed(run, 'row');
  };

  const requireResumable = (run: number): RunDetail => {
    const detail = runDetail(db, run, clock());
    if (detail.trashedAt !== null) {
      throw new CodedError('conflict', `Run ${run} is in the trash. Restore it first, then resume it.`);
    }
    if (detail.state !== 'interrupted' && detail.state !== 'stopped') {
      throw new CodedError(
        'finished',
        `Run ${run} is ${detail.state} and cannot be resumed; start a new run with its settings instead.`,
      );
    }
    return detail;
  };

  const insert = ({ spec, name }: NewMember, createdAt: number, family?: NewRun['family']): number =>
    insertRun(db, {
      uid: newUid(),
      experimentId: ensureExperiment(db, spec.experiment, createdAt),
      parentId: parentOf(spec),
      name,
      spec,
      tags: spec.tags,
      createdAt,
      ...(family === undefined ? {} : { family }),
    });

  const enqueue = (run: number, spec: TrainingSpec, plan: SpecPlan, initial?: Uint8Array): void => {
    options.scheduler().enqueue({
      run,
      spec,
      memoryBytes: memoryOf(spec, plan),
      ...(initial === undefined ? {} : { initial }),
    });
    changed(run, 'row');
  };

  const expect = (run: number, spec: TrainingSpec, plan: SpecPlan): void => {
    recorder.record(run, { kind: 'result', name: 'estimate', value: options.estimate(spec, plan) });
  };

  return {
    start: (spec, name, plan) => {
      const initial = initialWeights(options, spec);
      const run = db.transaction(() => insert({ spec, name }, clock()));
      expect(run, spec, plan);
      enqueue(run, spec, plan, initial);
      return run;
    },

    startFamily: (family, members, plan) => {
      const createdAt = clock();
      // Each gets bytes of its own: what is sent to a worker may be given away.
      const initial = members.map(({ spec }) => initialWeights(options, spec));
      const made = db.transaction(() => {
        const id = insertFamily(db, { ...family, uid: newUid(), size: members.length, createdAt });
        return { id, runs: members.map((member, place) => insert(member, createdAt, { id, place })) };
      });
      for (const [place, { spec }] of members.entries()) {
        const run = made.runs[place] ?? 0;
        expect(run, spec, plan);
        enqueue(run, spec, plan, initial[place]);
      }
      return { family: made.id, runs: made.runs };
    },

    pause: (run) => options.scheduler().pause(run),

    resume: async (run, planOf) => {
      if (options.scheduler().stateOf(run) !== null) {
        options.scheduler().resume(run);
        return;
      }
      const { spec } = requireResumable(run);
      // A checkpoint of its own holds what it took over.
      const goesOn = latestCheckpoint(db, run) !== null;
      const plan = await planOf(goesOn ? withoutParent(spec) : spec);
      // It may have been resumed or deleted meanwhile.
      requireResumable(run);
      const from = latestCheckpoint(db, run);
      const checkpoint = from === null ? null : artifacts.get(from.sha256);
      const initial = from === null ? initialWeights(options, spec) : undefined;
      db.transaction(() => {
        // What was measured after the checkpoint will be measured again.
        truncatePoints(db, run, from?.step ?? 0);
        setRunState(db, run, 'waiting', { now: clock() });
      });
      options.scheduler().enqueue({
        run,
        spec,
        memoryBytes: memoryOf(spec, plan),
        ...(checkpoint === null ? {} : { checkpoint }),
        ...(initial === undefined ? {} : { initial }),
      });
      changed(run, 'row');
    },

    stop: (run) => options.scheduler().stop(run),

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
        note(run, 'storage', 'Nothing could be written; the run waited until it could. No point was lost.');
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

function newUid(): string {
  return randomBytes(16).toString('hex');
}
