import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#contract/client.ts';
import { CodedError } from '#contract/errors.ts';
import { isFinished } from '#contract/run.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { stream, type RandomStream } from '../../src-main/base/random.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { resumedModels } from '../support/resumed-models.ts';
import { startServe, temporaryDirectory, type ServeProcess } from '../support/serve-process.ts';
import { until } from '../support/until.ts';

/** More of them: KILLS=20 npm run test:unit -- test/worker/kill-edited.test.ts */
const kills = Number(process.env['KILLS'] ?? 2);
const seed = Number(process.env['KILL_SEED'] ?? 1);
const longestMs = 900;
/** Long enough that a run still trains when it is killed, and short enough to be trained again at the end. */
const longer = 5;
const checkpoints = { last: 2, everySteps: 20, keep: 4 };

describe('a training whose process is killed while it is edited and branched from', () => {
  const told: string[] = [];
  afterAll(() => {
    if (kills > 2) for (const line of told) process.stdout.write(`${line}\n`);
  });

  it.each(Object.entries(resumedModels))(
    'has all that was acknowledged, and can be repeated to the same bits: %s',
    async (_, document) => {
      const folder = temporaryDirectory();
      let serve: ServeProcess = await startServe(folder.path);
      onTestFinished(async () => {
        await serve.kill();
        folder.remove();
      });
      const random = stream(seed, 'kills while edited', document.name ?? '');
      const steps = (document.steps ?? 0) * longer;
      const spec = v.parse(trainingSpecSchema, { ...document, steps, checkpoints });
      const begin = (): Promise<{ readonly run: number }> =>
        asked(serve, (client) => client.call('runs.start', { spec }));
      let { run } = await begin();
      let acknowledged: Acknowledged = { edits: [], underWay: null, branches: [] };
      let interrupted = 0;
      let edited = 0;
      let branched = 0;
      for (let kill = 0; kill < kills; kill++) {
        const client = await attach(serve.address);
        await until(client, run, ({ state, progress }) => progress !== null || isFinished(state));
        const disturbed = disturb(client, run, random, acknowledged);
        await wait(random.uniform() * longestMs);
        await serve.kill();
        await disturbed;
        client.close();
        serve = await startServe(folder.path);
        const { edits, state } = await asked(serve, (again) => again.call('runs.show', { run }));
        expectAcknowledged(edits.map(editStep), acknowledged);
        acknowledged.edits = edits.map(editStep);
        acknowledged.underWay = null;
        for (const { run: child, step } of acknowledged.branches) {
          const branch = await asked(serve, (again) => again.call('runs.show', { run: child }));
          expect(branch).toMatchObject({ parentRunId: run, branchStep: step });
        }
        edited = Math.max(edited, edits.length);
        branched = Math.max(branched, acknowledged.branches.length);
        if (state === 'interrupted') {
          interrupted++;
          await asked(serve, (again) => again.call('runs.resume', { run }));
        } else if (kill < kills - 1) {
          // It came to its end before; the next kill is of a new run.
          ({ run } = await begin());
          acknowledged = { edits: [], underWay: null, branches: [] };
        }
      }
      told.push(
        `${document.name ?? ''}: ${kills} kills, ${interrupted} in the middle, up to ${edited} edits and ${branched} branches of a run`,
      );
      if (kills >= 10) expect(Math.min(interrupted, edited, branched)).toBeGreaterThan(0);
      await asked(serve, async (client) => {
        expect(await client.call('system.doctor', {})).toMatchObject({ ok: true });
        const original = await until(client, run, ({ state }) => isFinished(state));
        expect(original).toMatchObject({ state: 'complete', error: null });
        const again = await client.call('runs.rerun', { run });
        expect(await until(client, again.run, ({ state }) => isFinished(state))).toMatchObject({
          state: 'complete',
          weightsSha256: original.weightsSha256,
          results: { rerun: { run, exact: true } },
        });
      });
    },
    90_000 + kills * 60_000,
  );
});

/** What has to be there after a kill. */
interface Acknowledged {
  /** Steps of the run's edits. */
  edits: readonly number[];
  /** Asked for, and not answered yet: it may be there or not, but whole. */
  underWay: 'edit' | 'undo' | null;
  readonly branches: { readonly run: number; readonly step: number }[];
}

const editStep = ({ step }: { readonly step: number }): number => step;

function expectAcknowledged(found: readonly number[], { edits, underWay }: Acknowledged): void {
  const isUndone = underWay === 'undo' && found.length === edits.length - 1;
  const isEdited = underWay === 'edit' && found.length === edits.length + 1;
  const expected = isUndone ? edits.slice(0, -1) : isEdited ? [...edits, found.at(-1)] : edits;
  expect(found).toEqual(expected);
}

/** Edits a run, takes edits back and branches from it, until the connection breaks. */
async function disturb(
  client: Client,
  run: number,
  random: RandomStream,
  acknowledged: Acknowledged,
): Promise<void> {
  try {
    for (;;) {
      const chance = random.uniform();
      if (chance < 0.3 && acknowledged.edits.length > 0) {
        acknowledged.underWay = 'undo';
        const undone = await unlessRefused(client.call('runs.undoEdit', { run }));
        if (undone !== null) acknowledged.edits = acknowledged.edits.slice(0, -1);
      } else if (chance < 0.45) {
        const step = (await client.call('runs.show', { run })).checkpoints.at(-1)?.step ?? 0;
        const changes = { steps: step + 10 };
        const child = await unlessRefused(client.call('runs.branch', { run, step, changes }));
        if (child !== null) acknowledged.branches.push({ run: child.run, step });
      } else {
        acknowledged.underWay = 'edit';
        const changes = { 'optimizer.learningRate': 0.001 + 0.002 * random.uniform() };
        const edit = await unlessRefused(client.call('runs.edit', { run, changes }));
        if (edit !== null) acknowledged.edits = [...acknowledged.edits, edit.step];
      }
      acknowledged.underWay = null;
      await wait(10);
    }
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || thrown.code !== 'disconnected') throw thrown;
  }
}

/** A change may come too late, or a branch may need what it would take back. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (thrown) {
    const refusals = ['conflict', 'not_found', 'finished', 'invalid_input'];
    if (thrown instanceof CodedError && refusals.includes(thrown.code)) return null;
    throw thrown;
  }
}

async function asked<T>(serve: ServeProcess, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await attach(serve.address);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
