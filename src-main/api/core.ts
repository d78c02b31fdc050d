import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CancelSignal } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import type { CoreEvent, Topic } from '#contract/events.ts';
import { openArtifactStore } from '../artifact/artifact-store.ts';
import { prepareDataDirectory } from '../base/data-directory.ts';
import { machineInfo } from '../meter/machine.ts';
import { availableMemoryBytes } from '../meter/memory.ts';
import type { FoundCheckpoint } from '../query/checkpoints.ts';
import { createRecorder } from '../recorder/recorder.ts';
import { storageError } from '../store/errors.ts';
import { openReadStore, openStore } from '../store/open.ts';
import { acquireOwnership, readOwner, type OwnerInfo, type Ownership } from '../store/owner.ts';
import { referencedContents } from '../store/tables/artifacts.ts';
import { interruptSweeps } from '../store/tables/sweeps.ts';
import { interruptAdvice } from '../store/tables/advice.ts';
import { markInterrupted } from '../store/tables/interrupted.ts';
import { createWorkerClient, type WorkerClient } from '../worker/client.ts';
import { createPool } from '../worker/pool.ts';
import { createLoneJobs } from '../worker/run-alone.ts';
import { createScheduler, type Scheduler } from '../worker/scheduler.ts';
import { spawnWorker } from '../worker/spawn.ts';
import { createAdviceDesk } from './advice.ts';
import type { Context, Directories, Writing } from './context.ts';
import { createDispatch } from './dispatch.ts';
import { createEngineDesk } from './engine-desk.ts';
import { estimate } from './estimate.ts';
import { createEventHub } from './event-hub.ts';
import { createHandlers } from './handlers/index.ts';
import { createMeasuredMemory } from './measured-memory.ts';
import { createProbeDesk } from './probe-desk.ts';
import { createRunNews } from './run-news.ts';
import { createTrainingRuns } from './training/training-runs.ts';
import { noteDamaged } from './whole-checkpoint.ts';
import { createSweepDesk, type SweepDesk } from './sweeps/sweep-desk.ts';
import { createTrialTrainer } from './sweeps/trial-trainer.ts';
import { version } from './version.ts';

/** The headless application: every host puts a transport around it and nothing else. */
export interface Core {
  readonly version: string;
  readonly dataDirectory: string;
  /** True when nothing can be written: another process owns the database. */
  readonly readOnly: boolean;
  /** Rejects with a CodedError that says what to do, or with what a fault of ours throws. */
  dispatch(method: string, input: unknown, signal?: CancelSignal): Promise<unknown>;
  subscribe(topic: Topic, listener: (event: CoreEvent) => void): () => void;
  /** Runs in progress, for a host that asks before it quits. */
  counts(): { readonly running: number; readonly waiting: number };
  /** Tells other starts on the same data where this one can be reached. */
  publish(address: Pick<OwnerInfo, 'url' | 'token'>): void;
  /**
   * Stops trainings at their next step with a checkpoint, writes everything, frees the data directory. Gives the error
   * for which something could not be written any more, such as a full disk; null when everything was.
   */
  close(): Promise<CodedError | null>;
}

export interface CoreOptions {
  readonly dataDirectory: string;
  readonly resourcesDirectory: string;
  /** The worker's entry; bundlers move it, so that the host names it. */
  readonly workerUrl: URL;
  readonly host: OwnerInfo['host'];
  readonly clock?: () => number;
}

/** Points reach the database, and windows hear of them, this often. */
const flushEveryMs = 200;
const databaseName = 'descent.db';

/**
 * Opens the data directory as its one owner. Throws `conflict` when another process owns it (see `ownerOf`), and what
 * `prepareDataDirectory` and `openStore` throw. Runs that a crash left in progress are marked as interrupted.
 */
export function openCore(options: CoreOptions): Core {
  const { dataDirectory, clock = Date.now } = options;
  prepareDataDirectory(dataDirectory);
  const ownership = acquireOwnership(dataDirectory);
  if (ownership === null) throw ownedByAnother(dataDirectory);
  try {
    return openOwned(options, ownership, clock);
  } catch (thrown) {
    ownership.release();
    throw thrown;
  }
}

