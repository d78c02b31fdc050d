import type { WriteDatabase } from '../database.ts';
import { changeRun, requireRun } from './run-row.ts';

/** Throws `not_found`, as all of these do. */
export function renameRun(db: WriteDatabase, id: number, name: string): void {
  changeRun(db, id, { sql: 'UPDATE runs SET name = :name WHERE id = :id', params: { name } });
}

/** The run has these tags and no others afterwards. */
export function setTags(db: WriteDatabase, id: number, tags: readonly string[]): void {
  db.transaction(() => {
    requireRun(db, id);
    db.run('DELETE FROM tags WHERE run_id = :id', { id });
    insertTags(db, id, tags);
  });
}

/** A tag given twice is one. */
export function insertTags(db: WriteDatabase, id: number, tags: readonly string[]): void {
  for (const tag of new Set(tags)) db.run('INSERT INTO tags (run_id, tag) VALUES (:id, :tag)', { id, tag });
}

/** Markdown; an empty text removes the notes. */
export function setNotes(db: WriteDatabase, id: number, markdown: string, now: number): void {
  db.transaction(() => {
    requireRun(db, id);
    if (markdown === '') db.run('DELETE FROM notes WHERE run_id = :id', { id });
    else {
      db.run(
        `INSERT INTO notes (run_id, markdown, updated_at) VALUES (:id, :markdown, :now)
         ON CONFLICT (run_id) DO UPDATE SET markdown = excluded.markdown, updated_at = excluded.updated_at`,
        { id, markdown, now },
      );
    }
  });
}
