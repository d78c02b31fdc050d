import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail } from '#contract/run.ts';
import { descent } from '../support/cli.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const folder = temporaryDirectory();
const shown = async (run: number): Promise<RunDetail> => {
  const { stdout } = await descent(folder.path, 'show', String(run), '--json');
  // Our own JSON.
  return JSON.parse(stdout) as RunDetail;
};

beforeAll(async () => {
  const settings = ['epochs=8', 'checkpoints.everySteps=16', 'checkpoints.best=0'];
  const trained = await descent(
    folder.path,
    'train',
    'iris',
    ...settings.flatMap((setting) => ['--set', setting]),
  );
  expect(trained.code).toBe(0);
}, 60_000);
afterAll(() => folder.remove());

describe('the command line', () => {
  it('shows the hash of the weights, and the checkpoints with their steps, bytes and hashes', async () => {
    const { weightsSha256, checkpoints } = await shown(1);
    expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(checkpoints.map(({ step }) => step)).toEqual([16, 32, 48, 64]);
    for (const { bytes, sha256 } of checkpoints) {
      expect(bytes).toBeGreaterThan(100);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    const { stdout } = await descent(folder.path, 'show', '1');
    expect(stdout).toContain(`SHA-256 ${weightsSha256}`);
    expect(stdout).toMatch(/step 32 +\d+ +regular +[0-9a-f]{12}/);
  }, 60_000);

  it('branches with other settings, verifies, trains again, and deletes a checkpoint', async () => {
    const branched = await descent(
      folder.path,
      ...['branch', '1', '--at', '32', '--set', 'optimizer.learningRate=0.1', '--json'],
    );
    expect([branched.code, branched.json()]).toMatchObject([0, { run: 2, state: 'complete' }]);
    expect(await shown(2)).toMatchObject({ parentRunId: 1, branchStep: 32 });
    const nowhere = await descent(folder.path, 'branch', '1', '--at', '33');
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('16, 32, 48, 64')]);

    const verified = await descent(folder.path, 'verify', '1', '--from', '16', '--steps', '16', '--json');
    expect([verified.code, verified.json()]).toMatchObject([
      0,
      { outcome: 'exact', fromStep: 16, toStep: 32 },
    ]);

    const again = await descent(folder.path, 'rerun', '1');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('Exact: the weights of run 3 have the same bits as those of run 1');

    const deleted = await descent(folder.path, 'delete', '1', '--checkpoint', '16', '--json');
    expect(deleted.json()).toMatchObject({ run: 1, deleted: 1 });
    expect((await shown(1)).checkpoints.map(({ step }) => step)).toEqual([32, 48, 64]);
  }, 60_000);
});
