import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#contract/client.ts';
import { isFinished, type RunDetail } from '#contract/run.ts';
import { trainingSpecSchema, type TrainingSpecInput } from '#contract/training.ts';
import { stream } from '../../src-main/base/random.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { resumedModels } from '../support/resumed-models.ts';
import { startServe, temporaryDirectory, type ServeProcess } from '../support/serve-process.ts';
import { until } from '../support/until.ts';

/** More of them: KILLS=20 npm run test:unit -- test/worker/kill-and-resume.test.ts */
const kills = Number(process.env['KILLS'] ?? 2);
const seed = Number(process.env['KILL_SEED'] ?? 1);
/** Longest time until a kill: to after the last step. */
const longestMs = 700;
const checkpoints = { last: 2, best: 2, everySteps: 20, keep: 3 };

describe('a training whose process is killed at random moments', () => {
  const told: string[] = [];
  afterAll(() => {
    if (kills > 2) for (const line of told) process.stdout.write(`${line}\n`);
  });

  it.each(Object.entries(resumedModels))(
    'ends as if it had never been: %s',
    async (_, document) => {
      const folder = temporaryDirectory();
      onTestFinished(async () => {
        await living?.kill();
        folder.remove();
      });
      const whole = await undisturbed(folder.path, document);
      const moments = stream(seed, 'kills', document.name ?? '');
      let serve = await begin(folder.path);
      let run: number | null = null;
      let interrupted = 0;
      let withCheckpoint = 0;
      for (let kill = 0; kill < kills; kill++) {
        const client = await attach(serve.address);
        run = await goOn(client, run, document);
        // Mostly once it trains, however long that takes to begin; now and then while it still prepares.
        await (moments.uniform() < 0.75 ? untilTraining(client, run) : untilRunning(client, run));
        await wait(moments.uniform() * longestMs);
        client.close();
        await serve.kill();
        serve = await begin(folder.path);
        const after = await withClient(serve, (asked) => asked.call('runs.show', { run: run ?? 0 }));
        if (after.state === 'interrupted') {
          interrupted++;
          if (after.checkpoints.length > 0) withCheckpoint++;
          continue;
        }
        // It came to its end before; the next kill is of a new run.
        expect(after.weightsSha256).toBe(whole.weightsSha256);
        run = null;
      }
      told.push(
        `${document.name ?? ''}: ${kills} kills, ${interrupted} in the middle, ${withCheckpoint} of them after a checkpoint`,
      );
      const ended = await withClient(serve, async (client) => {
        const last = await goOn(client, run, document);
        return { detail: await end(client, last), points: await allPoints(client, last) };
      });
      expect(ended.detail).toMatchObject({ state: 'complete', error: null });
      expect(ended.detail.weightsSha256).toBe(whole.weightsSha256);
      // Everything the training depends on, not the weights alone.
      expect(ended.detail.checkpoints.at(-1)?.sha256).toBe(whole.lastCheckpoint);
      expect(ended.points).toEqual(whole.points);
      if (kills >= 10) expect(withCheckpoint).toBeGreaterThan(0);
    },
    60_000 + kills * 60_000,
  );
});

/** The server of the test that runs, which may end in the middle. */
let living: ServeProcess | null = null;

async function begin(folder: string): Promise<ServeProcess> {
  living = await startServe(folder);
  return living;
}

interface Whole {
  readonly weightsSha256: string | null;
  readonly lastCheckpoint: string | undefined;
  readonly points: Readonly<Record<string, readonly (readonly [number, number | undefined])[]>>;
}

async function undisturbed(folder: string, document: TrainingSpecInput): Promise<Whole> {
  const serve = await begin(folder);
  const whole = await withClient(serve, async (client) => {
    const run = await goOn(client, null, document);
    const { weightsSha256, checkpoints: kept } = await end(client, run);
    return { weightsSha256, lastCheckpoint: kept.at(-1)?.sha256, points: await allPoints(client, run) };
  });
  await serve.stop();
  expect(whole.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
  return whole;
}

/** Resumes the run, or starts the training where there is none that can go on. */
async function goOn(client: Client, run: number | null, document: TrainingSpecInput): Promise<number> {
  if (run !== null) {
    await client.call('runs.resume', { run });
    return run;
  }
  const spec = v.parse(trainingSpecSchema, { ...document, checkpoints });
  return (await client.call('runs.start', { spec })).run;
}

const untilRunning = (client: Client, run: number): Promise<RunDetail> =>
  until(client, run, ({ state }) => state !== 'waiting');
const untilTraining = (client: Client, run: number): Promise<RunDetail> =>
  until(client, run, ({ state, progress }) => progress !== null || isFinished(state));
const end = (client: Client, run: number): Promise<RunDetail> =>
  until(client, run, ({ state }) => isFinished(state));

async function allPoints(client: Client, run: number): Promise<Whole['points']> {
  const { metrics } = await client.call('runs.show', { run });
  const all: Record<string, (readonly [number, number | undefined])[]> = {};
  for (const key of Object.keys(metrics).sort()) {
    const { steps, values } = await client.call('runs.points', { run, key });
    all[key] = Array.from(steps, (step, index) => [step, values[index]] as const);
  }
  return all;
}

async function withClient<T>(serve: ServeProcess, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await attach(serve.address);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