/** The same questions without any command, for a database that another process owns or that cannot be written. */
export function openReadingCore(options: CoreOptions): Core {
  const { dataDirectory, clock = Date.now } = options;
  const path = join(dataDirectory, databaseName);
  const store = openReadStore(path);
  const directories = directoriesOf(options);
  const openWorker = workerFactory(options, directories, null);
  const pool = createPool({ openWorker });
  const probes = createProbeDesk(openWorker);
  const explain = (thrown: unknown): unknown => storageError(thrown, path);
  const engines = createEngineDesk(directories.engines);
  const hub = createEventHub();
  const context: Context = {
    version,
    directories,
    databasePath: path,
    db: store.db,
    artifacts: openArtifactStore(join(dataDirectory, 'artifacts')),
    pool,
    probes,
    engines,
    clock,
    writing: null,
    checkpointDamaged: () => undefined,
    storageError: () => null,
    runsChanged: () => undefined,
    reportsChanged: () => undefined,
  };
  const refusal = new CodedError(
    'storage_read_only',
    'This Descent only reads: another one writes to the same data, or the folder cannot be written to.',
  );
  const dispatch = createDispatch(createHandlers(context), { refuseWrites: refusal, explain });
  return {
    version,
    dataDirectory,
    readOnly: true,
    dispatch: (method, input, signal = never) => dispatch(method, input, signal),
    subscribe: hub.subscribe,
    counts: () => ({ running: 0, waiting: 0 }),
    publish: () => undefined,
    close: async () => {
      await Promise.all([pool.close(), probes.close()]);
      store.close();
      return null;
    },
  };
}

