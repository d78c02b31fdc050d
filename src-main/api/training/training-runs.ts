import { CodedError } from '#contract/errors.ts';
import { editedSpec, latestSpec, type EditRequest, type SpecEdit, type Undone } from '#contract/live-edit.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { RunDetail, RunProgress } from '#contract/run.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { runDetail } from '../../query/run-detail.ts';
import type { SchedulerNews } from '../../worker/scheduler.ts';
import { openAtWork, requireNotTakenBack, type Ends, type TrainingRunsOptions } from './at-work.ts';
import { trainingEnded } from './end-runs.ts';
import { undoEdit } from './go-back.ts';
import { resumeRun } from './resume-run.ts';
import { startRuns, type StartRuns } from './start-runs.ts';

/** The life of runs that this process trains: from the spec to the last committed point. */
export interface TrainingRuns extends StartRuns {
  /** Throws `conflict` unless the run is running. */
  pause(run: number): void;
  /** Goes on after a pause, an interruption or a stop; see `resumeRun`. */
  resume(run: number, plan: (spec: TrainingSpec) => Promise<SpecPlan>, ends?: Ends): Promise<void>;
  /** How far one goes on that waits, or will wait, after a step: up to another one, or with null to its end. */
  goOn(run: number, holdAfter: number | null): void;
  stop(run: number): void;
  /** Once its epoch is over, be it after a pause. Throws `conflict` for a run that does not train. */
  stopAfterEpoch(run: number): void;
  /**
   * Changes settings of a run that trains, from its next step on, once `plan` has no objection. Throws `invalid_input`
   * naming the field, and `conflict` for a run that does not train.
   */
  edit(run: number, changes: EditRequest, plan: (spec: TrainingSpec) => Promise<unknown>): Promise<SpecEdit>;
  /** Takes an edit back, with all that came after it; see `undoEdit`. */
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

export function createTrainingRuns(options: TrainingRunsOptions): TrainingRuns {
  const work = openAtWork(options);
  const { db, recorder, clock, changed, scheduler, progress, note } = work;
  const noteStopsWithEpoch = (run: number): void => note(run, 'stopping', say('run.stopsAfterEpoch'));
  return {
    ...startRuns(work),

    pause: (run) => scheduler().pause(run),

    resume: (run, planOf, ends) => resumeRun(work, run, planOf, ends),

    goOn: (run, holdAfter) => {
      if (holdAfter === null) work.holdsAfter.delete(run);
      else work.holdsAfter.set(run, holdAfter);
      scheduler().goOn(run, holdAfter);
    },

    stop: (run) => scheduler().stop(run),

    stopAfterEpoch: (run) => {
      scheduler().stopAfterEpoch(run);
      work.stopsWithEpoch.add(run);
      noteStopsWithEpoch(run);
    },

    edit: async (run, changes, planOf) => {
      if (scheduler().stateOf(run) === null) throw notTraining(runDetail(db, run, clock()));
      await planOf(editedSpec(latestSpec(runDetail(db, run, clock())), changes));
      requireNotTakenBack(work, run);
      const edit = await scheduler().edit(run, changes);
      // Whoever asked may count on it.
      recorder.flush();
      changed(run, 'row');
      return edit;
    },

    undoEdit: (run, place, planOf) => undoEdit(work, run, place, planOf),

    progressOf: (run) => progress.get(run) ?? null,

    hear: (run, news) => {
      switch (news.kind) {
        case 'state':
          // Told in order with the points that came before.
          if (news.state !== 'waiting') recorder.setState(run, news.state);
          changed(run, 'row');
          return;
        case 'event':
          if (news.event.kind === 'progress') {
            progress.set(run, news.event.progress);
            changed(run, 'progress');
            return;
          }
          recorder.record(run, news.event);
          // One that began anew, since an edit was taken back, still does.
          if (news.event.kind === 'started' && work.stopsWithEpoch.has(run)) noteStopsWithEpoch(run);
          return;
        case 'ended':
          return trainingEnded(work, run, news.end);
        default:
          news satisfies never;
      }
    },

    storageTrouble: (error) => {
      const runs = scheduler().hold(error !== null);
      if (error !== null) return;
      for (const run of runs) {
        note(run, 'storage', say('run.storageWaited'));
      }
    },

    close: async () => {
      work.closing = true;
      await scheduler().close();
      recorder.flush();
    },
  };
}

function notTraining({ id, state }: RunDetail): CodedError {
  return new CodedError('conflict', say('edit.notTraining', { run: id, state }));
}
