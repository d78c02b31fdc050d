import type { Advice, AdviceKind, AdviceReport, AdviceState } from '#contract/advice.ts';
import { CodedError, type ErrorPayload } from '#contract/errors.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { decode, encode } from '#contract/wire.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

/** As many are kept; what was asked before them is forgotten. */
export const keptAdvice = 200;

interface AdviceRow {
  readonly id: number;
  readonly kind: AdviceKind;
  readonly state: AdviceState;
  readonly spec: string;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly error: string | null;
  readonly report: Uint8Array | null;
}

/** Gives the number of the new advice, and forgets the oldest beyond those that are kept. */
export function insertAdvice(db: WriteDatabase, kind: AdviceKind, spec: TrainingSpec, now: number): number {
  return db.transaction(() => {
    const { lastId } = db.run(
      `INSERT INTO advice (kind, state, spec, created_at) VALUES (:kind, 'waiting', :spec, :now)`,
      { kind, spec: JSON.stringify(spec), now },
    );
    db.run('DELETE FROM advice WHERE id <= :last', { last: lastId - keptAdvice });
    return lastId;
  });
}

export interface AdviceEnd {
  readonly state: Exclude<AdviceState, 'waiting' | 'running'>;
  readonly error: ErrorPayload | null;
  readonly report: AdviceReport | null;
}

export function endAdvice(
  db: WriteDatabase,
  id: number,
  { state, error, report }: AdviceEnd,
  now: number,
): void {
  db.run(
    `UPDATE advice SET state = :state, ended_at = :now, error = :error, report = :report WHERE id = :id`,
    {
      id,
      state,
      now,
      error: error === null ? null : JSON.stringify(error),
      report: report === null ? null : encode(report),
    },
  );
}

/** What was being tried out when the process ended without saying so. */
export function interruptAdvice(db: WriteDatabase, now: number): void {
  db.run(`UPDATE advice SET state = 'interrupted', ended_at = :now WHERE state IN ('waiting', 'running')`, {
    now,
  });
}

/** Throws `not_found`. Progress is not kept. */
export function readAdvice(db: ReadDatabase, id: number): Advice {
  const row = db.get<AdviceRow>('SELECT * FROM advice WHERE id = :id', { id });
  if (row === undefined) throw new CodedError('not_found', `There is no advice ${id}; ask again.`);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    // Spec, error and report are what the functions above wrote.
    spec: JSON.parse(row.spec) as TrainingSpec,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorPayload),
    progress: null,
    report: row.report === null ? null : (decode(row.report) as AdviceReport),
  };
}
