import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#contract/client.ts';
import { isFinished } from '#contract/run.ts';
import { trainingSpecSchema } from '#contract/training.ts';
import { stream } from '../../src-main/base/random.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { disturb, expectedEdits, nothingAcknowledged } from '../support/kills/disturb.ts';
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
      let acknowledged = nothingAcknowledged();
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
        const found = edits.map(editStep);
        expect(found).toEqual(expectedEdits(found, acknowledged));
        acknowledged.edits = found;
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
          acknowledged = nothingAcknowledged();
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

const editStep = ({ step }: { readonly step: number }): number => step;

async function asked<T>(serve: ServeProcess, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await attach(serve.address);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
