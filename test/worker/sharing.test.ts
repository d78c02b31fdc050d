import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TrainingEvent } from '#contract/training-event.ts';
import { createWorkerClient } from '../../src-main/worker/client.ts';
import { createScheduler, type QueuedTraining } from '../../src-main/worker/scheduler.ts';
import { spawnWorker } from '../../src-main/worker/spawn.ts';
import { resourcesDirectory } from '../support/dataset-files.ts';
import { sampleSpec, spec as parsed } from '../support/training.ts';

const url = pathToFileURL(resolve(import.meta.dirname, '../../src-main/worker/entry.ts'));
const cores = 4;
const megabyte = 2 ** 20;

const endless = parsed({
  ...sampleSpec('digits-mlp'),
  engine: 'embedded',
  model: { kind: 'mlp', hidden: [256, 256] },
  epochs: 1_000_000,
  evaluateEverySteps: 1_000_000,
});

/** A scheduler of real workers on a machine of four cores, whose memory is what the test says. */
function realTrainings(freeMemory: () => number) {
  const threads = new Int32Array(new SharedArrayBuffer(4)).fill(cores);
  const events: { readonly run: number; readonly event: TrainingEvent }[] = [];
  const states = new Map<number, string>();
  const scheduler = createScheduler({
    cores,
    allowThreads: (count) => void Atomics.store(threads, 0, count),
    freeMemory,
    memoryCheckMs: 20,
    openWorker: () =>
      createWorkerClient(() =>
        spawnWorker({
          url,
          workerData: {
            resourcesDirectory,
            datasetsDirectory: '/nowhere',
            enginesDirectory: '/nowhere',
            threads,
          },
        }),
      ),
    tell: (run, news) => {
      if (news.kind === 'state') states.set(run, news.state);
      if (news.kind === 'event') events.push({ run, event: news.event });
    },
  });
  onTestFinished(() => scheduler.close());
  return {
    enqueue: (given: Pick<QueuedTraining, 'run' | 'memoryBytes'>) =>
      scheduler.enqueue({ ...given, spec: endless }),
    stop: scheduler.stop,
    allowed: () => Atomics.load(threads, 0),
    stateOf: (run: number) => states.get(run),
    of: (run: number) => events.filter((told) => told.run === run).map(({ event }) => event),
    trains: (run: number) =>
      expect
        .poll(() => events.some((told) => told.run === run && told.event.kind === 'points'), {
          timeout: 60_000,
        })
        .toBe(true),
  };
}

/** Threads of this process by the names that they were given. */
function helpers(): number {
  const tasks = readdirSync('/proc/self/task');
  return tasks.filter((task) => {
    try {
      return readFileSync(`/proc/self/task/${task}/comm`, 'utf8').startsWith('descent-helper');
    } catch {
      // It ended between the two calls.
      return false;
    }
  }).length;
}

describe('two trainings at once', () => {
  it('share the cores: together they never work with more threads than there are', async () => {
    const { enqueue, trains, of, allowed, stop, stateOf } = realTrainings(() => Number.POSITIVE_INFINITY);
    enqueue({ run: 1, memoryBytes: 1 });
    await trains(1);
    expect(allowed()).toBe(4);
    if (process.platform === 'linux') await expect.poll(helpers, { timeout: 60_000 }).toBe(3);
    enqueue({ run: 2, memoryBytes: 1 });
    await trains(2);
    expect(allowed()).toBe(2);
    expect(of(2).find(({ kind }) => kind === 'started')).toMatchObject({ threads: 2 });
    // Each has itself and one helper: the first has sent two home.
    if (process.platform === 'linux') await expect.poll(helpers, { timeout: 60_000 }).toBe(2);
    stop(2);
    await expect.poll(allowed, { timeout: 60_000 }).toBe(4);
    expect(stateOf(1)).toBe('running');
    if (process.platform === 'linux') await expect.poll(helpers, { timeout: 60_000 }).toBe(3);
  });

  it('do not start into memory that is there once: the second waits until that of the first shows', async () => {
    const { enqueue, trains, stateOf, of } = realTrainings(() => 500 * megabyte);
    enqueue({ run: 1, memoryBytes: 300 * megabyte });
    enqueue({ run: 2, memoryBytes: 300 * megabyte });
    expect(stateOf(2)).not.toBe('running');
    await trains(2);
    const began = (run: number) => of(run).findIndex(({ kind }) => kind === 'points');
    expect(began(1)).toBeGreaterThanOrEqual(0);
  });
});
