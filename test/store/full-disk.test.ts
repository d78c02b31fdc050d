import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseHealth } from '../../src-main/store/health.ts';
import { migrations } from '../../src-main/store/migrations/index.ts';
import { openStore } from '../../src-main/store/open.ts';
import { findMetrics } from '../../src-main/store/tables/metrics.ts';
import { readPoints } from '../../src-main/store/tables/points.ts';
import { logged } from './logged-points.ts';
import { cannotMount, smallDisk } from '../support/mounts.ts';
import { recordInto } from './recording.ts';
import { addRun, errorOf, fingerprints } from './support.ts';

const megabyte = 1024 * 1024;

/** Takes all room but `left` bytes; the path of what takes it. */
function fill(disk: string, left = 0): string {
  const path = join(disk, 'filler');
  for (let size = 64 * megabyte; size >= 4096; size /= 2) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch {
      continue;
    }
  }
  truncateSync(path, statSync(path).size - left);
  return path;
}

describe.skipIf(cannotMount !== null)(`a full disk (${cannotMount ?? 'a small tmpfs'})`, () => {
  it('stops no recording: all is kept in memory, and written once there is room', async () => {
    const disk = smallDisk(8 * megabyte);
    const recording = recordInto(disk, 5);
    const { store, recorder, troubles, committed } = recording;
    const run = addRun(store.db);
    recorder.record(run, { kind: 'points', series: [logged('train/loss', 0, 5000)] });
    recorder.flush();
    const filler = fill(disk);
    let count = 5000;
    while (troubles.length === 0) {
      recorder.record(run, { kind: 'points', series: [logged('train/loss', count, 20_000)] });
      count += 20_000;
      recorder.flush();
    }
    expect(troubles[0]).toMatchObject({
      code: 'storage_full',
      message:
        `The disk of ${disk} is full. Nothing that was written before is lost. ` +
        'Make room, or choose another data directory with --data DIR.',
    });
    const acknowledged = committed.reduce((sum, { points }) => sum + points, 0);
    const [metric] = findMetrics(store.db, run);
    expect(metric?.summary?.count).toBe(acknowledged);
    // It is told once, however often it fails.
    recorder.record(run, {
      kind: 'checkpoint',
      step: count,
      epoch: 0,
      bytes: Buffer.alloc(100_000, 1),
      reasons: ['last'],
    });
    recorder.record(run, { kind: 'points', series: [logged('train/loss', count, 10)] });
    recorder.record(run, { kind: 'finished', state: 'complete', step: count + 10 });
    recorder.flush();
    expect(troubles).toHaveLength(1);

    const over = recording.nextTrouble();
    rmSync(filler);
    expect(await over).toBe(null);
    expect(troubles).toHaveLength(2);
    const { steps, times, values } = logged('train/loss', 0, count + 10);
    expect(readPoints(store.db, metric?.id ?? 0)).toEqual({ steps, times, values });
    expect(committed.reduce((sum, { points }) => sum + points, 0)).toBe(count + 10);
    expect(store.db.all('SELECT state, ended_at FROM runs')).toEqual([{ state: 'complete', ended_at: 5000 }]);
    expect(store.db.all('SELECT step FROM checkpoints')).toEqual([{ step: count }]);
    expect(databaseHealth(store.db)).toEqual([]);
    expect(recorder.close()).toBe(null);
  });

  it('is told when what is left in memory could not be written at the end', () => {
    const disk = smallDisk(4 * megabyte);
    const { store, recorder } = recordInto(disk);
    const run = addRun(store.db);
    fill(disk);
    recorder.record(run, { kind: 'points', series: [logged('loss', 0, 500_000)] });
    expect(recorder.close()).toMatchObject({ code: 'storage_full' });
  });

  it('makes no half database', () => {
    const disk = smallDisk(megabyte);
    fill(disk);
    const path = join(disk, 'descent.db');
    expect(errorOf(() => openStore({ path })).code).toBe('storage_full');
    expect(readdirSync(disk)).toEqual(['filler']);
    rmSync(join(disk, 'filler'));
    openStore({ path }).close();
  });

  it('leaves the database as it was when there is no room for the copy before an upgrade', () => {
    const disk = smallDisk(4 * megabyte);
    const folder = join(disk, 'data');
    mkdirSync(folder);
    const path = join(folder, 'descent.db');
    const store = openStore({ path });
    const run = addRun(store.db);
    store.db.run(`INSERT INTO notes VALUES (:run, :markdown, 1)`, { run, markdown: 'x'.repeat(300_000) });
    store.close();
    // For the log and its index, not for the copy.
    const filler = fill(disk, 128 * 1024);
    const before = fingerprints(folder)['descent.db'];
    const step = { version: 99, name: 'a later one', sql: 'CREATE TABLE later (id INTEGER) STRICT' };
    const error = errorOf(() => openStore({ path, migrations: [...migrations, step] }));
    expect(error.code).toBe('storage_full');
    const after = fingerprints(folder);
    expect(after['descent.db']).toBe(before);
    expect(Object.keys(after)).toEqual(['descent.db']);
    rmSync(filler);
    openStore({ path }).close();
    expect(Object.keys(fingerprints(folder))).toEqual(['descent.db']);
  });
});
