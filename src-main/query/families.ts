import { CodedError } from '#contract/errors.ts';
import type { EvaluationResult } from '#contract/evaluation.ts';
import type {
  FamilyDetail,
  FamilyKind,
  FamilyMember,
  FamilyProgress,
  FamilyRow,
  FamilyState,
} from '#contract/family.ts';
import type { ConfusionResult } from '#contract/result.ts';
import { isFinished, type RunProgress, type RunRow } from '#contract/run.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { decode } from '#contract/wire.ts';
import type { ReadDatabase } from '../store/database.ts';
import { familyFigures, pooledResult, type MemberEnd } from './family-figures.ts';
import { loadRunRows } from './run-rows.ts';

interface FamilyRecord {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly kind: FamilyKind;
  readonly size: number;
  readonly createdAt: number;
  readonly present: number;
  readonly open: number;
  readonly complete: number;
}

const familySql = `
  SELECT f.id, f.uid, f.name, f.kind, f.size, f.created_at AS createdAt, count(r.id) AS present,
    total(r.state IN ('waiting', 'running', 'paused')) AS open, total(r.state = 'complete') AS complete
  FROM families AS f LEFT JOIN runs AS r ON r.family_id = f.id AND r.trashed_at IS NULL`;

/** All families with a run that is not in the trash, the newest first. */
export function listFamilies(db: ReadDatabase): readonly FamilyRow[] {
  return db.all<FamilyRecord>(`${familySql} GROUP BY f.id HAVING present > 0 ORDER BY f.id DESC`).map(rowOf);
}

/** Numbers of a family's runs by their place, trashed ones left out. Throws `not_found`. */
export function familyRuns(db: ReadDatabase, family: number): readonly number[] {
  if (db.get('SELECT id FROM families WHERE id = @family', { family }) === undefined)
    throw noSuchFamily(family);
  return db
    .all<{ id: number }>(
      'SELECT id FROM runs WHERE family_id = @family AND trashed_at IS NULL ORDER BY family_place',
      { family },
    )
    .map(({ id }) => id);
}

/** Everything the page of a family shows but for curves. `now` is in epoch milliseconds. Throws `not_found`. */
export function familyDetail(
  db: ReadDatabase,
  family: number,
  now: number,
  progressOf: (run: number) => RunProgress | null,
): FamilyDetail {
  const record = db.get<FamilyRecord & { readonly spec: string | null }>(
    `${familySql.replace('SELECT', 'SELECT f.spec,')} WHERE f.id = @family GROUP BY f.id`,
    { family },
  );
  if (record === undefined || record.spec === null) throw noSuchFamily(family);
  // Written by the store from a spec.
  const spec = JSON.parse(record.spec) as TrainingSpec;
  const rows = loadRunRows(db, familyRuns(db, family), now).map((row) => ({
    ...row,
    progress: progressOf(row.id),
  }));
  const members = Array.from({ length: record.size }, (_, place): FamilyMember => ({
    place,
    run: rows.find((row) => row.family?.place === place) ?? null,
  }));
  const ends = rows.filter(({ state }) => state === 'complete').flatMap((row) => endOf(db, row) ?? []);
  return {
    ...rowOf(record),
    spec,
    members,
    progress: record.open > 0 ? progress(rows) : null,
    figures: familyFigures(ends, record.size, record.kind === 'folds' || rows.some(drawsRows)),
    notes: record.kind === 'folds' ? chosenByFold(spec) : [],
    pooled: record.kind === 'folds' ? pooledResult(ends) : null,
    resumable: rows.some(({ state }) => state === 'stopped' || state === 'interrupted' || state === 'paused'),
  };
}

/** Early stopping chooses the weights by the rows that the figures are of, unless it looks at training rows. */
function chosenByFold({ earlyStopping }: TrainingSpec): readonly Sentence[] {
  if (earlyStopping?.restoreBest !== true) return [];
  const metric = earlyStopping.metric ?? 'val/loss';
  return metric.startsWith('train/') ? [] : [say('family.bestOnFold', { metric })];
}

/** Whether another seed holds out other rows. */
function drawsRows({ params }: RunRow): boolean {
  const kind = params['dataset.split.kind'];
  return kind === 'random' || kind === 'stratified' || kind === 'group';
}

function endOf(db: ReadDatabase, row: RunRow): MemberEnd | null {
  const results = new Map(
    db
      .all<{ name: string; value: Uint8Array }>(
        `SELECT name, value FROM results WHERE run_id = @run AND name IN ('confusion', 'evaluation')`,
        { run: row.id },
      )
      .map(({ name, value }) => [name, decode(value)]),
  );
  // Both were written by a training as these types say.
  const evaluation = results.get('evaluation') as EvaluationResult | undefined;
  if (evaluation === undefined || row.family === undefined) return null;
  return {
    place: row.family.place,
    evaluation,
    confusion: (results.get('confusion') as ConfusionResult | undefined) ?? null,
  };
}

/** Time left by the pace so far: what is left of all members, shared among those that train now. */
function progress(rows: readonly RunRow[]): FamilyProgress {
  const shareOf = (row: RunRow): number => {
    if (isFinished(row.state)) return 1;
    return row.progress === null ? 0 : row.progress.step / row.progress.totalSteps;
  };
  const share = rows.reduce((sum, row) => sum + shareOf(row), 0) / rows.length;
  const paces = rows.flatMap((row) => {
    const own = shareOf(row);
    return row.durationMs !== null && own > 0 && (row.state === 'complete' || !isFinished(row.state))
      ? [row.durationMs / own]
      : [];
  });
  const running = rows.filter(({ state }) => state === 'running').length;
  if (paces.length === 0 || running === 0) return { share, etaMs: null };
  const typical = paces.reduce((sum, pace) => sum + pace, 0) / paces.length;
  const left = rows.reduce((sum, row) => sum + (1 - shareOf(row)), 0) * typical;
  const longest = Math.max(
    0,
    ...rows.map((row) => (row.state === 'running' ? (1 - shareOf(row)) * typical : 0)),
  );
  return { share, etaMs: Math.max(left / running, longest) };
}

function rowOf({ id, uid, name, kind, size, createdAt, present, open, complete }: FamilyRecord): FamilyRow {
  const state: FamilyState =
    open > 0 ? 'running' : complete === present && present === size ? 'complete' : 'incomplete';
  return { id, uid, name, kind, size, createdAt, state, complete };
}

function noSuchFamily(family: number): CodedError {
  return new CodedError('not_found', say('task.noFamily', { family }));
}