function openOwned(options: CoreOptions, ownership: Ownership, clock: () => number): Core {
  const { dataDirectory } = options;
  const path = join(dataDirectory, databaseName);
  const directories = directoriesOf(options);
  mkdirSync(directories.datasets, { recursive: true });
  const store = openStore({ path });
  const { db } = store;
  markInterrupted(db, clock());
  interruptAdvice(db, clock());
  interruptSweeps(db, clock());
  const artifacts = openArtifactStore(join(dataDirectory, 'artifacts'));
  // What a crash left between the writing of a file and the commit that names it.
  artifacts.sweep(referencedContents(db));
  const hub = createEventHub();
  // Shared with every worker; the scheduler says how many threads each training has.
  const threads = sharedCount(1);
  const openWorker = workerFactory(options, directories, threads);
  const pool = createPool({ openWorker });
  // Steps are tried out on as many threads as a training would have that started now.
  const probes = createProbeDesk(() =>
    workerFactory(
      options,
      directories,
      sharedCount(Math.max(1, Math.floor(availableParallelism() / (scheduler.counts().running + 1)))),
    )(),
  );
  const news = createRunNews(db, hub, (run) => training.progressOf(run));
  let trouble: CodedError | null = null;
  const recorder = createRecorder({
    db,
    artifacts,
    clock,
    machine: { descent: version, node: process.versions.node, ...machineInfo() },
    flushEveryMs,
    onCommitted: (run, { points }) => news.committed(run, points),
    onTrouble: (error) => {
      trouble = error;
      training.storageTrouble(error);
    },
  });
  const checkpointDamaged = (run: number, checkpoint: FoundCheckpoint): void => {
    noteDamaged(db, run, checkpoint, clock());
    news.rowsChanged([run]);
  };
  const checkpoints = { db, artifacts, checkpointDamaged };
  const memory = createMeasuredMemory((spec, plan) => estimate(spec, plan, probes.recall(spec)).memoryBytes);
  const training = createTrainingRuns({
    ...checkpoints,
    memory,
    recorder,
    scheduler: () => scheduler,
    clock,
    estimate: (spec, plan) => {
      const probe = probes.recall(spec);
      return { ...estimate(spec, plan, probe), probed: probe !== null };
    },
    changed: (run, what) => news.changed(run, what),
  });
  const advice = createAdviceDesk({ ...checkpoints, scheduler: () => scheduler, clock, hub });
  const scheduler: Scheduler = createScheduler({
    openWorker,
    cores: availableParallelism(),
    allowThreads: (count) => void Atomics.store(threads, 0, count),
    freeMemory: availableMemoryBytes,
    tell: (run, told) => {
      memory.hear(run, told);
      training.hear(run, told);
      sweeps.hear(run, told);
    },
  });
  const explain = (thrown: unknown): unknown => storageError(thrown, path);
  const engines = createEngineDesk(directories.engines);
  const loneJobs = createLoneJobs(openWorker);
  const sweeps: SweepDesk = createSweepDesk({
    db,
    clock,
    hub,
    trainer: createTrialTrainer({ ...checkpoints, db, clock, pool, training, scheduler: () => scheduler }),
    runPruned: (run) => recorder.setState(run, 'pruned'),
    folder: join(dataDirectory, 'sweeps'),
    environment: process.env,
    freeMemory: availableMemoryBytes,
  });
  void sweeps.endOrphans();
  const counts = (): { readonly running: number; readonly waiting: number } => ({
    running: scheduler.counts().running + sweeps.commands(),
    waiting: scheduler.counts().waiting,
  });
  const writing: Writing = { db, training, advice, sweeps, loneJobs, counts };
  let reportChanges = 0;
  const context: Context = {
    version,
    directories,
    databasePath: path,
    ...checkpoints,
    pool,
    probes,
    engines,
    clock,
    writing,
    storageError: () => trouble,
    runsChanged: news.rowsChanged,
    reportsChanged: () => hub.emit({ topic: 'reports', cursor: ++reportChanges }),
  };
  const dispatch = createDispatch(createHandlers(context), { refuseWrites: null, explain });
  const publish: Core['publish'] = ({ url, token }) =>
    ownership.publish({ pid: process.pid, host: options.host, url, token, version, startedAt: clock() });
  publish({ url: null, token: null });
  let closing: Promise<CodedError | null> | null = null;
  const close = async (): Promise<CodedError | null> => {
    advice.closing();
    await sweeps.close();
    await loneJobs.close();
    await training.close();
    const unwritten = recorder.close();
    await Promise.all([pool.close(), probes.close()]);
    await engines.close();
    news.close();
    store.close();
    ownership.release();
    return unwritten;
  };
  return {
    version,
    dataDirectory,
    readOnly: false,
    dispatch: (method, input, signal = never) => dispatch(method, input, signal),
    subscribe: hub.subscribe,
    counts,
    publish,
    close: () => (closing ??= close()),
  };
}

function directoriesOf({ dataDirectory, resourcesDirectory }: CoreOptions): Directories {
  return {
    data: dataDirectory,
    datasets: join(dataDirectory, 'datasets'),
    engines: join(dataDirectory, 'engines'),
    resources: resourcesDirectory,
  };
}

function workerFactory(
  { workerUrl }: CoreOptions,
  directories: Directories,
  threads: Int32Array | null,
): () => WorkerClient {
  const workerData = {
    resourcesDirectory: directories.resources,
    datasetsDirectory: directories.datasets,
    enginesDirectory: directories.engines,
    ...(threads === null ? {} : { threads }),
  };
  return () => createWorkerClient(() => spawnWorker({ url: workerUrl, workerData }));
}

/** A number that threads share. */
function sharedCount(value: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(value);
}

function ownedByAnother(dataDirectory: string): CodedError {
  const owner = readOwner(dataDirectory);
  const who = owner === null ? 'Another Descent' : `Another Descent (${owner.host}, process ${owner.pid})`;
  return new CodedError(
    'conflict',
    `${who} is using ${dataDirectory}. Close it, or choose another data directory with --data DIR.`,
  );
}

/** Who owns a data directory and how to reach it, as it was published; null when nobody does. */
export function ownerOf(dataDirectory: string): OwnerInfo | null {
  return readOwner(dataDirectory);
}

/** For callers that never cancel. */
const never: CancelSignal = new AbortController().signal;
