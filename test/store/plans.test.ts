import { describe, expect, it } from 'vitest';
import type { ReadDatabase, SqlParams, WriteDatabase } from '../../src-main/store/database.ts';
import { endAdvice, insertAdvice, interruptAdvice, readAdvice } from '../../src-main/store/tables/advice.ts';
import { referencedContents } from '../../src-main/store/tables/artifacts.ts';
import { addCheckpoint } from '../../src-main/store/tables/checkpoints.ts';
import { appendConsoleLine, appendEvent } from '../../src-main/store/tables/events.ts';
import { dropEmptyFamily, insertFamily } from '../../src-main/store/tables/families.ts';
import { markInterrupted } from '../../src-main/store/tables/interrupted.ts';
import { appendPoints, settlePoints, truncatePoints } from '../../src-main/store/tables/points.ts';
import { setResult, setText } from '../../src-main/store/tables/results.ts';
import { renameRun, setNotes, setTags } from '../../src-main/store/tables/run-labels.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { readSetting, writeSetting } from '../../src-main/store/tables/settings.ts';
import { emptyTrash, restoreRuns, trashRuns } from '../../src-main/store/tables/trash.ts';
import { sampleSpec } from '../support/training.ts';
import { logged } from './logged-points.ts';
import { addRun, temporaryStore } from './support.ts';

/** Notes every statement that is run, and runs it. */
function listening(db: WriteDatabase): {
  readonly db: WriteDatabase;
  readonly heard: Map<string, SqlParams>;
} {
  const heard = new Map<string, SqlParams>();
  const hear = (sql: string, params: SqlParams = {}): void => void heard.set(sql, params);
  return {
    heard,
    db: {
      ...db,
      get: (sql, params) => (hear(sql, params), db.get(sql, params)),
      column: (sql, params) => (hear(sql, params), db.column(sql, params)),
      all: (sql, params) => (hear(sql, params), db.all(sql, params)),
      each: (sql, params, visit) => (hear(sql, params), db.each(sql, params, visit)),
      run: (sql, params) => (hear(sql, params), db.run(sql, params)),
    },
  };
}

function scansOf(db: ReadDatabase, sql: string, params: SqlParams): string[] {
  return (
    db
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
      .map(({ detail }) => detail)
      // sqlite_sequence has a row for every table that counts its ids, which is one.
      .filter(
        (detail) =>
          /^SCAN (?!sqlite_sequence)/.test(detail) && !/USING (COVERING )?INDEX|CONSTANT ROW/.test(detail),
      )
  );
}

describe('the statements of the store', () => {
  it('find every row by an index', () => {
    const store = temporaryStore();
    const { db, heard } = listening(store.db);
    const run = addRun(db, 'a run', ['tag']);
    setRunState(db, run, 'running', { now: 1 });
    for (let i = 0; i < 70; i++) appendPoints(db, run, [logged('loss', i, 1)]);
    appendPoints(db, run, [logged('loss', 70, 5000)]);
    settlePoints(db, run);
    truncatePoints(db, run, 4500);
    appendEvent(db, run, { time: 1, step: 1, kind: 'note', message: 'm', data: null });
    appendConsoleLine(db, run, { time: 1, stream: 'out', text: 't' });
    setResult(db, run, 'r', 1);
    const member = { uid: 'f'.repeat(32), kind: 'seeds', name: 'f', size: 2, createdAt: 1 } as const;
    dropEmptyFamily(db, insertFamily(db, { ...member, spec: sampleSpec('iris') }));
    const advice = insertAdvice(db, 'optimizer', sampleSpec('iris'), 1);
    endAdvice(db, advice, { state: 'complete', error: null, report: null }, 2);
    interruptAdvice(db, 3);
    readAdvice(db, advice);
    setText(db, run, { key: 'k', step: 1, text: 't' });
    for (const step of [1, 2, 3]) {
      const sha256 = step.toString().repeat(64);
      addCheckpoint(db, run, {
        step,
        epoch: 0,
        sha256,
        bytes: 1,
        createdAt: 1,
        reasons: ['last'],
        value: null,
      });
    }
    referencedContents(db);
    renameRun(db, run, 'another name');
    setTags(db, run, ['x']);
    setNotes(db, run, 'n', 1);
    writeSetting(db, 's', 1);
    readSetting(db, 's');
    markInterrupted(db, 5);
    trashRuns(db, [run], 6);
    restoreRuns(db, [run]);
    trashRuns(db, [run], 7);
    emptyTrash(db, 9000);
    expect(heard.size).toBeGreaterThan(25);
    const scans = [...heard].flatMap(([sql, params]) =>
      scansOf(store.db, sql, params).map((detail) => ({ sql, detail })),
    );
    expect(scans).toEqual([]);
  });

  it('delete a run without looking at the rows of others', () => {
    const { db } = temporaryStore();
    // A foreign key whose child column has no index makes SQLite scan the child's table for every deleted parent.
    const foreignKeys = db.all<{ child: string; column: string }>(
      `SELECT t.name AS child, k."from" AS "column" FROM pragma_table_list t, pragma_foreign_key_list(t.name) k
       WHERE t.type = 'table'`,
    );
    const unindexed = foreignKeys.filter(({ child, column }) => {
      const indexes = db.all<{ name: string }>('SELECT name FROM pragma_index_list(:child)', { child });
      const firstColumns = indexes.map(
        ({ name }) =>
          db.get<{ name: string }>('SELECT name FROM pragma_index_info(:name) WHERE seqno = 0', { name })
            ?.name,
      );
      const key = db.get('SELECT 1 FROM pragma_table_info(:child) WHERE name = :column AND pk = 1', {
        child,
        column,
      });
      return key === undefined && !firstColumns.includes(column);
    });
    expect(foreignKeys.length).toBeGreaterThan(10);
    expect(unindexed).toEqual([]);
  });
});
