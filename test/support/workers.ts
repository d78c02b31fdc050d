import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { createWorkerClient, type WorkerClient } from '../../src-main/worker/client.ts';
import {
  createScheduler,
  type SchedulerNews,
  type SchedulerOptions,
} from '../../src-main/worker/scheduler.ts';
import { spawnWorker } from '../../src-main/worker/spawn.ts';
import { spec } from './training.ts';
import type { TrainingSpec } from '#contract/training.ts';

export const scriptedWorkerUrl = pathToFileURL(resolve(import.meta.dirname, 'scripted-worker.ts'));
const workerData = {
  resourcesDirectory: '/nowhere',
  datasetsDirectory: '/nowhere',
  enginesDirectory: '/nowhere',
};

/** A client of a real thread that runs the scripted worker. */
export function scriptedClient(options: { heapLimitMb?: number; silenceMs?: number } = {}): WorkerClient {
  const { heapLimitMb, silenceMs } = options;
  return createWorkerClient(
    () =>
      spawnWorker({
        url: scriptedWorkerUrl,
        workerData,
        ...(heapLimitMb === undefined ? {} : { heapLimitMb }),
      }),
    silenceMs === undefined ? {} : { silenceMs },
  );
}

/** A spec whose name tells the scripted worker what to do. */
export function script(name: string, steps?: number): TrainingSpec {
  return spec({
    name,
    dataset: { source: { kind: 'linear', rows: 10, weights: [1] } },
    model: { kind: 'linear' },
    loss: { kind: 'meanSquaredError' },
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    steps: steps ?? 1_000_000_000,
  });
}

/** A scheduler whose news are kept, and waited for instead of slept for. */
export function watchedScheduler(options: Partial<SchedulerOptions> = {}) {
  const news: { run: number; news: SchedulerNews }[] = [];
  let wake = Promise.withResolvers<undefined>();
  const scheduler = createScheduler({
    openWorker: () => scriptedClient(),
    cores: 2,
    freeMemory: () => Number.POSITIVE_INFINITY,
    ...options,
    tell: (run, told) => {
      news.push({ run, news: told });
      wake.resolve(undefined);
      wake = Promise.withResolvers();
    },
  });
  const of = (run: number): SchedulerNews[] =>
    news.filter((item) => item.run === run).map((item) => item.news);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await wake.promise;
  };
  return {
    scheduler,
    of,
    until,
    /** Steps that a run has told so far. */
    steps: (run: number): number =>
      of(run).filter((item) => item.kind === 'event' && item.event.kind === 'points').length,
    states: (run: number): string[] => of(run).flatMap((item) => (item.kind === 'state' ? [item.state] : [])),
    hasNote: (run: number, name: string): boolean =>
      of(run).some((item) => item.kind === 'event' && item.event.kind === 'note' && item.event.name === name),
    ended: async (run: number): Promise<Extract<SchedulerNews, { kind: 'ended' }>> => {
      await until(() => of(run).some((item) => item.kind === 'ended'));
      const end = of(run).find((item) => item.kind === 'ended');
      if (end === undefined) throw new Error('unreachable');
      return end;
    },
  };
}
