import { readSweep } from '../store/tables/sweeps.ts';
import { copyOf, originOf, type CopyColumns } from '../store/tables/trials.ts';
import type { ReadDatabase } from '../store/database.ts';
import type { ErrorPayload } from '#contract/errors.ts';
import type { Params } from '#contract/param.ts';
import type { Sentence } from '#contract/sentence.ts';
import type { SweepSpec } from '#contract/sweep/sweep.ts';
import type {
  BestTrial,
  InterruptedSweep,
  SweepCurves,
  SweepDetail,
  SweepProgress,
  SweepRow,
  SweepState,
  TrialCounts,
  TrialRow,
} from '#contract/sweep/sweep-view.ts';
import type { TrialOrigin, TrialState } from '#contract/sweep/trial.ts';
import { decode } from '#contract/wire.ts';

interface SweepRecord {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly state: SweepState;
  readonly spec: string;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly active_ms: number;
  readonly active_since: number | null;
  readonly reason: string | null;
}

/** The newest first. `now` is in epoch milliseconds. */
export function listSweeps(db: ReadDatabase, now: number): readonly SweepRow[] {
  return db
    .all<SweepRecord>('SELECT * FROM sweeps WHERE trashed_at IS NULL ORDER BY id DESC')
    .map((record) => rowOf(db, record, now));
}

/** Sweeps that Descent's own end interrupted, the newest first. */
export function interruptedSweeps(db: ReadDatabase): readonly InterruptedSweep[] {
  return (
    db
      .all<{ id: number; name: string; ended_at: number | null; runs: string }>(
        `SELECT s.id, s.name, s.ended_at, (SELECT json_group_array(t.run_id) FROM trials t
         WHERE t.sweep_id = s.id AND t.run_id IS NOT NULL) AS runs
       FROM sweeps s WHERE s.state = 'interrupted' AND s.trashed_at IS NULL ORDER BY s.id DESC`,
      )
      // Made just now by the query.
      .map(({ id, name, ended_at, runs }) => ({
        id,
        name,
        endedAt: ended_at ?? 0,
        runs: JSON.parse(runs) as number[],
      }))
  );
}

/** A sweep with its trials. Throws `not_found`. */
export function sweepDetail(
  db: ReadDatabase,
  sweep: number,
  now: number,
): Omit<SweepDetail, 'repeated' | 'front' | 'population'> {
  const { spec } = readSweep(db, sweep);
  const record = db.get<SweepRecord>('SELECT * FROM sweeps WHERE id = :sweep', { sweep });
  if (record === undefined) throw new Error(`sweep ${sweep} went while it was read`);
  const row = rowOf(db, record, now);
  const trialRows = readTrialRows(db, sweep, spec, now);
  return {
    ...row,
    spec,
    trialRows,
    progress: row.state === 'running' ? progress(row, trialRows, now) : null,
  };
}

/**
 * Reports of a metric, the first objective's when none is named, of these trials, or of all. Throws `not_found`.
 */
export function sweepCurves(
  db: ReadDatabase,
  sweep: number,
  metric?: string,
  only?: readonly number[],
): SweepCurves {
  const { spec } = readSweep(db, sweep);
  const key = metric ?? spec.objectives[0]?.metric ?? '';
  const trials: number[] = [];
  const counts: number[] = [];
  const steps: number[] = [];
  const values: number[] = [];
  db.each<{ number: number; step: number; value: number | null }>(
    `SELECT t.number, r.step, r.value FROM trials t JOIN trial_reports r ON r.trial_id = t.id
     WHERE t.sweep_id = :sweep AND r.metric = :key
       AND (:only IS NULL OR t.number IN (SELECT value FROM json_each(:only)))
     ORDER BY t.number, r.step`,
    { sweep, key, only: only === undefined ? null : JSON.stringify(only) },
    ({ number, step, value }) => {
      if (trials.at(-1) === number) counts.push((counts.pop() ?? 0) + 1);
      else {
        trials.push(number);
        counts.push(1);
      }
      steps.push(step);
      values.push(value ?? Number.NaN);
    },
  );
  return {
    metric: key,
    trials: Float64Array.from(trials),
    counts: Float64Array.from(counts),
    steps: Float64Array.from(steps),
    values: Float64Array.from(values),
  };
}

/** What a trial was chosen by, and what is kept of its command's output; empty where there is none. */
export function trialOutput(
  db: ReadDatabase,
  sweep: number,
  number: number,
): { readonly why: Sentence | null; readonly text: string } {
  const row = db.get<{ why: string | null; text: string | null }>(
    `SELECT t.why, o.text FROM trials t LEFT JOIN trial_outputs o ON o.trial_id = t.id
     WHERE t.sweep_id = :sweep AND t.number = :number`,
    { sweep, number },
  );
  // Written by insertTrial.
  const why = row === undefined || row.why === null ? null : (JSON.parse(row.why) as Sentence);
  return { why, text: row?.text ?? '' };
}

function rowOf(db: ReadDatabase, record: SweepRecord, now: number): SweepRow {
  // Written by the store from a sweep's spec.
  const spec = JSON.parse(record.spec) as SweepSpec;
  return {
    id: record.id,
    uid: record.uid,
    name: record.name,
    state: record.state,
    kind: spec.command === undefined ? 'training' : 'command',
    createdAt: record.created_at,
    endedAt: record.ended_at,
    durationMs:
      record.active_ms + (record.active_since === null ? 0 : Math.max(0, now - record.active_since)),
    objectives: spec.objectives,
    trials: countTrials(db, record.id, spec.trials),
    best: bestTrial(db, record.id, spec),
    // Written by setSweepState.
    reason: record.reason === null ? null : (JSON.parse(record.reason) as Sentence),
  };
}

