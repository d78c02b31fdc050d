import { CodedError, type ErrorPayload } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Report, Trial, TrialCopy, TrialOrigin, TrialState } from '#contract/sweep/trial.ts';
import { decode, encode } from '#contract/wire.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

export interface NewTrial {
  readonly sweep: number;
  readonly number: number;
  readonly params: Params;
  readonly origin: TrialOrigin;
  readonly repeats?: number | undefined;
  readonly copy?: TrialCopy | undefined;
  /** What its params were chosen by. */
  readonly why?: Sentence;
  readonly createdAt: number;
}

/** Writes a waiting trial. Its number is not given yet in its sweep. */
export function insertTrial(db: WriteDatabase, trial: NewTrial): void {
  const { sweep, number, params, origin, repeats, copy, why, createdAt } = trial;
  db.run(
    `INSERT INTO trials (sweep_id, number, state, origin, repeats, copied_from, copied_at, replaces, params, why, created_at)
     VALUES (:sweep, :number, 'waiting', :origin, :repeats, :from, :step, :replaces, :params, :why, :createdAt)`,
    {
      sweep,
      number,
      // What a copy is stands beside it: the list of origins in the table is older.
      origin: origin === 'population' ? 'sampler' : origin,
      repeats: repeats ?? null,
      from: copy?.from ?? null,
      step: copy?.step ?? null,
      replaces: copy?.replaces ?? null,
      params: JSON.stringify(params),
      why: why === undefined ? null : JSON.stringify(why),
      createdAt,
    },
  );
}

export interface TrialKey {
  readonly sweep: number;
  readonly number: number;
}

export interface TrialChange {
  readonly state: TrialState;
  readonly now: number;
  readonly values?: readonly number[] | null;
  readonly violations?: readonly number[];
  /** Why it failed or was ended early. */
  readonly reason?: ErrorPayload | null;
  readonly exitCode?: number | null;
}

/** Changes a trial's state and keeps its times. What it reached is cleared by every change that does not tell it. */
export function setTrialState(db: WriteDatabase, key: TrialKey, change: TrialChange): void {
  const { state, now, values = null, violations = [], reason = null, exitCode = null } = change;
  db.run(
    `UPDATE trials SET state = :state, objective_values = :values, violations = :violations, value = :value,
       feasible = :feasible, reason = :reason, exit_code = :exitCode,
       started_at = CASE WHEN :state = 'running' THEN coalesce(started_at, :now) ELSE started_at END,
       ended_at = CASE WHEN :state IN ('waiting', 'running') THEN NULL ELSE :now END,
       active_ms = active_ms + max(0, :now - coalesce(active_since, :now)),
       active_since = CASE WHEN :state = 'running' THEN :now END,
       process_id = NULL, process_beginning = NULL
     WHERE sweep_id = :sweep AND number = :number`,
    {
      ...key,
      state,
      now,
      values: values === null ? null : encode(values),
      violations: violations.length === 0 ? null : encode(violations),
      value: values?.[0] ?? null,
      feasible: Number(violations.every((violation) => violation === 0)),
      reason: reason === null ? null : JSON.stringify(reason),
      exitCode,
    },
  );
}

/** The trial is done by this run. */
export function setTrialRun(db: WriteDatabase, { sweep, number }: TrialKey, run: number): void {
  db.run('UPDATE trials SET run_id = :run WHERE sweep_id = :sweep AND number = :number', {
    sweep,
    number,
    run,
  });
}

/** The trial is done by this process, so that it can be found again if this one is killed. */
export function setTrialProcess(
  db: WriteDatabase,
  { sweep, number }: TrialKey,
  pid: number,
  beginning: string | null,
): void {
  db.run(
    `UPDATE trials SET process_id = :pid, process_beginning = :beginning
     WHERE sweep_id = :sweep AND number = :number`,
    { sweep, number, pid, beginning },
  );
}

/** It begins anew: what an earlier attempt told counts for nothing. Its run, if it had one, is no part of it any more. */
export function beginTrialAnew(db: WriteDatabase, { sweep, number }: TrialKey): void {
  const key = { sweep, number };
  db.run(`DELETE FROM trial_reports WHERE trial_id = (${trialId})`, key);
  db.run(`DELETE FROM trial_outputs WHERE trial_id = (${trialId})`, key);
  db.run(
    'UPDATE trials SET run_id = NULL, attempts = attempts + 1 WHERE sweep_id = :sweep AND number = :number',
    key,
  );
}

/** What a training told after its checkpoint will be measured again. */
export function dropReportsAfter(db: WriteDatabase, { sweep, number }: TrialKey, step: number): void {
  db.run(`DELETE FROM trial_reports WHERE trial_id = (${trialId}) AND step > :step`, { sweep, number, step });
}

export interface NewReport extends Report {
  readonly metric: string;
}

/** A step that is told again has its new value. */
export function addReports(
  db: WriteDatabase,
  { sweep, number }: TrialKey,
  reports: readonly NewReport[],
  now: number,
): void {
  const id = db.get<{ id: number }>(trialId, { sweep, number })?.id;
  if (id === undefined) throw noSuchTrial(sweep, number);
  for (const { metric, step, value } of reports) {
    db.run(
      `INSERT INTO trial_reports (trial_id, metric, step, value, time) VALUES (:id, :metric, :step, :value, :now)
       ON CONFLICT DO UPDATE SET value = excluded.value, time = excluded.time`,
      { id, metric, step, value: Number.isNaN(value) ? null : value, now },
    );
  }
}

