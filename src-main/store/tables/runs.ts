import { CodedError, type ErrorPayload } from '#contract/errors.ts';
import { flattenParams } from '#contract/param.ts';
import type { RunEnvironment, RunState } from '#contract/run.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { WriteDatabase } from '../database.ts';
import { insertParams } from './params.ts';
import { insertTags } from './run-labels.ts';
import { changeRun, noSuchRun } from './run-row.ts';

export interface NewRun {
  /** 32 hex digits, stable over export and import. */
  readonly uid: string;
  readonly experimentId: number;
  readonly parentId: number | null;
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly family?: { readonly id: number; readonly place: number };
  /** Of a branch of its parent: where it began, and how long that had taken. */
  readonly branch?: { readonly step: number; readonly elapsedMs: number };
  /** The run that this one repeats. */
  readonly rerunOf?: number;
}

/** Writes a waiting run with its params and tags, and gives its number. The next colour slot becomes its own. */
export function insertRun(db: WriteDatabase, run: NewRun): number {
  return db.transaction(() => {
    const { uid, experimentId, parentId, name, createdAt, family, branch, rerunOf } = run;
    const id = db.run(
      `INSERT INTO runs (uid, experiment_id, parent_id, name, state, spec, created_at, family_id, family_place,
         branch_step, branch_elapsed_ms, rerun_of, color)
       VALUES (:uid, :experimentId, :parentId, :name, 'waiting', :spec, :createdAt, :family, :place,
         :branchStep, :branchElapsedMs, :rerunOf,
         coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'runs'), 0))`,
      {
        uid,
        experimentId,
        parentId,
        name,
        spec: JSON.stringify(run.spec),
        createdAt,
        family: family?.id ?? null,
        place: family?.place ?? null,
        branchStep: branch?.step ?? null,
        branchElapsedMs: branch?.elapsedMs ?? null,
        rerunOf: rerunOf ?? null,
      },
    ).lastId;
    insertParams(db, id, flattenParams(run.spec));
    insertTags(db, id, run.tags);
    return id;
  });
}

export interface RunStateChange {
  readonly now: number;
  /** Why it failed; cleared by every other state. */
  readonly error?: ErrorPayload | undefined;
  /** Of the weights that training ended with; cleared by every other state. */
  readonly weightsSha256?: string | undefined;
}

interface StateRow {
  readonly state: RunState;
  readonly started_at: number | null;
  readonly active_ms: number;
  readonly active_since: number | null;
}

/**
 * Changes a run's state and keeps its times right: started once, ended while it is finished, active without pauses.
 * Throws `not_found`, and `finished` for a run that is complete, failed or pruned: those do not change any more.
 */
export function setRunState(db: WriteDatabase, id: number, state: RunState, change: RunStateChange): void {
  db.transaction(() => {
    const { now, error, weightsSha256 } = change;
    const before = db.get<StateRow>(
      'SELECT state, started_at, active_ms, active_since FROM runs WHERE id = :id',
      { id },
    );
    if (before === undefined) throw noSuchRun(id);
    if (before.state === 'complete' || before.state === 'failed' || before.state === 'pruned') {
      throw new CodedError('finished', `Run ${id} is ${before.state}; it cannot become ${state} any more.`);
    }
    const isRunning = state === 'running';
    // A clock that was set back must not take away from what was trained.
    const sinceThen = before.active_since === null ? 0 : Math.max(0, now - before.active_since);
    db.run(
      `UPDATE runs SET state = :state, started_at = :startedAt, ended_at = :endedAt, active_ms = :activeMs,
         active_since = :activeSince, error = :error, weights_sha256 = :weightsSha256 WHERE id = :id`,
      {
        id,
        state,
        startedAt: before.started_at ?? (isRunning ? now : null),
        endedAt: state === 'waiting' || isRunning || state === 'paused' ? null : now,
        activeMs: isRunning ? before.active_ms : before.active_ms + sinceThen,
        activeSince: isRunning ? (before.active_since ?? now) : null,
        error: error === undefined ? null : JSON.stringify(error),
        weightsSha256: weightsSha256 ?? null,
      },
    );
  });
}

/** What the run is made with and on. */
export function setRunEnvironment(db: WriteDatabase, id: number, environment: RunEnvironment): void {
  changeRun(db, id, {
    sql: `UPDATE runs SET environment = :environment, engine = :engine, dataset_sha256 = :sha256 WHERE id = :id`,
    params: {
      environment: JSON.stringify(environment),
      engine: environment.engine,
      sha256: environment.datasetSha256,
    },
  });
}
