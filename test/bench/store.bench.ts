import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { TrainingEvent } from '#contract/training-event.ts';
import { openArtifactStore } from '../../src-main/artifact/artifact-store.ts';
import { createMetricLog } from '../../src-main/engine/training/metric-log.ts';
import { createRecorder } from '../../src-main/recorder/recorder.ts';
import { openStore, type Store } from '../../src-main/store/open.ts';
import { addBenchRun } from './bench-run.ts';
import type { Report } from './run.ts';

interface Load {
  readonly metrics: number;
  readonly points: number;
  /** Steps between two messages. */
  readonly stepsPerBatch: number;
}

const million = 1_000_000;
const flushEveryMs = 200;

const loads: readonly Load[] = [
  { metrics: 1, points: million, stepsPerBatch: 100 },
  { metrics: 10, points: million, stepsPerBatch: 10 },
  { metrics: 1, points: 100_000, stepsPerBatch: 1 },
];

export const figures = [
  ...loads.flatMap((load) => [
    `store/points-per-second (${kindOf(load)})`,
    `store/longest-commit (${kindOf(load)})`,
    ...(load.points === million ? [`store/bytes-per-point (${kindOf(load)})`] : []),
  ]),
  'floor/rows-per-second',
  'floor/bytes-per-row',
];

if (!isMainThread) logAsTrainingDoes(workerData as Load);

/** Figures of the way of a point from a worker thread into the database, and of what it takes there. */
export async function bench(report: Report): Promise<void> {
  for (const load of loads) await measure(report, load);
  plainRows(report);
}

async function measure(report: Report, load: Load): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'));
  try {
    const path = join(folder, 'descent.db');
    const store = openStore({ path });
    const { seconds, commitMs } = await record(store, join(folder, 'artifacts'), load);
    store.close();
    const kind = kindOf(load);
    report(
      `store/points-per-second (${kind})`,
      load.points / seconds,
      'points/s',
      `${load.points} points, worker → recorder → SQLite`,
    );
    report(`store/longest-commit (${kind})`, commitMs, 'ms', `a batch every ${flushEveryMs} ms`);
    if (load.points === million) {
      report(
        `store/bytes-per-point (${kind})`,
        statSync(path).size / load.points,
        'bytes',
        'step, time and value, the whole file',
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kindOf({ metrics, stepsPerBatch }: Load): string {
  return `${metrics === 1 ? 'one metric' : `${metrics} metrics`}, ${stepsPerBatch} steps a message`;
}

async function record(
  store: Store,
  artifactFolder: string,
  load: Load,
): Promise<{ seconds: number; commitMs: number }> {
  const run = addBenchRun(store.db);
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  await once(worker, 'message');
  const done = Promise.withResolvers<undefined>();
  let committed = 0;
  let commitMs = 0;
  const db = {
    ...store.db,
    transaction: <T>(work: () => T): T => {
      const began = performance.now();
      const result = store.db.transaction(work);
      commitMs = Math.max(commitMs, performance.now() - began);
      return result;
    },
  };
  const recorder = createRecorder({
    db,
    artifacts: openArtifactStore(artifactFolder),
    machine: { descent: '', node: '', os: '', cpu: '', cores: 1, memoryBytes: 1 },
    clock: Date.now,
    flushEveryMs,
    onCommitted: (_run, { points }) => {
      committed += points;
      if (committed === load.points) done.resolve(undefined);
    },
    onTrouble: (error) => done.reject(error),
  });
  worker.on('message', (event: TrainingEvent) => {
    recorder.record(run, event);
    if (event.kind === 'finished') recorder.flush();
  });
  const began = performance.now();
  worker.postMessage('go');
  await done.promise;
  const seconds = (performance.now() - began) / 1000;
  recorder.close();
  await worker.terminate();
  return { seconds, commitMs };
}

/** In the worker: measures at every step, and posts what was measured, as the training loop does. */
function logAsTrainingDoes({ metrics, points, stepsPerBatch }: Load): void {
  const log = createMetricLog();
  const columns = Array.from({ length: metrics }, (_, i) => log.column(`train/metric ${i}`));
  parentPort?.postMessage('ready');
  parentPort?.once('message', () => {
    const steps = points / metrics;
    for (let step = 1; step <= steps; step++) {
      const time = Date.now();
      for (const column of columns) column.append(step, time, Math.exp(-step / 1e5) + Math.sin(step) / 100);
      if (step % stepsPerBatch === 0) parentPort?.postMessage({ kind: 'points', series: log.drain() });
    }
    parentPort?.postMessage({ kind: 'finished', state: 'complete', step: steps });
  });
}

/** The floor: one row a point, as most trackers store them. */
function plainRows(report: Report): void {
  const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'));
  const path = join(folder, 'rows.db');
  const handle = new Sqlite(path);
  try {
    handle.pragma('journal_mode = WAL');
    handle.pragma('synchronous = NORMAL');
    handle.exec(
      'CREATE TABLE points (metric_id INTEGER, step REAL, time REAL, value REAL, PRIMARY KEY (metric_id, step)) STRICT, WITHOUT ROWID',
    );
    const insert = handle.prepare('INSERT INTO points VALUES (?, ?, ?, ?)');
    const began = performance.now();
    const insertMany = handle.transaction((first: number) => {
      for (let step = first; step < first + 1000; step++) insert.run(1, step, Date.now(), Math.sin(step));
    });
    for (let first = 0; first < million; first += 1000) insertMany(first);
    const seconds = (performance.now() - began) / 1000;
    handle.close();
    report(
      'floor/rows-per-second',
      million / seconds,
      'points/s',
      'better-sqlite3, 1,000 rows a transaction, no worker',
    );
    report('floor/bytes-per-row', statSync(path).size / million, 'bytes', 'the same rows');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
