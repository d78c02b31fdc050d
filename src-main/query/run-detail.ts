import type { Artifact } from '#contract/artifact.ts';
import type { RunDetail, RunEnvironment, RunTrial, TextSample } from '#contract/run.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { decode } from '#contract/wire.ts';
import type { ReadDatabase } from '../store/database.ts';
import { checkpointsOf } from './checkpoints.ts';
import { findingsOf } from './findings.ts';
import { editsOf } from '../store/tables/edits.ts';
import { noSuchRun } from '../store/tables/run-row.ts';
import { loadRunRows } from './run-rows.ts';

interface DetailRecord {
  readonly spec: string;
  readonly environment: string | null;
  readonly parent_id: number | null;
  readonly branch_step: number | null;
  readonly rerun_of: number | null;
  readonly weights_sha256: string | null;
  readonly trashed_at: number | null;
  readonly notes: string | null;
}

/** Everything the page of a run shows but for points, events and console. Throws `not_found`. */
export function runDetail(db: ReadDatabase, run: number, now: number): RunDetail {
  const [row] = loadRunRows(db, [run], now);
  const record = db.get<DetailRecord>(
    `SELECT r.spec, r.environment, r.parent_id, r.branch_step, r.rerun_of, r.weights_sha256, r.trashed_at, n.markdown AS notes
    FROM runs AS r LEFT JOIN notes AS n ON n.run_id = r.id
    WHERE r.id = @run`,
    { run },
  );
  if (row === undefined || record === undefined) throw noSuchRun(run);
  return {
    ...row,
    // Both were written by the store from values of these types.
    spec: JSON.parse(record.spec) as TrainingSpec,
    environment: record.environment === null ? null : (JSON.parse(record.environment) as RunEnvironment),
    notes: record.notes ?? '',
    artifacts: artifactsOf(db, run),
    checkpoints: checkpointsOf(db, run),
    texts: textsOf(db, run),
    results: resultsOf(db, run),
    edits: editsOf(db, run),
    findings: findingsOf(db, run),
    parentRunId: record.parent_id,
    branchStep: record.branch_step,
    rerunOf: record.rerun_of,
    weightsSha256: record.weights_sha256,
    trashedAt: record.trashed_at,
    ...trialOf(db, run),
  };
}

function trialOf(db: ReadDatabase, run: number): Pick<RunDetail, 'trial'> {
  const trial = db.get<RunTrial>(
    `SELECT s.id AS sweep, s.name, t.number FROM trials t JOIN sweeps s ON s.id = t.sweep_id
     WHERE t.run_id = @run AND s.trashed_at IS NULL`,
    { run },
  );
  return trial === undefined ? {} : { trial };
}

function artifactsOf(db: ReadDatabase, run: number): readonly Artifact[] {
  return db.all<Artifact>(
    `SELECT id, name, kind, size_bytes AS sizeBytes, sha256, created_at AS createdAt FROM artifacts
    WHERE run_id = @run
    ORDER BY name`,
    { run },
  );
}

function textsOf(db: ReadDatabase, run: number): readonly TextSample[] {
  return db.all<TextSample>('SELECT key, step, text FROM texts WHERE run_id = @run ORDER BY key, step', {
    run,
  });
}

function resultsOf(db: ReadDatabase, run: number): Readonly<Record<string, unknown>> {
  const records = db.all<{ name: string; value: Uint8Array }>(
    'SELECT name, value FROM results WHERE run_id = @run ORDER BY name',
    { run },
  );
  return Object.fromEntries(records.map(({ name, value }) => [name, decode(value)]));
}
