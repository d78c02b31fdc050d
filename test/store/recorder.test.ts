import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { flattenParams } from '#contract/param.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import { decode } from '#contract/wire.ts';
import { loadRunRows } from '../../src-main/query/run-rows.ts';
import { decodeColumn } from '../../src-main/store/columns.ts';
import type { ReadDatabase } from '../../src-main/store/database.ts';
import { isStorageTrouble, storageError } from '../../src-main/store/errors.ts';
import { findMetrics } from '../../src-main/store/tables/metrics.ts';
import { readPoints } from '../../src-main/store/tables/points.ts';
import { machine, recordInto } from './recording.ts';
import { addRun, batch, errorOf, plainSpec, temporaryFolder } from './support.ts';

const started: Extract<TrainingEvent, { kind: 'started' }> = {
  kind: 'started',
  engine: 'embedded',
  engineVariant: 'simd',
  engineReason: 'fastest of those found',
  engineVersions: { core: '4.22.0' },
  datasetSha256: 'd'.repeat(64),
  threads: 2,
};
const points = (from: number, count: number, key = 'train/loss'): TrainingEvent => ({
  kind: 'points',
  series: [
    batch(
      key,
      Array.from({ length: count }, (_, i) => from + i),
      Array.from({ length: count }, (_, i) => 1 / (from + i)),
    ),
  ],
});
const checkpoint = (step: number): TrainingEvent => ({
  kind: 'checkpoint',
  step,
  epoch: 1,
  reasons: ['last'],
  bytes: Buffer.from(`weights at ${step}`),
});
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function stepsOf(db: ReadDatabase, run: number): Record<string, number[]> {
  return Object.fromEntries(findMetrics(db, run).map(({ id, key }) => [key, [...readPoints(db, id).steps]]));
}

