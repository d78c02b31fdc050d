import { afterEach, describe, expect, it } from 'vitest';
import { script, scriptedClient, watchedScheduler } from '../support/workers.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((scheduler) => scheduler.close()));
});

function watched(options: Parameters<typeof watchedScheduler>[0] = {}) {
  const all = watchedScheduler(options);
  open.push(all.scheduler);
  return all;
}

const small = { memoryBytes: 1 };

describe('the scheduler, over real threads', () => {
  it('trains as many at once as there are cores and the rest in the order in which they came', async () => {
    const { scheduler, steps, states, until, ended } = watched({ cores: 2 });
    for (const run of [1, 2, 3, 4]) scheduler.enqueue({ run, spec: script('steps'), ...small });
    await until(() => steps(1) > 0 && steps(2) > 0);
    expect([1, 2, 3, 4].map((run) => scheduler.stateOf(run))).toEqual([
      'running',
      'running',
      'waiting',
      'waiting',
    ]);
    expect(scheduler.counts()).toEqual({ running: 2, waiting: 2 });
    scheduler.stop(2);
    await ended(2);
    await until(() => steps(3) > 0);
    expect(states(4)).toEqual(['waiting']);
  });

  it('shares the cores: a training alone has all of them, two have half each, a paused one none', async () => {
    const told: number[] = [];
    const { scheduler, steps, until, ended } = watched({
      cores: 4,
      allowThreads: (threads) => void (told.at(-1) !== threads && told.push(threads)),
    });
    for (const run of [1, 2, 3]) scheduler.enqueue({ run, spec: script('steps'), ...small });
    await until(() => [1, 2, 3].every((run) => steps(run) > 0));
    expect(told).toEqual([4, 2, 1]);
    scheduler.pause(2);
    expect(told.at(-1)).toBe(2);
    scheduler.stop(3);
    await ended(3);
    expect(told).toEqual([4, 2, 1, 2, 4]);
  });

  it('keeps a paused run still, and lets it go on where it was', async () => {
    const { scheduler, steps, until, hasNote, ended } = watched();
    scheduler.enqueue({ run: 1, spec: script('steps'), ...small });
    await until(() => steps(1) > 0);
    scheduler.pause(1);
    await until(() => hasNote(1, 'paused'));
    const before = steps(1);
    // Another run's steps pass by: time in which the paused one could have moved.
    scheduler.enqueue({ run: 2, spec: script('steps', 50), ...small });
    await ended(2);
    expect(steps(1)).toBe(before);
    scheduler.resume(1);
    await until(() => steps(1) > before);
    scheduler.stop(1);
    expect((await ended(1)).end.state).toBe('stopped');
  });

  it('gives the core of a paused run away, and has the run wait for one when resumed', async () => {
    const { scheduler, steps, states, until, ended } = watched({ cores: 1 });
    scheduler.enqueue({ run: 1, spec: script('steps'), ...small });
    scheduler.enqueue({ run: 2, spec: script('steps'), ...small });
    scheduler.enqueue({ run: 3, spec: script('steps'), ...small });
    await until(() => steps(1) > 0);
    scheduler.pause(1);
    await until(() => steps(2) > 0);
    scheduler.resume(1);
    expect(states(1)).toEqual(['waiting', 'running', 'paused', 'waiting']);
    scheduler.stop(2);
    await ended(2);
    await until(() => states(1).length === 5);
    expect([states(1).at(-1), states(3)]).toEqual(['running', ['waiting']]);
  });

  it('stops a running run after a step, and takes a waiting one out of the queue', async () => {
    const { scheduler, steps, until, ended } = watched({ cores: 1 });
    scheduler.enqueue({ run: 1, spec: script('steps'), ...small });
    scheduler.enqueue({ run: 2, spec: script('steps'), ...small });
    await until(() => steps(1) > 2);
    scheduler.stop(2);
    scheduler.stop(1);
    expect((await ended(2)).end).toEqual({ kind: 'finished', state: 'stopped', step: 0 });
    const end = (await ended(1)).end;
    expect(end).toEqual({ kind: 'finished', state: 'stopped', step: steps(1) });
  });

  it.each([
    ['exit', 'worker_died', 'The worker ended by itself with exit code 7.'],
    ['throw', 'worker_died', 'The worker ended by an exception: the layer is inside out'],
    [
      'memory',
      'out_of_memory',
      'The training ran out of memory (its limit was 24 MB). Try a smaller batch, a smaller model or less data.',
    ],
  ])(
    'fails the run whose worker dies by "%s" with the reason, and the others go on',
    async (name, code, message) => {
      const { scheduler, steps, until, ended } = watched({
        openWorker: () => scriptedClient({ heapLimitMb: 24 }),
      });
      scheduler.enqueue({ run: 1, spec: script('steps'), ...small });
      scheduler.enqueue({ run: 2, spec: script(name), ...small });
      expect(await ended(2)).toEqual({
        kind: 'ended',
        reported: false,
        end: { kind: 'finished', state: 'failed', step: 0, error: { code, message } },
      });
      const then = steps(1);
      await until(() => steps(1) > then);
      scheduler.enqueue({ run: 3, spec: script('steps', 3), ...small });
      expect((await ended(3)).end.state).toBe('complete');
    },
  );

  it('ends a training that loops for ever when it is asked to stop and does not', async () => {
    const { scheduler, until, of, ended } = watched({ stopGraceMs: 50 });
    scheduler.enqueue({ run: 1, spec: script('loop'), ...small });
    await until(() => of(1).some((news) => news.kind === 'event'));
    scheduler.stop(1);
    const { end, reported } = await ended(1);
    expect([reported, end.state, end.error?.code]).toEqual([false, 'stopped', 'worker_died']);
  });

  it('ends a training that is still preparing as soon as it is asked to stop', async () => {
    const { scheduler, ended } = watched();
    scheduler.enqueue({ run: 1, spec: script('preparing'), ...small });
    scheduler.stop(1);
    expect(await ended(1)).toMatchObject({ end: { state: 'stopped', step: 0 } });
    expect((await ended(1)).end.error).toBeUndefined();
  });

  it('fails a training that gives no sign of life', async () => {
    const { scheduler, ended } = watched({ openWorker: () => scriptedClient({ silenceMs: 200 }) });
    scheduler.enqueue({ run: 1, spec: script('loop'), ...small });
    expect((await ended(1)).end).toMatchObject({ state: 'failed', error: { code: 'worker_died' } });
  });

  it('fails a run whose worker cannot even be made', async () => {
    const { scheduler, ended } = watched({
      openWorker: () => {
        throw new Error('no threads left');
      },
    });
    scheduler.enqueue({ run: 1, spec: script('steps'), ...small });
    expect((await ended(1)).end).toMatchObject({ state: 'failed', error: { message: 'no threads left' } });
  });

  it('holds a run back until there is memory for it', async () => {
    let free = 100;
    const { scheduler, steps, states, until } = watched({ freeMemory: () => free, memoryCheckMs: 5 });
    scheduler.enqueue({ run: 1, spec: script('steps'), memoryBytes: 1000 });
    scheduler.enqueue({ run: 2, spec: script('steps'), memoryBytes: 101 });
    await until(() => steps(1) > 20);
    expect(states(2)).toEqual(['waiting']);
    free = 101;
    await until(() => steps(2) > 0);
  });

  it('counts the memory of a run as still to be taken until it has told of a step', async () => {
    let free = 100;
    const { scheduler, steps, states, hasNote, until } = watched({
      freeMemory: () => free,
      memoryCheckMs: 5,
    });
    scheduler.enqueue({ run: 1, spec: script('silent'), memoryBytes: 60 });
    scheduler.enqueue({ run: 2, spec: script('steps'), memoryBytes: 60 });
    await until(() => hasNote(1, 'begun'));
    expect(states(2)).toEqual(['waiting']);
    free = 120;
    await until(() => steps(2) > 0);
  });

  it('refuses what does not fit the state of a run, in words', async () => {
    const { scheduler, steps, until } = watched({ cores: 1 });
    scheduler.enqueue({ run: 1, spec: script('steps'), ...small });
    scheduler.enqueue({ run: 2, spec: script('steps'), ...small });
    await until(() => steps(1) > 0);
    const message = (act: () => void): string => {
      try {
        act();
      } catch (thrown) {
        return String(thrown);
      }
      return 'was not refused';
    };
    expect([
      message(() => scheduler.resume(1)),
      message(() => scheduler.pause(2)),
      message(() => scheduler.stop(9)),
    ]).toEqual([
      'CodedError: Run 1 is running and cannot be resumed.',
      'CodedError: Run 2 is waiting and cannot be paused.',
      'CodedError: Run 9 is not training and cannot be stopped.',
    ]);
  });

  it('holds everything back while nothing can be written, and lets all go on in their order afterwards', async () => {
    const { scheduler, steps, states, until } = watched({ cores: 1 });
    for (const run of [1, 2, 3]) scheduler.enqueue({ run, spec: script('steps'), ...small });
    await until(() => steps(1) > 0);
    expect(scheduler.hold(true)).toEqual([1]);
    expect([scheduler.stateOf(1), scheduler.stateOf(2), scheduler.counts().running]).toEqual([
      'paused',
      'waiting',
      0,
    ]);
    // A run that comes now does not start either.
    scheduler.enqueue({ run: 4, spec: script('steps'), ...small });
    expect(scheduler.counts()).toEqual({ running: 0, waiting: 3 });
    expect([states(2), states(3)]).toEqual([['waiting'], ['waiting']]);
    const before = steps(1);
    expect(scheduler.hold(false)).toEqual([1]);
    await until(() => steps(1) > before);
    expect(scheduler.counts()).toEqual({ running: 1, waiting: 3 });
  });

  it('leaves a run paused that a person had paused, whatever was held back in between', async () => {
    const { scheduler, steps, until } = watched({ cores: 2 });
    for (const run of [1, 2]) scheduler.enqueue({ run, spec: script('steps'), ...small });
    await until(() => steps(1) > 0 && steps(2) > 0);
    scheduler.pause(1);
    expect(scheduler.hold(true)).toEqual([2]);
    expect(scheduler.hold(false)).toEqual([2]);
    expect([scheduler.stateOf(1), scheduler.stateOf(2)]).toEqual(['paused', 'running']);
  });

  it('stops everything when it closes, and takes nothing more', async () => {
    const { scheduler, steps, until, of } = watched({ cores: 2 });
    for (const run of [1, 2, 3]) scheduler.enqueue({ run, spec: script('steps'), ...small });
    await until(() => steps(1) > 0 && steps(2) > 0);
    scheduler.pause(2);
    await scheduler.close();
    expect(
      [1, 2, 3].map((run) => of(run).flatMap((news) => (news.kind === 'ended' ? [news.end.state] : []))),
    ).toEqual([['stopped'], ['stopped'], ['stopped']]);
    expect(() => scheduler.enqueue({ run: 4, spec: script('steps'), ...small })).toThrow('closing');
  });
});
