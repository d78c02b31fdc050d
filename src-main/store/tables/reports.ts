import * as v from 'valibot';
import { CodedError } from '#contract/errors.ts';
import { reportDocumentSchema, type Report, type ReportDocument, type ReportRow } from '#contract/report.ts';
import { say } from '#contract/sentence.ts';
import type { ReadDatabase, WriteDatabase } from '../database.ts';

interface StoredReport {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly document: string;
  readonly created_at: number;
  readonly changed_at: number;
}

/** Those that were changed last come first. */
export function listReports(db: ReadDatabase): readonly ReportRow[] {
  return db
    .all<StoredReport & { blocks: number }>(
      `SELECT *, json_array_length(document, '$.blocks') AS blocks FROM reports
       WHERE trashed_at IS NULL ORDER BY changed_at DESC, id DESC`,
    )
    .map((row) => ({
      id: row.id,
      uid: row.uid,
      name: row.name,
      blocks: row.blocks,
      createdAt: row.created_at,
      changedAt: row.changed_at,
    }));
}

/** Throws `not_found`. */
export function readReport(db: ReadDatabase, id: number): Report {
  const row = db.get<StoredReport>('SELECT * FROM reports WHERE id = :id AND trashed_at IS NULL', { id });
  if (row === undefined) throw noSuchReport(id);
  return {
    id,
    uid: row.uid,
    name: row.name,
    document: v.parse(reportDocumentSchema, JSON.parse(row.document)),
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

export function insertReport(
  db: WriteDatabase,
  report: {
    readonly uid: string;
    readonly name: string;
    readonly document: ReportDocument;
    readonly now: number;
  },
): number {
  const { uid, name, document, now } = report;
  return db.run(
    `INSERT INTO reports (uid, name, document, created_at, changed_at)
     VALUES (:uid, :name, :document, :now, :now)`,
    { uid, name, document: JSON.stringify(document), now },
  ).lastId;
}

/** Changes what is given of it. Throws `not_found`. */
export function updateReport(
  db: WriteDatabase,
  id: number,
  changes: {
    readonly name?: string | undefined;
    readonly document?: ReportDocument | undefined;
    readonly now: number;
  },
): void {
  const { changes: changed } = db.run(
    `UPDATE reports SET name = coalesce(:name, name), document = coalesce(:document, document), changed_at = :now
     WHERE id = :id AND trashed_at IS NULL`,
    {
      id,
      name: changes.name ?? null,
      document: changes.document === undefined ? null : JSON.stringify(changes.document),
      now: changes.now,
    },
  );
  if (changed === 0) throw noSuchReport(id);
}

/** Puts a report out of sight (`now`) or back (null). Throws `not_found`. */
export function shelveReport(db: WriteDatabase, id: number, now: number | null): void {
  const { changes } = db.run('UPDATE reports SET trashed_at = :now WHERE id = :id', { id, now });
  if (changes === 0) throw noSuchReport(id);
}

function noSuchReport(id: number): CodedError {
  return new CodedError('not_found', say('report.notThere', { report: id }), { report: id });
}
