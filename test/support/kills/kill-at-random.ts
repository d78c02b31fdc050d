/**
 * `node test/support/kills/kill-at-random.ts KILLS [SEED] [FILE]`: a real `descent serve` is killed so often at random
 * moments, while it starts, trains, writes checkpoints, takes edits, takes them back and branches. After each kill it
 * has to be usable, which is timed, with a sound database and all that was acknowledged; runs that come to their end
 * have to have the hash of one that was never killed. Prints what it has counted, and keeps it in FILE meanwhile; the
 * exit code is 1 when anything was lost. It takes some seconds a kill.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import type { Client } from '#contract/client.ts';
import { isFinished } from '#contract/run.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { quantile } from '../../../src-main/base/quantile.ts';
import { stream } from '../../../src-main/base/random.ts';
import { attach } from '../../../src-main/serve/attach.ts';
import { resumedModels } from '../resumed-models.ts';
import { startServe, temporaryDirectory } from '../serve-process.ts';
import { until } from '../until.ts';
import { disturb, expectedEdits, nothingAcknowledged } from './disturb.ts';

const kills = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);
const file = process.argv[4];
/** So many kills of one run; then it may come to its end. */
const killsOfRun = 8;
const longestMs = 900;
const longestStartMs = 5000;
/** Now and then it is killed before it has said that it listens. */
const shareWhileStarting = 0.1;
/** A kill of this share meets a run that nobody edits: it ends with the hash of the undisturbed one. */
const shareUndisturbed = 0.3;

const folder = temporaryDirectory();
const random = stream(seed, 'kills at random moments');
const startsMs: number[] = [];
const loads: number[] = [];
const faults: string[] = [];
const counts: Record<string, number> = {};
const hashes = new Map<string, string | null>();
const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);
const check = (holds: boolean, fault: string): void => {
  if (!holds) {
    faults.push(fault);
    process.stderr.write(`FAULT ${fault}\n`);
  }
};

let killed = 0;
let serve = await startServe(folder.path);
const names = Object.keys(resumedModels);
for (let life = 0; killed < kills; life++) await lifeOf(names[life % names.length] ?? '', life);
await serve.stop();
folder.remove();
process.stdout.write(`${JSON.stringify(counted())}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** One run from its start over its kills to its end. */
async function lifeOf(name: string, life: number): Promise<void> {
  const edits = random.uniform() >= shareUndisturbed;
  const document = resumedModels[name];
  const longer = edits ? 5 : 2;
  const spec = v.parse(trainingSpecSchema, {
    ...document,
    steps: (document?.steps ?? 100) * longer,
    checkpoints: { last: 2, best: 2, everySteps: 20, keep: 4 },
  });
  const { run } = await asked((client) => client.call('runs.start', { spec }));
  const acknowledged = nothingAcknowledged();
  for (let kill = 0; kill < killsOfRun && killed < kills; kill++) {
    const client = await attach(serve.address);
    const isDisturbed = edits && random.uniform() < 0.8;
    // Mostly once it trains, however long that takes to begin; now and then while it still prepares.
    if (random.uniform() < 0.75) {
      await until(client, run, ({ state, progress }) => progress !== null || isFinished(state));
    }
    const disturbed = isDisturbed ? disturb(client, run, random, acknowledged) : Promise.resolve();
    await wait(random.uniform() * longestMs);
    const underWay = acknowledged.underWay;
    await serve.kill();
    killed++;
    await disturbed;
    client.close();
    count(underWay === null ? 'killed between commands' : `killed with an ${underWay} under way`);
    while (random.uniform() < shareWhileStarting && killed < kills) await killWhileStarting();
    if (!(await startAgain(life, run, acknowledged))) break;
    acknowledged.underWay = null;
    acknowledged.reached = { points: 0, checkpoint: 0 };
    await asked((again) => again.call('runs.resume', { run }));
  }
  await endOf(run, name, edits);
}

/** Starts and checks. False where the run had come to its end before. */
async function startAgain(
  life: number,
  run: number,
  acknowledged: ReturnType<typeof nothingAcknowledged>,
): Promise<boolean> {
  const from = performance.now();
  serve = await startServe(folder.path);
  const client = await attach(serve.address);
  const detail = await client.call('runs.show', { run });
  const startMs = performance.now() - from;
  startsMs.push(startMs);
  loads.push(loadavg()[0] ?? 0);
  const where = `after kill ${killed} (life ${life}, run ${run})`;
  const report = await client.call('system.doctor', {});
  check(report.ok, `${where}: ${JSON.stringify(report)}`);
  const found = detail.edits.map(({ step }) => step);
  const expected = expectedEdits(found, acknowledged);
  check(String(found) === String(expected), `${where}: edits ${String(found)}, not ${String(expected)}`);
  acknowledged.edits = found;
  const { points, checkpoint } =
    acknowledged.underWay === 'undo' ? { points: 0, checkpoint: 0 } : acknowledged.reached;
  const lastPoint = detail.metrics['batch/loss']?.lastStep ?? 0;
  const lastCheckpoint = detail.checkpoints.at(-1)?.step ?? 0;
  check(lastPoint >= points, `${where}: points up to step ${lastPoint}, not ${points}`);
  check(lastCheckpoint >= checkpoint, `${where}: checkpoint of step ${lastCheckpoint}, not ${checkpoint}`);
  for (const { run: child, step } of acknowledged.branches) {
    const branch = await client.call('runs.show', { run: child });
    check(
      branch.parentRunId === run && branch.branchStep === step,
      `${where}: branch ${child} is of run ${String(branch.parentRunId)}`,
    );
  }
  check(
    detail.state === 'interrupted' || isFinished(detail.state),
    `${where}: run ${run} is said to be ${detail.state}`,
  );
  client.close();
  // Whoever ends it early has what was counted so far.
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(counted(), null, 2)}\n`);
  return detail.state === 'interrupted';
}

