import { CodedError } from '#contract/errors.ts';
import { changesInWords, specBefore, type Undone } from '#contract/live-edit.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingEnd } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { runDetail } from '../../query/run-detail.ts';
import { takeBack } from '../../store/tables/edits.ts';
import { appendEvent } from '../../store/tables/events.ts';
import { setRunState } from '../../store/tables/runs.ts';
import { withoutParent } from '../initial-weights.ts';
import { wholeCheckpoint } from '../whole-checkpoint.ts';
import { endsOf, goingOnFrom, requireNotTakenBack, type AtWork } from './at-work.ts';
import { recordEnd } from './end-runs.ts';
import { findUndo, latestStep } from './undo-edit.ts';

/**
 * Takes the edit at this place back, the last one when left out, with all that came after it. Throws what `findUndo`
 * and `planOf` throw, and `conflict` while another edit of the run is being taken back.
 */
export async function undoEdit(
  work: AtWork,
  run: number,
  place: number | undefined,
  planOf: (spec: TrainingSpec) => Promise<SpecPlan>,
): Promise<Undone> {
  requireNotTakenBack(work, run);
  work.takingBack.add(run);
  try {
    return await goBack(work, run, place, planOf);
  } finally {
    work.takingBack.delete(run);
  }
}

async function goBack(
  work: AtWork,
  run: number,
  place: number | undefined,
  planOf: (spec: TrainingSpec) => Promise<SpecPlan>,
): Promise<Undone> {
  const { db, clock, scheduler, stopsAt, holdsAfter } = work;
  const state = scheduler().stateOf(run);
  const detail = runDetail(db, run, clock());
  const { edits, left } = findUndo(db, detail, place);
  const [edit] = edits;
  const known = wholeCheckpoint(work, run, edit.step);
  const from = goingOnFrom(work, run, detail, known);
  const step = known?.step ?? 0;
  const before = specBefore(detail.spec, left, step);
  const plan = await planOf(known === null ? before : withoutParent(before));
  const ends = endsOf({ stopAt: stopsAt.get(run), holdAfter: holdsAfter.get(run) });
  const end = state === null ? null : await stopToGoBack(work, run, edit.step);
  const reached = end?.step ?? latestStep(detail);
  work.recorder.flush();
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
    if (end !== null) recordEnd(work, run, end);
    throw thrown;
  }
  work.artifacts.remove(unreferenced);
  if (state === null) {
    work.changed(run, 'row');
    return undone;
  }
  work.enqueue(run, before, plan, {
    ...from,
    edits: left,
    ...ends,
    paused: state === 'paused',
  });
  if (work.stopsWithEpoch.has(run)) scheduler().stopAfterEpoch(run);
  return undone;
}

/** Stops a run that is to go on from an earlier state. Throws `conflict` where it came to its end before. */
async function stopToGoBack(work: AtWork, run: number, step: number): Promise<TrainingEnd> {
  const { promise, resolve } = Promise.withResolvers<TrainingEnd>();
  work.goingBack.set(run, resolve);
  try {
    work.scheduler().stop(run);
  } catch (thrown) {
    work.goingBack.delete(run);
    throw thrown;
  }
  const end = await promise;
  if (work.closing) throw new CodedError('cancelled', say('task.closing'));
  if (end.state === 'complete') {
    throw new CodedError('conflict', say('edit.undoEnded', { run, state: end.state, step }));
  }
  return end;
}
