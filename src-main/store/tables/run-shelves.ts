import type { WriteDatabase } from '../database.ts';
import { ensureExperiment } from './experiments.ts';
import { requireRun } from './run-row.ts';
import { insertTags } from './run-labels.ts';

export interface RunTags {
  readonly run: number;
  readonly tags: readonly string[];
}

/**
 * Gives tags to many runs and takes others away, and tells which tags those had before that it changed. Throws
 * `not_found`, as all of these do; nothing is changed then.
 */
export function changeTags(
  db: WriteDatabase,
  runs: readonly number[],
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): readonly RunTags[] {
  return db.transaction(() =>
    runs.flatMap((run): RunTags[] => {
      requireRun(db, run);
      const before = tagsOf(db, run);
      const kept = before.filter((tag) => !change.remove.includes(tag));
      const added = change.add.filter((tag) => !kept.includes(tag));
      if (added.length === 0 && kept.length === before.length) return [];
      writeTags(db, run, [...kept, ...added]);
      return [{ run, tags: before }];
    }),
  );
}

/** Each run has its tags and no others afterwards. */
export function assignTags(db: WriteDatabase, runs: readonly RunTags[]): void {
  db.transaction(() => {
    for (const { run, tags } of runs) {
      requireRun(db, run);
      writeTags(db, run, tags);
    }
  });
}

function tagsOf(db: WriteDatabase, run: number): readonly string[] {
  return db
    .all<{ tag: string }>('SELECT tag FROM tags WHERE run_id = :run ORDER BY tag', { run })
    .map(({ tag }) => tag);
}

function writeTags(db: WriteDatabase, run: number, tags: readonly string[]): void {
  db.run('DELETE FROM tags WHERE run_id = :run', { run });
  insertTags(db, run, tags);
}

/** Moves runs to an experiment, made where there is none of this name, and tells where they were before. */
export function moveRuns(
  db: WriteDatabase,
  runs: readonly number[],
  experiment: string,
  now: number,
): readonly { readonly run: number; readonly experiment: string }[] {
  return db.transaction(() => {
    const id = ensureExperiment(db, experiment, now);
    return runs.flatMap((run) => {
      requireRun(db, run);
      const before = db.get<{ name: string; id: number }>(
        'SELECT e.name, e.id FROM runs AS r JOIN experiments AS e ON e.id = r.experiment_id WHERE r.id = :run',
        { run },
      );
      if (before === undefined || before.id === id) return [];
      db.run('UPDATE runs SET experiment_id = :id WHERE id = :run', { id, run });
      return [{ run, experiment: before.name }];
    });
  });
}

/** Puts runs out of sight, or back, and tells which of them were not there yet. */
export function archiveRuns(
  db: WriteDatabase,
  runs: readonly number[],
  archived: boolean,
  now: number,
): readonly number[] {
  return db.transaction(() =>
    runs.filter((run) => {
      requireRun(db, run);
      const sql = archived
        ? 'INSERT INTO archived_runs (run_id, archived_at) VALUES (:run, :now) ON CONFLICT DO NOTHING'
        : 'DELETE FROM archived_runs WHERE run_id = :run';
      return db.run(sql, archived ? { run, now } : { run }).changes > 0;
    }),
  );
}

/** Gives runs slots of colours, and tells which had others. */
export function setColors(
  db: WriteDatabase,
  runs: readonly { readonly run: number; readonly color: number }[],
): readonly { readonly run: number; readonly color: number }[] {
  return db.transaction(() =>
    runs.flatMap(({ run, color }) => {
      requireRun(db, run);
      const before = db.get<{ color: number }>('SELECT color FROM runs WHERE id = :run', { run });
      if (before === undefined || before.color === color) return [];
      db.run('UPDATE runs SET color = :color WHERE id = :run', { color, run });
      return [{ run, color: before.color }];
    }),
  );
}
