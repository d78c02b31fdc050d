import { describe, expect, it } from 'vitest';
import type { RunState } from '#contract/run.ts';
import type { WriteDatabase } from '../../src-main/store/database.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { markInterrupted } from '../../src-main/store/tables/interrupted.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { renameRun, setNotes, setTags } from '../../src-main/store/tables/run-labels.ts';
import { insertRun, setRunState } from '../../src-main/store/tables/runs.ts';
import { readSetting, writeSetting } from '../../src-main/store/tables/settings.ts';
import { addRun, batch, errorOf, plainSpec, temporaryStore } from './support.ts';

const timesOf = (db: WriteDatabase, id: number): unknown =>
  db.get('SELECT state, started_at, ended_at, active_ms, active_since, error FROM runs WHERE id = :id', {
    id,
  });

describe('a new run', () => {
  it('is waiting, with its spec as typed params, its tags once each, and the next colour', () => {
    const { db } = temporaryStore();
    addRun(db, 'first');
    const experimentId = ensureExperiment(db, 'an experiment', 5);
    const id = insertRun(db, {
      uid: 'b'.repeat(32),
      experimentId,
      parentId: 1,
      name: 'second',
      spec: { ...plainSpec, tags: [] },
      tags: ['quick', 'quick', 'baseline'],
      createdAt: 2000,
    });
    expect(db.get('SELECT * FROM runs WHERE id = :id', { id })).toEqual({
      id: 2,
      uid: 'b'.repeat(32),
      experiment_id: experimentId,
      parent_id: 1,
      name: 'second',
      state: 'waiting',
      spec: JSON.stringify({ ...plainSpec, tags: [] }),
      environment: null,
      error: null,
      engine: null,
      dataset_sha256: null,
      created_at: 2000,
      started_at: null,
      ended_at: null,
      active_ms: 0,
      active_since: null,
      color: 1,
      trashed_at: null,
      branch_step: null,
      branch_elapsed_ms: null,
      rerun_of: null,
      weights_sha256: null,
      removed_at: null,
      family_id: null,
      family_place: null,
      events_forgotten: 0,
    });
    expect(db.all('SELECT tag FROM tags WHERE run_id = :id', { id })).toEqual([
      { tag: 'baseline' },
      { tag: 'quick' },
    ]);
    const params = db.all(
      `SELECT path, kind, number, text FROM params WHERE run_id = :id
       AND path IN ('optimizer.learningRate', 'model.bias', 'loss.kind', 'dataset.source.weights.1') ORDER BY path`,
      { id },
    );
    expect(params).toEqual([
      { path: 'dataset.source.weights.1', kind: 'number', number: -2, text: null },
      { path: 'loss.kind', kind: 'text', number: null, text: 'meanSquaredError' },
      { path: 'model.bias', kind: 'boolean', number: 0, text: null },
      { path: 'optimizer.learningRate', kind: 'number', number: 0.01, text: null },
    ]);
  });

  it('never gets a number that an earlier one had', () => {
    const { db } = temporaryStore();
    const first = addRun(db);
    db.run('DELETE FROM runs');
    expect(addRun(db, 'another')).toBe(first + 1);
  });

  it('shares an experiment with all of that name', () => {
    const { db } = temporaryStore();
    const id = ensureExperiment(db, 'sweeps', 1);
    expect(ensureExperiment(db, 'sweeps', 2)).toBe(id);
    expect(db.all('SELECT name, created_at FROM experiments')).toEqual([{ name: 'sweeps', created_at: 1 }]);
  });
});

describe('the state of a run', () => {
  it('keeps the time spent training without pauses', () => {
    const { db } = temporaryStore();
    const id = addRun(db);
    const seen: unknown[] = [];
    const change = (state: RunState, now: number): void => {
      setRunState(db, id, state, { now });
      seen.push(timesOf(db, id));
    };
    change('running', 100);
    change('paused', 150);
    change('running', 1000);
    change('running', 1010);
    change('stopped', 1025);
    change('waiting', 2000);
    change('running', 3000);
    change('complete', 3005);
    const row = (state: RunState, ended: number | null, active: number, since: number | null) => ({
      state,
      started_at: 100,
      ended_at: ended,
      active_ms: active,
      active_since: since,
      error: null,
    });
    expect(seen).toEqual([
      row('running', null, 0, 100),
      row('paused', null, 50, null),
      row('running', null, 50, 1000),
      row('running', null, 50, 1000),
      row('stopped', 1025, 75, null),
      row('waiting', null, 75, null),
      row('running', null, 75, 3000),
      row('complete', 3005, 80, null),
    ]);
  });

  it('keeps why it failed, and takes nothing away when the clock is set back', () => {
    const { db } = temporaryStore();
    const id = addRun(db);
    setRunState(db, id, 'running', { now: 5000 });
    const error = { code: 'diverged', message: 'The loss became NaN at step 3.' } as const;
    setRunState(db, id, 'failed', { now: 4000, error });
    expect(timesOf(db, id)).toEqual({
      state: 'failed',
      started_at: 5000,
      ended_at: 4000,
      active_ms: 0,
      active_since: null,
      error: JSON.stringify(error),
    });
  });

  it('does not change any more once it is complete', () => {
    const { db } = temporaryStore();
    const id = addRun(db);
    setRunState(db, id, 'complete', { now: 1 });
    expect(errorOf(() => setRunState(db, id, 'running', { now: 2 }))).toMatchObject({
      code: 'finished',
      message: `Run ${id} is complete; it cannot become running any more.`,
    });
  });

  it('of a run that is not there is refused', () => {
    const { db } = temporaryStore();
    const refusals = [
      () => setRunState(db, 12, 'running', { now: 1 }),
      () => renameRun(db, 12, 'x'),
      () => setTags(db, 12, ['x']),
      () => setNotes(db, 12, 'x', 1),
    ].map((work) => errorOf(work));
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'not_found', message: 'There is no run 12.' });
    }
  });
});

