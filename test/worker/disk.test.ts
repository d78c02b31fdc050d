import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRow } from '#contract/run.ts';
import { descent } from '../support/cli.ts';
import { openTestCore } from '../support/core.ts';
import { cannotMount, readOnlyView, smallDisk } from '../support/mounts.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const megabyte = 1024 * 1024;

/** Takes what is free on the disk of a folder, so that nothing more can be written. */
function fill(folder: string): string {
  const path = join(folder, 'filler');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(path, Buffer.alloc(bavail * bsize, 1));
  return path;
}

describe.skipIf(cannotMount !== null)(
  `a disk in trouble${cannotMount === null ? '' : ` (skipped: ${cannotMount})`}`,
  () => {
    it('full while training: the run waits and says why; with room again it goes on, and no point is missing', async () => {
      const disk = smallDisk(8 * megabyte);
      const data = join(disk, 'data');
      const test = openTestCore(data);
      onTestFinished(() => test.close());
      const run = await test.start({
        name: 'endless',
        dataset: {
          source: { kind: 'linear', rows: 50, weights: [1, -2], noise: 0.1 },
          split: { validation: 0 },
        },
        model: { kind: 'linear' },
        loss: { kind: 'meanSquaredError' },
        optimizer: { kind: 'sgd', learningRate: 0.001 },
        steps: 100_000_000,
        evaluateEverySteps: 100_000_000,
      });
      await test.committed(run, 100);
      const filler = fill(disk);
      const storageError = async () => (await test.client.call('system.load', {})).storageError;
      await expect.poll(storageError, { timeout: 20_000 }).toMatchObject({
        code: 'storage_full',
        message: expect.stringMatching(/is full.*Make room/) as string,
      });
      // What is known while nothing can be written is not lost: the run waits.
      expect(['paused', 'running']).toContain((await test.show(run)).state);

      rmSync(filler);
      await expect.poll(storageError, { timeout: 20_000 }).toBe(null);
      await test.until(run, 'running');
      const count = (await test.show(run)).metrics['batch/loss']?.count ?? 0;
      await test.committed(run, count + 100);
      await test.client.call('runs.stop', { run });
      const detail = await test.ended(run);
      expect(detail.state).toBe('stopped');
      const { steps } = await test.client.call('runs.points', { run, key: 'batch/loss' });
      expect(steps).toEqual(Float64Array.from({ length: steps.length }, (_, index) => index + 1));
      expect(steps.length).toBe(detail.checkpoints.at(-1)?.step);
    });

    it('full at the start: a run is refused in words, and nothing is half there', async () => {
      const disk = smallDisk(2 * megabyte);
      fill(disk);
      const result = await descent(join(disk, 'data'), 'train', 'iris');
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(/full.*(Make room|choose another)/);
    });

    it('read-only: training is refused in words, looking at what is there still works', async () => {
      const folder = temporaryDirectory();
      onTestFinished(() => folder.remove());
      expect((await descent(folder.path, 'train', 'iris', '--set', 'epochs=2')).code).toBe(0);
      const view = readOnlyView(folder.path);
      const refused = await descent(view, 'train', 'iris');
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toMatch(/cannot be written to.*Change .*permissions.*--data/);
      const runs = await descent(view, 'runs', '--json');
      expect(JSON.parse(runs.stdout)).toMatchObject([{ id: 1, state: 'complete' } satisfies Partial<RunRow>]);
      const doctor = await descent(view, 'doctor');
      expect(doctor.code).toBe(1);
      expect(doctor.stdout).toMatch(/NO +Data directory +.* cannot be written to/);
    });
  },
);
