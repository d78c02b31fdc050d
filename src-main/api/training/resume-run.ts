import { CodedError } from '#contract/errors.ts';
import { specBefore } from '#contract/live-edit.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { RunDetail } from '#contract/run.ts';
import { say } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { runDetail } from '../../query/run-detail.ts';
import { forgetAfter } from '../../store/tables/edits.ts';
import { setRunState } from '../../store/tables/runs.ts';
import { withoutParent } from '../initial-weights.ts';
import { wholeCheckpoint } from '../whole-checkpoint.ts';
import { endsOf, goingOnFrom, requireNotTakenBack, type AtWork, type Ends } from './at-work.ts';

/**
 * Goes on after a pause; an interrupted or stopped run goes on from its last checkpoint, or begins again, and is
 * planned like a new one by `planOf`. Throws `conflict` or `finished` when it cannot go on, and what `planOf` throws.
 */
export async function resumeRun(
  work: AtWork,
  run: number,
  planOf: (spec: TrainingSpec) => Promise<SpecPlan>,
  { stopAt, holdAfter }: Ends = {},
): Promise<void> {
  const { db, clock, scheduler } = work;
  if (scheduler().stateOf(run) !== null) {
    if (stopAt !== undefined) throw new CodedError('conflict', say('edit.stopAtWhilePaused', { run }));
    scheduler().resume(run);
    return;
  }
  const detail = requireResumable(work, run);
  const { spec: first, edits } = detail;
  // A checkpoint of its own holds what it took over.
  const known = wholeCheckpoint(work, run);
  goingOnFrom(work, run, detail, known);
  const step = known?.step ?? 0;
  if (stopAt !== undefined && stopAt <= step) {
    throw new CodedError('invalid_input', say('edit.stopAtPassed', { run, step, stopAt }));
  }
  const spec = specBefore(first, edits, step);
  const plan = await planOf(known === null ? spec : withoutParent(spec));
  // It may have been resumed or deleted meanwhile.
  requireResumable(work, run);
  const from = wholeCheckpoint(work, run);
  const beginning = {
    ...goingOnFrom(work, run, detail, from),
    edits,
    ...endsOf({ stopAt, holdAfter }),
  };
  db.transaction(() => {
    // What was measured after the checkpoint will be measured again.
    forgetAfter(db, run, from?.step ?? 0);
    setRunState(db, run, 'waiting', { now: clock() });
  });
  work.enqueue(run, specBefore(first, edits, from?.step ?? 0), plan, beginning);
}

function requireResumable(work: AtWork, run: number): RunDetail {
  requireNotTakenBack(work, run);
  const detail = runDetail(work.db, run, work.clock());
  if (detail.trashedAt !== null) throw new CodedError('conflict', say('task.resumeInTrash', { run }));
  if (detail.state !== 'interrupted' && detail.state !== 'stopped') {
    throw new CodedError('finished', say('task.notResumable', { run, state: detail.state }));
  }
  return detail;
}
