import { CodedError } from '#contract/errors.ts';
import { isFinished, type RunState } from '#contract/run.ts';
import type { WriteDatabase } from '../database.ts';
import { unreferenced } from './artifacts.ts';
import { dropEmptyFamily } from './families.ts';
import { truncatePoints } from './points.ts';
import { noSuchRun, requireRun } from './run-row.ts';

/**
 * Moves runs to the trash and gives how many were not in it yet. Throws `not_found`, and `conflict` for one that is
 * not finished; none is moved then.
 */
export function trashRuns(db: WriteDatabase, ids: readonly number[], now: number): number {
  return db.transaction(() => {
    let moved = 0;
    for (const id of ids) {
      const run = db.get<{ name: string; state: RunState }>(
        'SELECT name, state FROM runs WHERE id = :id AND removed_at IS NULL',
        { id },
      );
      if (run === undefined) throw noSuchRun(id);
      if (!isFinished(run.state)) {
        throw new CodedError(
          'conflict',
          `Run ${id} (${run.name}) is ${run.state}. Stop it before deleting it.`,
          {
            run: id,
          },
        );
      }
      moved += db.run('UPDATE runs SET trashed_at = :now WHERE id = :id AND trashed_at IS NULL', {
        id,
        now,
      }).changes;
    }
    return moved;
  });
}

/** Takes runs out of the trash and gives how many were in it. Throws `not_found`; none is restored then. */
export function restoreRuns(db: WriteDatabase, ids: readonly number[]): number {
  return db.transaction(() => {
    let restored = 0;
    for (const id of ids) {
      requireRun(db, id);
      restored += db.run('UPDATE runs SET trashed_at = NULL WHERE id = :id AND trashed_at IS NOT NULL', {
        id,
      }).changes;
    }
    return restored;
  });
}

export interface EmptiedTrash {
  readonly runs: number;
  /** Contents that no run names any more: their bytes can be removed from the artifact folder. */
  readonly unreferenced: readonly string[];
}

/**
 * Deletes what is in the trash for good, with all that belongs to it, and makes the file smaller by it. Of a run that
 * others branched from, the points that they share stay until the last of them is gone; its checkpoints do not, since
 * a branch names the one that it began with itself.
 */
export function emptyTrash(db: WriteDatabase, now: number): EmptiedTrash {
  const emptied = db.durableTransaction(() => {
    const contents = db.all<{ sha256: string }>(
      `SELECT DISTINCT a.sha256 FROM runs r JOIN artifacts a ON a.run_id = r.id WHERE r.trashed_at IS NOT NULL`,
    );
    const families = db.all<{ id: number }>(
      'SELECT DISTINCT family_id AS id FROM runs WHERE trashed_at IS NOT NULL AND family_id IS NOT NULL',
    );
    const runs = countTrashed(db);
    // Branches first: with the last of them goes the run that they came from.
    while (db.run(`DELETE FROM runs WHERE trashed_at IS NOT NULL AND ${branchesOf} = 0`).changes > 0);
    for (const { id, until } of neededByBranches(db)) keepForBranches(db, id, until, now);
    for (const { id } of families) dropEmptyFamily(db, id);
    return {
      runs,
      unreferenced: unreferenced(
        db,
        contents.map(({ sha256 }) => sha256),
      ),
    };
  });
  if (emptied.runs > 0) db.giveBackFreePages();
  return emptied;
}

const branchesOf =
  '(SELECT count(*) FROM runs AS b WHERE b.parent_id = runs.id AND b.branch_step IS NOT NULL)';

/** Those that a person sees in the trash. */
function countTrashed(db: WriteDatabase): number {
  const found = db.get<{ runs: number }>(
    'SELECT count(*) AS runs FROM runs WHERE trashed_at IS NOT NULL AND removed_at IS NULL',
  );
  return found?.runs ?? 0;
}

/** What is left in the trash was branched from: each with the last step that a branch needs of it. */
function neededByBranches(db: WriteDatabase): readonly { readonly id: number; readonly until: number }[] {
  return db.all(
    `SELECT r.id, (SELECT max(branch_step) FROM runs AS b WHERE b.parent_id = r.id AND b.branch_step IS NOT NULL) AS until
     FROM runs AS r WHERE r.trashed_at IS NOT NULL`,
  );
}

/** Nothing of it is left but its place in the lineage and the points that branches begin with. */
function keepForBranches(db: WriteDatabase, id: number, until: number, now: number): void {
  truncatePoints(db, id, until);
  for (const table of [
    'artifacts',
    'params',
    'tags',
    'notes',
    'events',
    'console_lines',
    'texts',
    'results',
  ]) {
    db.run(`DELETE FROM ${table} WHERE run_id = :id`, { id });
  }
  db.run(
    `UPDATE runs SET removed_at = coalesce(removed_at, :now), family_id = NULL, family_place = NULL,
       environment = NULL, error = NULL WHERE id = :id`,
    { id, now },
  );
}
