import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWorkerClient, type WorkerThread } from '../../src-main/worker/client.ts';
import { createScheduler } from '../../src-main/worker/scheduler.ts';
import { spawnWorker } from '../../src-main/worker/spawn.ts';
import { resourcesDirectory } from './dataset-files.ts';
import { sampleSpec } from './training.ts';

/** What becomes of a training, in turn. */
const fates = ['complete', 'stop', 'die', 'pause and stop', 'stop while waiting'] as const;
const samples = ['iris', 'digits-mlp', 'linear-regression', 'digits-cnn'] as const;

export interface SoakOptions {
  /** Trainings at once, each in a worker of its own. */
  readonly workers: number;
  /** Whether another training is to begin, after so many. */
  readonly goesOn: (begun: number) => boolean;
}

/** Counted while nothing trains. */
export interface Residue {
  /** Threads of this process. */
  readonly threads: number;
  /** Resident memory of this process, in bytes. */
  readonly memoryBytes: number;
  readonly temporaryFiles: readonly string[];
}

/**
 * Trains on and on, several at once, and lets some end by themselves, stops others, pauses them, and ends the threads
 * of others as a crash would. Gives how many ended in which state.
 */
export async function soak({ workers, goesOn }: SoakOptions): Promise<Readonly<Record<string, number>>> {
  // Every training has a helper thread, which has to go with it.
  const threads = new Int32Array(new SharedArrayBuffer(4)).fill(2);
  const url = pathToFileURL(resolve(import.meta.dirname, '../../src-main/worker/entry.ts'));
  const workerData = {
    resourcesDirectory,
    datasetsDirectory: '/nowhere',
    enginesDirectory: '/nowhere',
    threads,
  };
  const ends: Record<string, number> = {};
  const living = new Map<number, WorkerThread>();
  const met = new Set<number>();
  let begun = 0;
  let opened: WorkerThread | null = null;
  let waiting = 0;
  const done = Promise.withResolvers<undefined>();
  const fateOf = (run: number) => fates[run % fates.length];
  const scheduler = createScheduler({
    cores: workers,
    freeMemory: () => Number.POSITIVE_INFINITY,
    openWorker: () => {
      const thread = spawnWorker({ url, workerData });
      opened = thread;
      return createWorkerClient(() => thread);
    },
    tell: (run, news) => {
      // It is told right after its worker was opened.
      if (news.kind === 'state' && news.state === 'running' && opened !== null) living.set(run, opened);
      opened = null;
      if (news.kind === 'event' && news.event.kind === 'points') meet(run);
      if (news.kind !== 'ended') return;
      living.delete(run);
      ends[news.end.state] = (ends[news.end.state] ?? 0) + 1;
      waiting--;
      begin();
      if (waiting === 0) done.resolve(undefined);
    },
  });
  /** A training has shown that it trains. */
  const meet = (run: number): void => {
    if (met.has(run)) return;
    met.add(run);
    const fate = fateOf(run);
    if (fate === 'die') void living.get(run)?.terminate();
    if (fate === 'pause and stop') scheduler.pause(run);
    if (fate !== 'die' && fate !== 'complete') scheduler.stop(run);
  };
  const begin = (): void => {
    while (waiting < workers + 1 && goesOn(begun)) {
      const run = begun++;
      waiting++;
      const spec = { ...sampleSpec(samples[run % samples.length] ?? 'iris'), engine: 'embedded' as const };
      delete spec.epochs;
      scheduler.enqueue({
        run,
        spec: { ...spec, steps: fateOf(run) === 'complete' ? 40 : 1_000_000 },
        memoryBytes: 1,
      });
      if (fateOf(run) === 'stop while waiting' && scheduler.stateOf(run) === 'waiting') scheduler.stop(run);
    }
  };
  begin();
  await done.promise;
  await scheduler.close();
  return ends;
}

/** What there is while nothing trains. Temporary files are told apart where the folder for them is this process's own. */
export function residue(): Residue {
  return {
    threads: process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0,
    memoryBytes: process.memoryUsage.rss(),
    temporaryFiles: readdirSync(tmpdir()).sort(),
  };
}
