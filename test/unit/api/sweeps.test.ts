import { describe, expect, it } from 'vitest';
import type { ErrorPayload } from '#contract/errors.ts';
import type { Objective } from '#contract/sweep/objective.ts';
import { failsAlike } from '../../../src-main/api/sweeps/alike.ts';
import { createLateWrites } from '../../../src-main/api/sweeps/late-writes.ts';
import { outcomeOf } from '../../../src-main/api/sweeps/outcome.ts';
import { stoppedTrial } from '../../../src-main/api/sweeps/trial-end.ts';
import type { StoredTrial } from '../../../src-main/store/tables/trials.ts';

const smallest: Objective = { metric: 'loss', direction: 'minimise', take: 'best' };
const told = (...values: readonly number[]) => values.map((value, step) => ({ metric: 'loss', step, value }));

describe('what a trial amounts to', () => {
  it('is its best report or its last one, as the objective says', () => {
    expect(outcomeOf([smallest], [], told(3, 1, 2), {})).toEqual({ values: [1], violations: [] });
    expect(outcomeOf([{ ...smallest, direction: 'maximise' }], [], told(3, 1, 2), {})).toMatchObject({
      values: [3],
    });
    expect(outcomeOf([{ ...smallest, take: 'last' }], [], told(3, 1, 2), {})).toMatchObject({ values: [2] });
  });

  it('is what it reached at its end, where that was measured, and not its last report', () => {
    expect(outcomeOf([{ ...smallest, take: 'last' }], [], told(3, 1), { loss: 0.5 })).toMatchObject({
      values: [0.5],
    });
  });

  it('is by how much each limit is missed', () => {
    const limits = [
      { metric: 'size', atMost: 10 },
      { metric: 'loss', atLeast: 0 },
    ];
    const reports = [...told(1), { metric: 'size', step: 0, value: 12 }];
    expect(outcomeOf([smallest], limits, reports, {})).toEqual({ values: [1], violations: [2, 0] });
  });

  it('is nothing where the metric was never told, or is no finite number', () => {
    expect(outcomeOf([smallest], [], [{ metric: 'other', step: 0, value: 1 }], {})).toMatchObject({
      error: { message: expect.stringContaining('it told other') as string },
    });
    expect(outcomeOf([smallest], [], told(NaN, Infinity), {})).toMatchObject({ error: { code: 'diverged' } });
    // One bad step on the way does not spoil the best one.
    expect(outcomeOf([smallest], [], told(NaN, 2), {})).toMatchObject({ values: [2] });
  });
});

function trial(number: number, state: StoredTrial['state'], message = ''): StoredTrial {
  const reason: ErrorPayload | null = message === '' ? null : { code: 'worker_died', message };
  return {
    number,
    state,
    params: {},
    values: null,
    violations: [],
    reports: [],
    run: null,
    process: null,
    reason,
    attempts: 0,
  };
}
const failed = (count: number, message: (i: number) => string): StoredTrial[] =>
  Array.from({ length: count }, (_, i) => trial(i, 'failed', message(i)));

describe('trials that fail', () => {
  it('are alike when their reasons differ in numbers alone', () => {
    expect(failsAlike(failed(5, (i) => `exit code 1 at line ${i}.5e-3`))?.count).toBe(5);
    expect(failsAlike(failed(5, (i) => `reason ${'abcde'[i] ?? ''}`))).toBeNull();
    expect(failsAlike(failed(4, () => 'same'))).toBeNull();
  });

  it('are taken for chance while others succeed, unless they are very many', () => {
    const good = trial(0, 'complete');
    expect(failsAlike([good, ...failed(10, () => 'same')])).toBeNull();
    expect(failsAlike([good, ...failed(25, () => 'same')])?.count).toBe(25);
  });

  it('make a sweep fail at its end, however few they are', () => {
    expect(
      failsAlike(
        failed(2, () => 'same'),
        true,
      )?.count,
    ).toBe(2);
    expect(failsAlike([trial(0, 'complete'), ...failed(2, () => 'same')], true)).toBeNull();
  });
});

describe('a trial that was stopped', () => {
  it('waits to go on, is set aside, or is over, by what it was stopped for', () => {
    const why = { message: 'worse' };
    expect(stoppedTrial({ kind: 'halt' }, true)).toEqual({ state: 'waiting' });
    expect(stoppedTrial({ kind: 'pause', why }, true).state).toBe('paused');
    // A command has no checkpoint to go on from.
    expect(stoppedTrial({ kind: 'pause', why }, false).state).toBe('pruned');
    expect(stoppedTrial({ kind: 'prune', why }, true)).toMatchObject({ state: 'pruned', reason: why });
    expect(stoppedTrial(null, true).reason?.said?.code).toBe('trial.byHand');
  });
});

describe('what cannot be written', () => {
  const full = Object.assign(new Error('database or disk is full'), {
    name: 'SqliteError',
    code: 'SQLITE_FULL',
  });

  it('is written in its order once that is possible, and nothing of it twice', () => {
    const written: number[] = [];
    let isFull = true;
    let asked = 0;
    const late = createLateWrites(() => void asked++);
    const put = (value: number) => (): void => {
      if (isFull) throw full;
      written.push(value);
    };
    late.write(put(1));
    late.write(put(2));
    expect([written, asked, late.waiting]).toEqual([[], 1, true]);
    late.retry();
    expect(asked).toBe(2);
    isFull = false;
    late.retry();
    late.write(put(3));
    expect([written, late.waiting]).toEqual([[1, 2, 3], false]);
  });

  it('is not waited for where another try would not help', () => {
    const late = createLateWrites(() => undefined);
    expect(() =>
      late.write(() => {
        throw new Error('a fault of ours');
      }),
    ).toThrow('a fault of ours');
    expect(late.waiting).toBe(false);
  });
});