/** Kills it at a moment of its start, with no word from it. */
async function killWhileStarting(): Promise<void> {
  const bin = resolve(import.meta.dirname, '../../../src-main/bin.mjs');
  const child = spawn(process.execPath, [bin, 'serve', '--json', '--no-open', '--data', folder.path], {
    stdio: 'ignore',
  });
  const exited = new Promise((done) => child.once('exit', done));
  await wait(random.uniform() * 800);
  child.kill('SIGKILL');
  await exited;
  killed++;
  count('killed while it started');
}

/** The run's hash is that of one that was never killed. */
async function endOf(run: number, name: string, edited: boolean): Promise<void> {
  await asked(async (client) => {
    const ended = await until(client, run, ({ state }) => isFinished(state));
    if (ended.state === 'interrupted') await client.call('runs.resume', { run });
    const original = await until(client, run, ({ state }) => isFinished(state) && state !== 'interrupted');
    check(
      original.state === 'complete',
      `run ${run} ended ${original.state}: ${JSON.stringify(original.error)}`,
    );
    let expected = edited ? undefined : hashes.get(name);
    if (expected === undefined) {
      const again = await client.call('runs.rerun', { run });
      const repeated = await until(client, again.run, ({ state }) => isFinished(state));
      expected = repeated.weightsSha256;
      if (!edited) hashes.set(name, expected);
    }
    check(
      expected !== null && original.weightsSha256 === expected,
      `run ${run} (${name}) has other weights than one that was never killed`,
    );
    count(edited ? 'edited runs with the hash of a repetition' : 'runs with the hash of an undisturbed one');
  });
}

async function asked<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = await attach(serve.address);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function counted() {
  const sorted = [...startsMs].sort((one, other) => one - other);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() },
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    kills: killed,
    seed,
    cleanStarts: startsMs.length,
    msToUsableStart: {
      median: Math.round(quantile(sorted, 0.5)),
      p95: Math.round(quantile(sorted, 0.95)),
      longest: Math.round(sorted.at(-1) ?? 0),
      startsOverFiveSeconds: startsMs.filter((ms) => ms >= longestStartMs).length,
      // What else the machine did meanwhile: time on a busy one says little.
      loadAverage: Number(
        quantile(
          [...loads].sort((one, other) => one - other),
          0.5,
        ).toFixed(1),
      ),
    },
    counts,
    faults,
  };
}
