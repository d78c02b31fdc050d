import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Client } from '#contract/client.ts';
import type { SweepDetail } from '#contract/sweep/sweep-view.ts';
import type { SweepSpecInput } from '#contract/sweep/sweep.ts';
import { stream } from '../../src-main/base/random.ts';
import { signalGroup } from '../../src-main/command/process-group.ts';
import { processBeginning } from '../../src-main/command/process-identity.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { startServe, temporaryDirectory, type ServeProcess } from '../support/serve-process.ts';
import { essence, startSweep, sweepEnded, untilSweep } from '../support/sweeps.ts';
import { temporaryFiles } from '../support/temporary-files.ts';
import { sampleSpec } from '../support/training.ts';

/** More of them: KILLS=20 npm run test:unit -- test/worker/sweep-kill.test.ts */
const kills = Number(process.env['KILLS'] ?? 3);
const longestMs = 900;

describe.skipIf(process.platform === 'win32')('a sweep whose process is killed at random moments', () => {
  it(
    'goes on with the same trials, each told to its end once, and leaves no command running: a command',
    async () => {
      const files = temporaryFiles();
      onTestFinished(files.remove);
      const log = join(files.folder, 'log');
      appendFileSync(log, '');
      // Every beginning and every end is written down, to see what was run.
      const script = files.write(
        'trial.mjs',
        `import { appendFileSync } from 'node:fs';
         const note = (what) => appendFileSync(${JSON.stringify(log)}, what + ' ' + process.env.DESCENT_TRIAL + ' ' + process.pid + '\\n');
         process.stdout.on('error', () => {});
         note('begin');
         for (let step = 1; step <= 4; step++) { await new Promise((done) => setTimeout(done, 60)); console.log(JSON.stringify({ score: Number(process.argv[2]) ** 2 + 1 / step, step })); }
         note('end');`,
      );
      const spec: SweepSpecInput = {
        sampler: 'tpe',
        seed: 5,
        trials: 14,
        // One at a time, so that the order of the trials' ends is no matter of chance.
        workers: 1,
        objective: { metric: 'score', direction: 'minimise', take: 'last' },
        command: { argv: [process.execPath, script, '{x}'], cwd: files.folder },
        space: { x: { type: 'float', low: -1, high: 1 } },
      };
      const { whole, detail } = await killedAndWhole(spec);
      expect(essence(detail)).toEqual(essence(whole));
      for (const { state, last } of detail.trialRows) expect([state, last?.step]).toEqual(['complete', 4]);
      const pids = readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => Number(line.split(' ')[2]));
      expect(pids.filter((pid) => processBeginning(pid) !== null)).toEqual([]);
    },
    60_000 + kills * 30_000,
  );

  it(
    'goes on with the same trials and runs, from their checkpoints: a training',
    async () => {
      const spec: SweepSpecInput = {
        sampler: 'random',
        seed: 6,
        trials: 5,
        workers: 2,
        objective: { metric: 'val/loss' },
        training: { ...sampleSpec('iris'), epochs: 40 },
        space: {
          'optimizer.learningRate': { type: 'float', low: 1e-3, high: 1, log: true },
          batchSize: { type: 'int', low: 8, high: 32 },
        },
      };
      const { whole, detail } = await killedAndWhole(spec);
      expect(essence(detail)).toEqual(essence(whole));
      const runs = detail.trialRows.map(({ run }) => run);
      expect(runs).not.toContain(null);
      expect(new Set(runs).size).toBe(5);
    },
    60_000 + kills * 60_000,
  );

  it(
    'goes on with the same copies of the same trials: a population',
    async () => {
      const spec: SweepSpecInput = {
        sampler: { kind: 'pbt', everySteps: 4 },
        seed: 8,
        trials: 4,
        workers: 2,
        objective: { metric: 'val/loss' },
        training: { ...sampleSpec('iris'), epochs: 12 },
        space: {
          'optimizer.learningRate': { type: 'float', low: 1e-3, high: 1, log: true },
          batchSize: { type: 'int', low: 8, high: 32 },
        },
      };
      const { whole, detail } = await killedAndWhole(spec);
      expect(essence(detail)).toEqual(essence(whole));
      expect(detail.trialRows.map(({ copy }) => copy)).toEqual(whole.trialRows.map(({ copy }) => copy));
      expect(new Set(detail.trialRows.map(({ run }) => run)).size).toBe(detail.trialRows.length);
    },
    120_000 + kills * 60_000,
  );
});

it.skipIf(process.platform === 'win32')(
  'commands that a killed Descent left running are found and ended by the next one, which says so',
  async () => {
    const folder = temporaryDirectory();
    const files = temporaryFiles();
    let serve: ServeProcess = await startServe(folder.path);
    onTestFinished(async () => {
      await serve.kill();
      folder.remove();
      files.remove();
    });
    const path = files.write(
      'endless.mjs',
      'console.log(JSON.stringify({ pid: process.pid, score: 1 })); setInterval(() => {}, 1000);',
    );
    const sweep = await withClient(serve, (client) =>
      startSweep(client, {
        trials: 2,
        workers: 1,
        objective: { metric: 'score', direction: 'minimise' },
        command: { argv: [process.execPath, path, '{x}'], cwd: files.folder },
        space: { x: { type: 'float', low: 0, high: 1 } },
      }),
    );
    const pid = await withClient(serve, async (client) => {
      await untilSweep(client, sweep, ({ trialRows }) => trialRows.some(({ last }) => last !== null));
      const { reports } = await client.call('sweeps.trialOutput', { sweep, trial: 0 });
      return reports.find(({ metric }) => metric === 'pid')?.value ?? 0;
    });
    await serve.kill();
    expect(signalGroup(pid, 0)).toBe(true);
    serve = await startServe(folder.path);
    const { reason, state } = await withClient(serve, (client) =>
      untilSweep(client, sweep, (detail) => detail.reason !== null),
    );
    expect({ state, code: reason?.said?.code }).toEqual({ state: 'interrupted', code: 'sweep.orphansEnded' });
    expect(signalGroup(pid, 0)).toBe(false);
    const offered = await withClient(serve, (client) => client.call('sweeps.interrupted', {}));
    expect(offered).toMatchObject([{ id: sweep, runs: [] }]);
  },
);

/** The sweep without a kill, and with some. */
async function killedAndWhole(
  spec: SweepSpecInput,
): Promise<{ readonly whole: SweepDetail; readonly detail: SweepDetail }> {
  const folder = temporaryDirectory();
  let serve: ServeProcess = await startServe(folder.path);
  onTestFinished(async () => {
    await serve.kill();
    folder.remove();
  });
  const whole = await withClient(serve, async (client) => sweepEnded(client, await startSweep(client, spec)));
  const moments = stream(1, 'sweep-kills', spec.command === undefined ? 'training' : 'command');
  const sweep = await withClient(serve, (client) => startSweep(client, spec));
  for (let kill = 0; kill < kills; kill++) {
    await withClient(serve, (client) =>
      untilSweep(client, sweep, ({ state, trials }) => state !== 'running' || trials.running > 0),
    );
    await wait(moments.uniform() * longestMs);
    await serve.kill();
    serve = await startServe(folder.path);
    await withClient(serve, async (client) => {
      const { state } = await client.call('sweeps.show', { sweep });
      expect(['interrupted', 'complete']).toContain(state);
      if (state === 'interrupted') await client.call('sweeps.resume', { sweep });
    });
  }
  const detail = await withClient(serve, (client) => sweepEnded(client, sweep));
  return { whole, detail };
}

async function withClient<T>(serve: ServeProcess, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await attach(serve.address);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