describe('the recorder', () => {
  it('keeps what the training chose beside what was given, and never instead of it', () => {
    const { store, recorder } = recordInto(temporaryFolder());
    const run = addRun(store.db);
    const given = flattenParams(plainSpec);
    for (let again = 0; again < 2; again++) {
      recorder.record(run, {
        ...started,
        resolved: { evaluateEverySteps: 8, 'dataset.split.kind': 'random', seed: 99 },
      });
      recorder.flush();
    }
    expect(loadRunRows(store.db, [run], 0)[0]?.params).toEqual({
      ...given,
      evaluateEverySteps: 8,
      'dataset.split.kind': 'random',
    });
    store.close();
  });

  it('writes all that a training tells', () => {
    const recording = recordInto(temporaryFolder());
    const { store, recorder, artifacts, committed } = recording;
    const { db } = store;
    const run = addRun(db);
    const result = { names: ['x'], learned: [NaN, -0], gap: Infinity };
    recorder.setState(run, 'running');
    recording.now = 5100;
    recorder.record(run, started);
    recorder.record(run, points(1, 3));
    recorder.record(run, { kind: 'text', key: 'sample', step: 2, text: '床前明月光' });
    recorder.record(run, { kind: 'console', stream: 'out', text: 'hello' });
    recorder.record(run, { kind: 'console', stream: 'err', text: 'careful' });
    recorder.record(run, { kind: 'note', name: 'note', step: 3, message: 'a note', data: { a: 1 } });
    recorder.record(run, { kind: 'result', name: 'linear', value: result });
    recorder.record(run, checkpoint(3));
    recorder.record(run, points(4, 2));
    recording.now = 5200;
    recorder.record(run, { kind: 'finished', state: 'complete', step: 5 });

    expect(committed).toEqual([
      { run, points: 0, events: 0 },
      { run, points: 5, events: 3 },
    ]);
    const environment = {
      ...machine,
      engine: 'embedded',
      engineVariant: 'simd',
      engineReason: 'fastest of those found',
      engineVersions: { core: '4.22.0' },
      datasetSha256: 'd'.repeat(64),
      threads: 2,
    };
    const row = db.get<{ environment: string }>(
      `SELECT state, environment, error, engine, dataset_sha256, started_at, ended_at, active_ms, active_since
       FROM runs`,
    );
    expect({ ...row, environment: JSON.parse(row?.environment ?? '') as unknown }).toEqual({
      state: 'complete',
      environment,
      error: null,
      engine: 'embedded',
      dataset_sha256: 'd'.repeat(64),
      started_at: 5000,
      ended_at: 5200,
      active_ms: 200,
      active_since: null,
    });
    expect(stepsOf(db, run)).toEqual({ 'train/loss': [1, 2, 3, 4, 5] });
    expect(db.all('SELECT * FROM datasets')).toEqual([
      {
        sha256: 'd'.repeat(64),
        name: 'linear, 100 rows',
        source: JSON.stringify(plainSpec.dataset.source),
        first_used_at: 5100,
      },
    ]);
    expect(db.all('SELECT * FROM texts')).toEqual([
      { run_id: run, key: 'sample', step: 2, text: '床前明月光' },
    ]);
    expect(db.all('SELECT sequence, time, stream, text FROM console_lines')).toEqual([
      { sequence: 1, time: 5100, stream: 'out', text: 'hello' },
      { sequence: 2, time: 5100, stream: 'err', text: 'careful' },
    ]);
    expect(db.all('SELECT sequence, time, step, kind, message, data FROM events')).toEqual([
      {
        sequence: 1,
        time: 5100,
        step: null,
        kind: 'started',
        message: 'Started with embedded (simd).',
        data: '{"said":{"code":"run.started","values":{"engine":"embedded","variant":"simd"}}}',
      },
      { sequence: 2, time: 5100, step: 3, kind: 'note', message: 'a note', data: '{"a":1}' },
      {
        sequence: 3,
        time: 5200,
        step: 5,
        kind: 'complete',
        message: 'Complete after step 5.',
        data: '{"said":{"code":"run.complete","values":{"step":5}}}',
      },
    ]);
    const stored = db.get<{ name: string; value: Uint8Array }>('SELECT name, value FROM results');
    expect({ name: stored?.name, value: decode(stored?.value ?? new Uint8Array()) }).toEqual({
      name: 'linear',
      value: result,
    });
    const hash = sha256('weights at 3');
    expect(
      db.all(
        `SELECT a.run_id, a.name, a.kind, a.size_bytes, a.sha256, c.step, c.epoch, c.created_at
         FROM checkpoints c JOIN artifacts a ON a.id = c.artifact_id`,
      ),
    ).toEqual([
      {
        run_id: run,
        name: 'checkpoint-3.safetensors',
        kind: 'checkpoint',
        size_bytes: 12,
        sha256: hash,
        step: 3,
        epoch: 1,
        created_at: 5100,
      },
    ]);
    expect(Buffer.from(artifacts.get(hash)).toString()).toBe('weights at 3');
  });

  it('keeps what is said of the data once, however often a run goes on, and what is said of a step each time', () => {
    const { store, recorder } = recordInto(temporaryFolder());
    const [run, other] = [addRun(store.db), addRun(store.db)];
    const note = (of: number, message: string, step: number | null): void =>
      recorder.record(of, { kind: 'note', name: 'note', step, message });
    for (const of of [run, run, other]) {
      recorder.record(of, started);
      note(of, 'Three rows are empty.', null);
      note(of, 'at a step', 4);
    }
    note(run, 'Two columns are the same.', null);
    recorder.flush();
    const notes = store.db.all<{ run_id: number; message: string }>(
      `SELECT run_id, message FROM events WHERE kind = 'note' ORDER BY run_id, sequence`,
    );
    expect(notes.map(({ run_id, message }) => [run_id, message])).toEqual([
      [run, 'Three rows are empty.'],
      [run, 'at a step'],
      [run, 'at a step'],
      [run, 'Two columns are the same.'],
      [other, 'Three rows are empty.'],
      [other, 'at a step'],
    ]);
    store.close();
  });

  it('acknowledges points only when another connection can see them', () => {
    const { store, recorder, committed } = recordInto(temporaryFolder());
    const [one, two] = [addRun(store.db), addRun(store.db)];
    recorder.record(one, points(1, 10));
    recorder.record(two, points(1, 5));
    recorder.record(one, points(11, 10));
    expect(committed).toEqual([]);
    expect(stepsOf(store.db, one)).toEqual({});
    recorder.flush();
    expect(committed).toEqual([
      { run: one, points: 20, events: 0 },
      { run: two, points: 5, events: 0 },
    ]);
    expect(store.db.all('SELECT first_sequence, count FROM point_chunks ORDER BY metric_id')).toEqual([
      { first_sequence: 0, count: 20 },
      { first_sequence: 0, count: 5 },
    ]);
  });

  it('commits by itself, without being told', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const recording = recordInto(temporaryFolder(), 5);
    const run = addRun(recording.store.db);
    recording.committed.push = (what) => (resolve(undefined), what.points);
    recording.recorder.record(run, points(1, 3));
    await promise;
    expect(stepsOf(recording.store.db, run)).toEqual({ 'train/loss': [1, 2, 3] });
  });

  it('keeps why a run failed', () => {
    const { store, recorder } = recordInto(temporaryFolder());
    const run = addRun(store.db);
    const error = { code: 'diverged', message: 'The loss became NaN at step 9.' } as const;
    recorder.record(run, { kind: 'finished', state: 'failed', step: 9, error });
    expect(store.db.get('SELECT state, error FROM runs')).toEqual({
      state: 'failed',
      error: JSON.stringify(error),
    });
    expect(store.db.all('SELECT kind, step, message FROM events')).toEqual([
      { kind: 'failed', step: 9, message: error.message },
    ]);
  });

  it('keeps the bytes of a checkpoint that come back in the batch in which they were let go', () => {
    const { store, artifacts, recorder } = recordInto(temporaryFolder());
    const run = addRun(store.db);
    const same = (step: number, text: string): TrainingEvent => ({
      kind: 'checkpoint',
      step,
      epoch: 0,
      reasons: ['last'],
      bytes: Buffer.from(text),
    });
    recorder.record(run, same(1, 'weights'));
    recorder.flush();
    for (const [step, text] of [
      [2, 'others'],
      [3, 'more'],
      [4, 'weights'],
    ] as const) {
      recorder.record(run, same(step, text));
    }
    recorder.flush();
    const kept = store.db.all<{ sha256: string }>('SELECT sha256 FROM artifacts ORDER BY id');
    expect(kept.map(({ sha256 }) => Buffer.from(artifacts.get(sha256)).toString()).sort()).toEqual([
      'more',
      'weights',
    ]);
  });

  it('keeps the newest two checkpoints of a run, and no bytes of older ones', () => {
    const { store, recorder, artifacts } = recordInto(temporaryFolder());
    const [run, other] = [addRun(store.db), addRun(store.db)];
    recorder.record(other, checkpoint(10));
    for (const step of [10, 20, 30]) {
      recorder.record(run, checkpoint(step));
      recorder.flush();
    }
    // Measured again after a resume: the same name with other bytes.
    recorder.record(run, {
      kind: 'checkpoint',
      step: 30,
      epoch: 2,
      bytes: Buffer.from('other weights'),
      reasons: ['last'],
    });
    recorder.flush();
    expect(store.db.all('SELECT run_id, step, epoch FROM checkpoints ORDER BY run_id, step')).toEqual([
      { run_id: run, step: 20, epoch: 1 },
      { run_id: run, step: 30, epoch: 2 },
      { run_id: other, step: 10, epoch: 1 },
    ]);
    const kept = ['weights at 10', 'weights at 20', 'other weights'].map(sha256);
    expect(kept.map((content) => artifacts.has(content))).toEqual([true, true, true]);
    expect(artifacts.has(sha256('weights at 30'))).toBe(false);
    expect(artifacts.sweep(new Set(kept))).toBe(0);
  });

  it('lets nothing that cannot be written be in the way of the rest', () => {
    const { store, recorder, committed, troubles } = recordInto(temporaryFolder());
    const [run, other] = [addRun(store.db), addRun(store.db)];
    recorder.record(run, points(1, 2));
    recorder.record(run, points(1, 1, 'k'.repeat(2000)));
    recorder.record(404, points(1, 1));
    recorder.record(run, { kind: 'result', name: 'odd', value: () => 1 });
    recorder.record(run, { kind: 'text', key: 'sample', step: 1, text: 'kept' });
    recorder.record(other, points(1, 3));
    recorder.flush();
    recorder.record(run, points(3, 1));
    recorder.flush();
    expect(stepsOf(store.db, run)).toEqual({ 'train/loss': [1, 2, 3] });
    expect(stepsOf(store.db, other)).toEqual({ 'train/loss': [1, 2, 3] });
    expect(store.db.all('SELECT text FROM texts')).toEqual([{ text: 'kept' }]);
    expect(committed.reduce((sum, { points: count }) => sum + count, 0)).toBe(6);
    const notes = store.db.all<{ kind: string; message: string }>('SELECT run_id, kind, message FROM events');
    expect(notes.map(({ message, ...rest }) => ({ ...rest, message: message.slice(0, 50) }))).toEqual([
      { run_id: run, kind: 'unrecorded', message: `Could not be recorded: points of "${'k'.repeat(16)}` },
      { run_id: run, kind: 'unrecorded', message: 'Could not be recorded: a result. Unrecognized obje' },
    ]);
    expect(troubles).toEqual([]);
  });

  it('lets the damaged points of one metric be in the way of no other, nor of the end of its run', () => {
    const { store, recorder, committed, troubles } = recordInto(temporaryFolder());
    const { db } = store;
    const [run, other] = [addRun(db), addRun(db)];
    for (const id of [run, other]) recorder.setState(id, 'running');
    recorder.record(run, points(1, 10, 'damaged'));
    recorder.flush();
    recorder.record(run, points(11, 10, 'damaged'));
    recorder.flush();
    // A byte that no encoding begins with.
    db.run(`UPDATE point_chunks SET steps = x'ff' WHERE first_sequence = 0`);
    // The tail has to be read to seal a chunk of 4,096, which happens at every one of these commits.
    for (const from of [21, 5021]) {
      recorder.record(run, points(from, 5000, 'damaged'));
      recorder.record(run, points(from, 3));
      recorder.record(other, points(from, 3));
      recorder.flush();
    }
    recorder.record(run, { kind: 'finished', state: 'complete', step: 10_020 });
    expect(troubles).toEqual([]);
    const healthy = [21, 22, 23, 5021, 5022, 5023];
    expect(stepsOf(db, other)).toEqual({ 'train/loss': healthy });
    const loss = findMetrics(db, run).find(({ key }) => key === 'train/loss');
    expect([...readPoints(db, loss?.id ?? 0).steps]).toEqual(healthy);
    expect(db.all('SELECT state FROM runs ORDER BY id')).toEqual([
      { state: 'complete' },
      { state: 'running' },
    ]);
    const damage = 'Points in the database are damaged and cannot be read.';
    const notes = db.all<{ run: number; message: string }>(
      `SELECT run_id AS run, message FROM events WHERE kind = 'unrecorded'`,
    );
    expect(notes).toEqual([
      {
        run,
        message: `Could not be recorded: points of "damaged" from step 21 on. ${damage} Run "descent doctor", or restore a backup.`,
      },
    ]);
    expect(committed.reduce((sum, { points: count }) => sum + count, 0)).toBe(20 + 4 * 3);
  });

  it('takes damage that SQLite itself finds for trouble of everything', () => {
    const found = storageError(
      Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT' }),
      '/x/descent.db',
    );
    expect(isStorageTrouble(found)).toBe(true);
    expect(isStorageTrouble(errorOf(() => decodeColumn(Uint8Array.of(255), 1)))).toBe(false);
  });

  it('takes what is recorded while it acknowledges', () => {
    const recording = recordInto(temporaryFolder());
    const { store, recorder } = recording;
    const run = addRun(store.db);
    let times = 0;
    recording.committed.push = () => {
      if (times++ < 3) recorder.record(run, points(10 + times, 1));
      recorder.flush();
      return 0;
    };
    recorder.record(run, points(1, 2));
    for (let i = 0; i < 5; i++) recorder.flush();
    expect(stepsOf(store.db, run)).toEqual({ 'train/loss': [1, 2, 11, 12, 13] });
  });
});
