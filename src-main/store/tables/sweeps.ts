import { CodedError } from '#contract/errors.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type { SweepState } from '#contract/sweep/sweep-view.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

export interface NewSweep {
  readonly uid: string;
  readonly name: string;
  readonly spec: SweepSpec;
  readonly createdAt: number;
}

/** Writes a running sweep without trials, and gives its number. */
export function insertSweep(db: WriteDatabase, { uid, name, spec, createdAt }: NewSweep): number {
  return db.run(
    `INSERT INTO sweeps (uid, name, state, spec, created_at, active_since)
     VALUES (:uid, :name, 'running', :spec, :createdAt, :createdAt)`,
    { uid, name, spec: JSON.stringify(spec), createdAt },
  ).lastId;
}

export interface StoredSweep {
  readonly id: number;
  readonly name: string;
  readonly state: SweepState;
  readonly spec: SweepSpec;
  readonly activeMs: number;
  readonly activeSince: number | null;
}

/** Throws `not_found`. */
export function readSweep(db: ReadDatabase, id: number): StoredSweep {
  const row = db.get<{
    name: string;
    state: SweepState;
    spec: string;
    active_ms: number;
    active_since: number | null;
  }>('SELECT name, state, spec, active_ms, active_since FROM sweeps WHERE id = :id AND trashed_at IS NULL', {
    id,
  });
  if (row === undefined) throw noSuchSweep(id);
  return {
    id,
    name: row.name,
    state: row.state,
    // Written above.
    spec: JSON.parse(row.spec) as SweepSpec,
    activeMs: row.active_ms,
    activeSince: row.active_since,
  };
}

/** Changes a sweep's state and keeps its times: it is active while it runs, and ended unless it runs or is paused. */
export function setSweepState(
  db: WriteDatabase,
  id: number,
  state: SweepState,
  now: number,
  reason: Sentence | null = null,
): void {
  const { changes } = db.run(
    `UPDATE sweeps SET state = :state, reason = :reason,
       ended_at = CASE WHEN :state IN ('running', 'paused') THEN NULL ELSE :now END,
       active_ms = active_ms + max(0, :now - coalesce(active_since, :now)),
       active_since = CASE WHEN :state = 'running' THEN :now END
     WHERE id = :id`,
    { id, state, now, reason: reason === null ? null : JSON.stringify(reason) },
  );
  if (changes === 0) throw noSuchSweep(id);
}

/** What happened to it besides, to be shown until it goes on. */
export function setSweepReason(db: WriteDatabase, id: number, reason: Sentence): void {
  db.run(`UPDATE sweeps SET reason = :reason WHERE id = :id AND state = 'interrupted'`, {
    id,
    reason: JSON.stringify(reason),
  });
}

/** Its number of trials, its budget or its space were changed. */
export function setSweepSpec(db: WriteDatabase, id: number, spec: SweepSpec): void {
  db.run('UPDATE sweeps SET spec = :spec WHERE id = :id', { id, spec: JSON.stringify(spec) });
}

/** Sweeps that the end of a process left in progress; what they were trying waits to go on. */
export function interruptSweeps(db: WriteDatabase, now: number): void {
  db.transaction(() => {
    const open = db.all<{ id: number; last: number | null }>(
      `SELECT s.id, (SELECT max(r.time) FROM trials t JOIN trial_reports r ON r.trial_id = t.id WHERE t.sweep_id = s.id)
         AS last FROM sweeps s WHERE s.state = 'running'`,
    );
    for (const { id, last } of open) {
      // As far as anybody knows, it ended with its last report.
      const { activeSince } = readSweep(db, id);
      setSweepState(db, id, 'interrupted', Math.min(now, Math.max(last ?? 0, activeSince ?? 0)));
      db.run(
        `UPDATE trials SET state = 'waiting', active_since = NULL WHERE sweep_id = :id AND state = 'running'`,
        {
          id,
        },
      );
    }
  });
}

export function noSuchSweep(id: number): CodedError {
  return new CodedError('not_found', say('sweep.notThere', { sweep: id }), { sweep: id });
}

/** Throws `not_found`. */
export function renameSweep(db: WriteDatabase, id: number, name: string): void {
  if (db.run('UPDATE sweeps SET name = :name WHERE id = :id', { id, name }).changes === 0)
    throw noSuchSweep(id);
}

/** Out of sight; its runs stay. Throws `not_found`. */
export function trashSweep(db: WriteDatabase, id: number, now: number): void {
  const { changes } = db.run('UPDATE sweeps SET trashed_at = :now WHERE id = :id AND trashed_at IS NULL', {
    id,
    now,
  });
  if (changes === 0) throw noSuchSweep(id);
}
