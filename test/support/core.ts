import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import type { Client } from '#contract/client.ts';
import { isFinished, type RunDetail, type RunState } from '#contract/run.ts';
import { trainingSpecSchema, type TrainingSpec, type TrainingSpecInput } from '#contract/training.ts';
import { connectInProcess } from '../../src-main/api/in-process.ts';
import { openCore, type Core } from '../../src-main/api/core.ts';
import { resourcesDirectory } from './dataset-files.ts';
import { until } from './until.ts';

const workerUrl = pathToFileURL(resolve(import.meta.dirname, '../../src-main/worker/entry.ts'));

/** A core in this process, with real worker threads and a real database, and a client of it. */
export interface TestCore {
  readonly core: Core;
  readonly client: Client;
  /** Starts a spec and gives the run's number. */
  start(spec: TrainingSpec | TrainingSpecInput): Promise<number>;
  show(run: number): Promise<RunDetail>;
  /** Waits until the run is in one of these states. */
  until(run: number, ...states: readonly RunState[]): Promise<RunDetail>;
  /** Waits until the run has ended in any way. */
  ended(run: number): Promise<RunDetail>;
  /** Waits until at least so many points of a run are committed. */
  committed(run: number, points: number): Promise<void>;
  close(): Promise<void>;
}

export function openTestCore(dataDirectory: string, worker: URL = workerUrl): TestCore {
  const core = openCore({ dataDirectory, resourcesDirectory, workerUrl: worker, host: 'cli' });
  const client = connectInProcess(core);
  const show = (run: number): Promise<RunDetail> => client.call('runs.show', { run });
  return {
    core,
    client,
    show,
    start: async (spec) => (await client.call('runs.start', { spec: v.parse(trainingSpecSchema, spec) })).run,
    until: (run, ...states) => until(client, run, ({ state }) => states.includes(state)),
    ended: (run) => until(client, run, ({ state }) => isFinished(state)),
    committed: async (run, points) => {
      await until(client, run, ({ metrics }) => {
        const total = Object.values(metrics).reduce((sum, { count }) => sum + count, 0);
        return total >= points;
      });
    },
    close: async () => {
      client.close();
      await core.close();
    },
  };
}