export function setTrialOutput(db: WriteDatabase, { sweep, number }: TrialKey, text: string): void {
  db.run(
    `INSERT INTO trial_outputs (trial_id, text) SELECT id, :text FROM trials WHERE sweep_id = :sweep AND number = :number
     ON CONFLICT DO UPDATE SET text = excluded.text`,
    { sweep, number, text },
  );
}

/** What one trial told up to a step is what another one told, too. */
export function shareReports(db: WriteDatabase, sweep: number, { from, step }: TrialCopy, to: number): void {
  db.run(
    `INSERT INTO trial_reports (trial_id, metric, step, value, time)
     SELECT copy.id, r.metric, r.step, r.value, r.time
     FROM trials source JOIN trial_reports r ON r.trial_id = source.id
       JOIN trials copy ON copy.sweep_id = :sweep AND copy.number = :to
     WHERE source.sweep_id = :sweep AND source.number = :from AND r.step <= :step`,
    { sweep, from, step, to },
  );
}

/** Columns of a trial that is a copy; null in all others. */
export interface CopyColumns {
  readonly copied_from: number | null;
  readonly copied_at: number | null;
  readonly replaces: number | null;
}

export function copyOf({ copied_from: from, copied_at: step, replaces }: CopyColumns): TrialCopy | null {
  return from === null || step === null || replaces === null ? null : { from, step, replaces };
}

export function originOf(record: CopyColumns & { readonly origin: TrialOrigin }): TrialOrigin {
  return record.copied_from === null ? record.origin : 'population';
}

/** Throws `not_found`. */
export function setTrialExcluded(db: WriteDatabase, { sweep, number }: TrialKey, excluded: boolean): void {
  const { changes } = db.run(
    'UPDATE trials SET excluded = :excluded WHERE sweep_id = :sweep AND number = :number',
    { sweep, number, excluded: Number(excluded) },
  );
  if (changes === 0) throw noSuchTrial(sweep, number);
}

/** A trial with what only its sweep needs to know. */
export interface StoredTrial extends Trial {
  readonly run: number | null;
  readonly process: { readonly pid: number; readonly beginning: string | null } | null;
  readonly reason: ErrorPayload | null;
  readonly attempts: number;
}

interface TrialRecord extends CopyColumns {
  readonly id: number;
  readonly number: number;
  readonly state: TrialState;
  readonly origin: TrialOrigin;
  readonly repeats: number | null;
  readonly params: string;
  readonly run_id: number | null;
  readonly objective_values: Uint8Array | null;
  readonly violations: Uint8Array | null;
  readonly reason: string | null;
  readonly excluded: number;
  readonly attempts: number;
  readonly process_id: number | null;
  readonly process_beginning: string | null;
}

/** All trials of a sweep in the order of their numbers, with what they reported of this metric. */
export function readTrials(db: ReadDatabase, sweep: number, metric: string): StoredTrial[] {
  const reports = new Map<number, Report[]>();
  db.each<{ trial_id: number; step: number; value: number | null }>(
    `SELECT r.trial_id, r.step, r.value FROM trials t JOIN trial_reports r ON r.trial_id = t.id
     WHERE t.sweep_id = :sweep AND r.metric = :metric ORDER BY r.trial_id, r.step`,
    { sweep, metric },
    ({ trial_id, step, value }) => {
      const told = reports.get(trial_id) ?? [];
      told.push({ step, value: value ?? Number.NaN });
      reports.set(trial_id, told);
    },
  );
  return db
    .all<TrialRecord>('SELECT * FROM trials WHERE sweep_id = :sweep ORDER BY number', { sweep })
    .map((record) => ({
      number: record.number,
      state: record.state,
      origin: originOf(record),
      ...(record.repeats === null ? {} : { repeats: record.repeats }),
      copy: copyOf(record) ?? undefined,
      // These were written by the functions above.
      params: JSON.parse(record.params) as Params,
      values: record.objective_values === null ? null : (decode(record.objective_values) as number[]),
      violations: record.violations === null ? [] : (decode(record.violations) as number[]),
      reason: record.reason === null ? null : (JSON.parse(record.reason) as ErrorPayload),
      reports: reports.get(record.id) ?? [],
      excluded: record.excluded === 1,
      run: record.run_id,
      attempts: record.attempts,
      process:
        record.process_id === null ? null : { pid: record.process_id, beginning: record.process_beginning },
    }));
}

/** A command that was in progress when the process that began it ended without saying so. */
export interface LeftBehind {
  readonly sweep: number;
  readonly pid: number;
  readonly beginning: string;
}

/** Of trials that wait to go on: nothing that this process runs. */
export function leftBehind(db: ReadDatabase): readonly LeftBehind[] {
  return db.all<LeftBehind>(
    `SELECT sweep_id AS sweep, process_id AS pid, process_beginning AS beginning FROM trials
     WHERE state = 'waiting' AND process_id IS NOT NULL AND process_beginning IS NOT NULL`,
  );
}

/** Reports of all metrics of a trial, by their step. */
export function readReports(db: ReadDatabase, { sweep, number }: TrialKey): readonly NewReport[] {
  return db
    .all<{ metric: string; step: number; value: number | null }>(
      `SELECT metric, step, value FROM trial_reports WHERE trial_id = (${trialId}) ORDER BY metric, step`,
      { sweep, number },
    )
    .map(({ metric, step, value }) => ({ metric, step, value: value ?? Number.NaN }));
}

export function noSuchTrial(sweep: number, number: number): CodedError {
  return new CodedError('not_found', say('sweep.noTrial', { sweep, trial: number }), {
    sweep,
    trial: number,
  });
}

const trialId = 'SELECT id FROM trials WHERE sweep_id = :sweep AND number = :number';