describe('runs that nobody ended', () => {
  it('are interrupted at their last point, and their events say so', () => {
    const { db } = temporaryStore();
    const [waiting, running, paused, silent, complete] = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      addRun(db, name),
    );
    if (!waiting || !running || !paused || !silent || !complete) throw new Error('five runs were made');
    for (const id of [running, paused, silent, complete]) setRunState(db, id, 'running', { now: 100 });
    appendPoints(db, running, [batch('loss', [1, 2], [3, 2], [150, 160])]);
    appendPoints(db, running, [batch('other', [1], [3], [155])]);
    appendPoints(db, paused, [batch('loss', [1], [3], [120])]);
    setRunState(db, paused, 'paused', { now: 130 });
    setRunState(db, complete, 'complete', { now: 130 });

    expect(markInterrupted(db, 9000)).toEqual([waiting, running, paused, silent]);
    expect(markInterrupted(db, 9001)).toEqual([]);
    expect(
      db.all('SELECT state, started_at, ended_at, active_ms, active_since FROM runs ORDER BY id'),
    ).toEqual([
      { state: 'interrupted', started_at: null, ended_at: 9000, active_ms: 0, active_since: null },
      { state: 'interrupted', started_at: 100, ended_at: 160, active_ms: 60, active_since: null },
      { state: 'interrupted', started_at: 100, ended_at: 120, active_ms: 30, active_since: null },
      { state: 'interrupted', started_at: 100, ended_at: 100, active_ms: 0, active_since: null },
      { state: 'complete', started_at: 100, ended_at: 130, active_ms: 30, active_since: null },
    ]);
    expect(db.all('SELECT run_id, sequence, time, step, kind, message FROM events')).toEqual(
      [
        {
          run_id: waiting,
          step: null,
          message: 'Descent ended before this run could begin. Resume it to train it.',
        },
        {
          run_id: running,
          step: 2,
          message:
            'Descent ended without warning while this run trained. Every point up to step 2 is kept; it had written no checkpoint yet, so that it can only be trained anew.',
        },
        {
          run_id: paused,
          step: 1,
          message:
            'Descent ended without warning while this run trained. Every point up to step 1 is kept; it had written no checkpoint yet, so that it can only be trained anew.',
        },
        {
          run_id: silent,
          step: null,
          message:
            'Descent ended without warning while this run trained. No point was logged; it had written no checkpoint yet, so that it can only be trained anew.',
        },
      ].map((row) => ({ sequence: 1, time: 9000, kind: 'interrupted', ...row })),
    );
  });
});

describe('names, tags, notes and settings', () => {
  it('are what was said last', () => {
    const { db } = temporaryStore();
    const id = addRun(db, 'old', ['old']);
    renameRun(db, id, 'new');
    setTags(db, id, ['b', 'a', 'b']);
    setNotes(db, id, 'first', 1);
    setNotes(db, id, '# second', 2);
    writeSetting(db, 'columns', { shown: ['loss'] });
    writeSetting(db, 'columns', ['loss', 'accuracy']);
    expect({
      name: db.get('SELECT name FROM runs'),
      tags: db.all('SELECT tag FROM tags'),
      notes: db.all('SELECT markdown, updated_at FROM notes'),
      settings: [readSetting(db, 'columns'), readSetting(db, 'never written')],
    }).toEqual({
      name: { name: 'new' },
      tags: [{ tag: 'a' }, { tag: 'b' }],
      notes: [{ markdown: '# second', updated_at: 2 }],
      settings: [['loss', 'accuracy'], null],
    });
    setNotes(db, id, '', 3);
    expect(db.all('SELECT * FROM notes')).toEqual([]);
  });
});
