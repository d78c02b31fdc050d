import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentBytes, databaseBytes, databaseHealth } from '../../src-main/store/health.ts';
import { setRunState } from '../../src-main/store/tables/runs.ts';
import { emptyTrash, restoreRuns, trashRuns } from '../../src-main/store/tables/trash.ts';
import { logged } from './logged-points.ts';
import { recordInto } from './recording.ts';
import { addRun, errorOf, temporaryFolder, temporaryStore } from './support.ts';

describe('the trash', () => {
  it('takes finished runs, and gives them back', () => {
    const { db } = temporaryStore();
    const [one, two, three] = [addRun(db), addRun(db), addRun(db)];
    for (const id of [one, two, three]) setRunState(db, id, 'stopped', { now: 1 });
    expect(trashRuns(db, [one, two, one], 50)).toBe(2);
    expect(trashRuns(db, [two, three], 60)).toBe(1);
    expect(restoreRuns(db, [one, one])).toBe(1);
    expect(db.all('SELECT id, trashed_at FROM runs ORDER BY id')).toEqual([
      { id: one, trashed_at: null },
      { id: two, trashed_at: 50 },
      { id: three, trashed_at: 60 },
    ]);
  });

  it('takes none of several when one of them is running or is not there', () => {
    const { db } = temporaryStore();
    const [done, running] = [addRun(db, 'done'), addRun(db, 'busy')];
    setRunState(db, done, 'complete', { now: 1 });
    setRunState(db, running, 'running', { now: 1 });
    expect(errorOf(() => trashRuns(db, [done, running], 5))).toMatchObject({
      code: 'conflict',
      message: `Run ${running} (busy) is running. Stop it before deleting it.`,
    });
    expect(errorOf(() => trashRuns(db, [done, 99], 5)).message).toBe('There is no run 99.');
    expect(errorOf(() => restoreRuns(db, [done, 99])).code).toBe('not_found');
    expect(db.all('SELECT trashed_at FROM runs')).toEqual([{ trashed_at: null }, { trashed_at: null }]);
  });

  it('gives the bytes back to the disk when it is emptied', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'descent.db');
    const { store, recorder, artifacts } = recordInto(folder);
    const { db } = store;
    const runs = [addRun(db, 'kept', ['a tag']), addRun(db, 'deleted', ['a tag']), addRun(db, 'deleted too')];
    for (const run of runs) {
      recorder.record(run, { kind: 'points', series: [logged('loss', 0, 60_000)] });
      recorder.record(run, {
        kind: 'checkpoint',
        step: 1,
        epoch: 0,
        bytes: Buffer.alloc(5000, run),
        reasons: ['last'],
      });
      // The same bytes in all of them, kept once.
      recorder.record(run, {
        kind: 'checkpoint',
        step: 2,
        epoch: 0,
        bytes: Buffer.alloc(7000, 99),
        reasons: ['last'],
      });
      recorder.record(run, { kind: 'finished', state: 'complete', step: 2 });
    }
    trashRuns(db, runs.slice(1), 5);
    const before = databaseBytes(path);
    const content = contentBytes(db);
    const emptied = emptyTrash(db, 9000);
    expect({ ...emptied, unreferenced: emptied.unreferenced.length }).toEqual({ runs: 2, unreferenced: 2 });
    expect(artifacts.remove(emptied.unreferenced)).toBe(10_000);
    // Two of three runs' points, and nothing in the log any more.
    expect(databaseBytes(path)).toBeLessThan(before - 2 * 60_000 * 8);
    expect(statSync(path).size).toBeLessThan(60_000 * 8 * 1.75);
    expect(statSync(`${path}-wal`).size).toBe(0);
    // What went is the content of the two runs, whatever the log was.
    expect(contentBytes(db)).toBe(statSync(path).size);
    expect(content - contentBytes(db)).toBeGreaterThan(2 * 60_000 * 8);
    expect(content - contentBytes(db)).toBeLessThan(2 * 60_000 * 10);
    const left = ['runs', 'metrics', 'latest_metrics', 'tags', 'artifacts', 'checkpoints', 'events'].map(
      (table) => [table, db.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows],
    );
    expect(Object.fromEntries(left)).toEqual({
      runs: 1,
      metrics: 1,
      latest_metrics: 1,
      tags: 1,
      artifacts: 2,
      checkpoints: 2,
      events: 1,
    });
    expect(databaseHealth(db)).toEqual([]);
    expect(emptyTrash(db, 9000)).toEqual({ runs: 0, unreferenced: [] });
  });
});
