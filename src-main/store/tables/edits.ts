import type { SpecEdit } from '#contract/live-edit.ts';
import { decode } from '#contract/wire.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';
import { unreferenced } from './artifacts.ts';
import { forgetEvents } from './events.ts';
import { truncatePoints } from './points.ts';
import { setResult } from './results.ts';

/** The result under which the edits of a run are kept. */
export const editsResult = 'edits';

/** What a training tells at a step, and tells again when that step is trained again. */
const retold: readonly string[] = ['finding', 'plateau', 'rolledBack'];

/** Every edit of a run in order; of one that repeats another, also those that are still to come. */
export function editsOf(db: ReadDatabase, run: number): readonly SpecEdit[] {
  const found = db.get<{ value: Uint8Array }>(
    'SELECT value FROM results WHERE run_id = :run AND name = :name',
    { run, name: editsResult },
  );
  // Written by setEdits, whose type says so.
  return found === undefined ? [] : (decode(found.value) as readonly SpecEdit[]);
}

export function setEdits(db: WriteDatabase, run: number, edits: readonly SpecEdit[]): void {
  setResult(db, run, editsResult, edits);
}

/**
 * A run goes on from its state after `step`: its points after it go, and what was told of steps that are trained again.
 * Edits of that very step were made after the checkpoint, and are told again too.
 */
export function forgetAfter(db: WriteDatabase, run: number, step: number): void {
  truncatePoints(db, run, step);
  // Why it ended before its length: it has not ended any more.
  db.run(`DELETE FROM results WHERE run_id = :run AND name = 'end'`, { run });
  forgetEvents(db, run, retold, step + 1);
  forgetEvents(db, run, ['edited'], step);
}

/**
 * A training went back to its state after `step`, and what it had become does not count. Gives the contents that no
 * run names any more.
 */
export function rewind(db: WriteDatabase, run: number, step: number): readonly string[] {
  truncatePoints(db, run, step);
  forgetEvents(db, run, ['edited', 'finding', 'plateau'], step + 1);
  const edits = editsOf(db, run);
  const left = edits.filter((edit) => edit.step <= step);
  if (left.length < edits.length) setEdits(db, run, left);
  return forgetStates(db, run, step);
}

/**
 * Edits were taken back: the run has those that are left, and goes on from its state after `step`. Gives the contents
 * that no run names any more.
 */
export function takeBack(
  db: WriteDatabase,
  run: number,
  step: number,
  left: readonly SpecEdit[],
): readonly string[] {
  forgetAfter(db, run, step);
  setEdits(db, run, left);
  return forgetStates(db, run, step);
}

/** Checkpoints and texts of steps that do not count any more. */
function forgetStates(db: WriteDatabase, run: number, step: number): readonly string[] {
  db.run('DELETE FROM texts WHERE run_id = :run AND step > :step', { run, step });
  const later = db.all<{ id: number; sha256: string }>(
    `SELECT a.id, a.sha256 FROM checkpoints AS c JOIN artifacts AS a ON a.id = c.artifact_id
     WHERE c.run_id = :run AND c.step > :step`,
    { run, step },
  );
  for (const { id } of later) db.run('DELETE FROM artifacts WHERE id = :id', { id });
  return unreferenced(
    db,
    later.map(({ sha256 }) => sha256),
  );
}
