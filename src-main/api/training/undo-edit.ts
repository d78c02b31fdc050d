import { CodedError } from '#contract/errors.ts';
import type { SpecEdit } from '#contract/live-edit.ts';
import type { RunDetail } from '#contract/run.ts';
import { say } from '#contract/sentence.ts';
import { branchAfter } from '../../query/history.ts';
import type { ReadDatabase } from '../../store/database.ts';

/** An edit that can be taken back. */
export interface FoundUndo {
  /** It and those after it. */
  readonly edits: readonly [SpecEdit, ...SpecEdit[]];
  /** Those before it. */
  readonly left: readonly SpecEdit[];
}

/**
 * The edit of a run at this place, the last one that was made when left out. Throws `not_found` where there is none, and
 * `conflict` for one that was no wish, and for runs that cannot go back any more.
 */
export function findUndo(db: ReadDatabase, detail: RunDetail, place?: number): FoundUndo {
  const { id: run, edits, state, trashedAt } = detail;
  const at = place ?? edits.length - 1;
  const [edit, ...later] = edits.slice(at < 0 ? edits.length : at);
  if (edit === undefined) {
    throw new CodedError(
      'not_found',
      edits.length === 0
        ? say('edit.noneToUndo', { run })
        : say('edit.noSuchEdit', { run, edit: at, last: edits.length - 1 }),
    );
  }
  const { step, cause } = edit;
  if (trashedAt !== null) throw new CodedError('conflict', say('task.resumeInTrash', { run }));
  if (state === 'complete' || state === 'failed' || state === 'pruned') {
    throw new CodedError('conflict', say('edit.undoEnded', { run, state, step }));
  }
  if (cause === 'rollback') throw new CodedError('conflict', say('edit.undoRollback', { step }));
  const branch = branchAfter(db, run, step);
  if (branch !== null) throw new CodedError('conflict', say('edit.undoBranched', { run, branch, step }));
  return { edits: [edit, ...later], left: edits.slice(0, at) };
}

/** How far a run has come, by what is written of it. */
export function latestStep({ metrics, checkpoints }: RunDetail): number {
  return Math.max(
    0,
    ...Object.values(metrics).map(({ lastStep }) => lastStep),
    ...checkpoints.map(({ step }) => step),
  );
}
