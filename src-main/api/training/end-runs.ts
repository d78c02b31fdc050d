import type { RerunOutcome } from '#contract/reproduction.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingEnd } from '#contract/training-event.ts';
import { rerunOf } from '../../query/history.ts';
import type { AtWork } from './at-work.ts';

/** A training has ended: tells whoever had it go back, else writes the end down. */
export function trainingEnded(work: AtWork, run: number, end: TrainingEnd): void {
  const { goingBack, progress, closing } = work;
  const wentBack = goingBack.get(run);
  goingBack.delete(run);
  if (wentBack !== undefined && !closing && end.state !== 'complete') {
    // Nobody is told of an end: it is none.
    progress.delete(run);
    wentBack(end);
    return;
  }
  recordEnd(work, run, end);
  wentBack?.(end);
}

/** Writes the end of a run down; one that ends only since this process does was interrupted. */
export function recordEnd(work: AtWork, run: number, end: TrainingEnd): void {
  const { recorder, progress, stopsAt, holdsAfter, stopsWithEpoch, closing } = work;
  stopsAt.delete(run);
  holdsAfter.delete(run);
  stopsWithEpoch.delete(run);
  const interrupted = closing && end.state === 'stopped';
  if (interrupted) work.note(run, 'interrupted', say('run.closed'));
  compareRerun(work, run, end);
  recorder.record(run, end);
  if (interrupted) recorder.setState(run, 'interrupted');
  progress.delete(run);
  work.changed(run, 'row');
}

/** Tells whether the weights of a run that repeats another have the same bits. */
function compareRerun({ db, recorder }: AtWork, run: number, end: TrainingEnd): void {
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
}