function countTrials(db: ReadDatabase, sweep: number, planned: number): TrialCounts {
  const counts = new Map(
    db
      .all<{ state: TrialState; count: number }>(
        'SELECT state, count(*) AS count FROM trials WHERE sweep_id = :sweep GROUP BY state',
        { sweep },
      )
      .map(({ state, count }) => [state, count]),
  );
  const of = (state: TrialState): number => counts.get(state) ?? 0;
  // Those of a user's come on top of what the sampler was asked for.
  const added = db.get<{ count: number }>(
    `SELECT count(*) AS count FROM trials WHERE sweep_id = :sweep AND origin <> 'sampler'`,
    { sweep },
  );
  return {
    planned: planned + (added?.count ?? 0),
    waiting: of('waiting'),
    running: of('running'),
    paused: of('paused'),
    complete: of('complete'),
    pruned: of('pruned'),
    failed: of('failed'),
  };
}

function bestTrial(db: ReadDatabase, sweep: number, spec: SweepSpec): BestTrial | null {
  const order = spec.objectives[0]?.direction === 'maximise' ? 'DESC' : 'ASC';
  const row = db.get<{ number: number; params: string; value: number; run_id: number | null }>(
    `SELECT number, params, value, run_id FROM trials
     WHERE sweep_id = :sweep AND state = 'complete' AND excluded = 0 AND feasible = 1 AND value IS NOT NULL
     ORDER BY value ${order}, number LIMIT 1`,
    { sweep },
  );
  if (row === undefined) return null;
  // Written by insertTrial.
  const params = JSON.parse(row.params) as Params;
  return { trial: row.number, params, value: row.value, run: row.run_id };
}

interface TrialRecord extends CopyColumns {
  readonly id: number;
  readonly number: number;
  readonly state: TrialState;
  readonly origin: TrialOrigin;
  readonly repeats: number | null;
  readonly params: string;
  readonly why: string | null;
  readonly run_id: number | null;
  readonly objective_values: Uint8Array | null;
  readonly violations: Uint8Array | null;
  readonly reason: string | null;
  readonly excluded: number;
  readonly attempts: number;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly active_ms: number;
  readonly active_since: number | null;
  readonly exit_code: number | null;
  readonly last_step: number | null;
  readonly last_value: number | null;
  readonly best_report: number | null;
}

function readTrialRows(db: ReadDatabase, sweep: number, spec: SweepSpec, now: number): readonly TrialRow[] {
  const [objective] = spec.objectives;
  const direction = objective?.direction === 'maximise' ? 'max' : 'min';
  // The last report is found by the index; the best one is looked for where no value stands for the trial.
  return db
    .all<TrialRecord>(
      `SELECT t.*,
         (SELECT max(r.step) FROM trial_reports r WHERE r.trial_id = t.id AND r.metric = :metric) AS last_step,
         (SELECT r.value FROM trial_reports r WHERE r.trial_id = t.id AND r.metric = :metric
          ORDER BY r.step DESC LIMIT 1) AS last_value,
         CASE WHEN t.value IS NULL THEN
           (SELECT ${direction}(r.value) FROM trial_reports r WHERE r.trial_id = t.id AND r.metric = :metric)
         ELSE t.value END AS best_report
       FROM trials t WHERE t.sweep_id = :sweep ORDER BY t.number`,
      { sweep, metric: objective?.metric ?? '' },
    )
    .map((record): TrialRow => {
      return {
        number: record.number,
        state: record.state,
        origin: originOf(record),
        repeats: record.repeats,
        copy: copyOf(record),
        // These were written by store/tables/trials.ts.
        params: JSON.parse(record.params) as Params,
        why: record.why === null ? null : (JSON.parse(record.why) as Sentence),
        values: record.objective_values === null ? null : (decode(record.objective_values) as number[]),
        violations: record.violations === null ? [] : (decode(record.violations) as number[]),
        reason: record.reason === null ? null : (JSON.parse(record.reason) as ErrorPayload),
        run: record.run_id,
        excluded: record.excluded === 1,
        attempts: record.attempts,
        createdAt: record.created_at,
        startedAt: record.started_at,
        endedAt: record.ended_at,
        durationMs:
          record.started_at === null
            ? null
            : record.active_ms + (record.active_since === null ? 0 : Math.max(0, now - record.active_since)),
        exitCode: record.exit_code,
        last:
          record.last_step === null
            ? null
            : { step: record.last_step, value: record.last_value ?? Number.NaN },
        bestReport: record.best_report,
      };
    });
}

/** By the pace so far: what is left, tried as many at once as now. */
function progress(row: SweepRow, trials: readonly TrialRow[], now: number): SweepProgress {
  const { planned, complete, pruned, failed, paused, running } = row.trials;
  const ended = complete + pruned + failed + paused;
  const share = planned === 0 ? 1 : Math.min(1, ended / planned);
  const took = trials.flatMap(({ durationMs, endedAt }) =>
    durationMs !== null && endedAt !== null ? [durationMs] : [],
  );
  if (took.length === 0 || row.durationMs <= 0) return { share, trialsPerMinute: null, etaMs: null };
  const typical = took.reduce((sum, duration) => sum + duration, 0) / took.length;
  const open = trials.filter(({ state }) => state === 'running');
  const done = open.reduce((sum, { startedAt }) => sum + Math.min(typical, now - (startedAt ?? now)), 0);
  const left = Math.max(0, (planned - ended) * typical - done);
  return {
    share,
    trialsPerMinute: (60_000 * ended) / row.durationMs,
    etaMs: left / Math.max(1, running),
  };
}
