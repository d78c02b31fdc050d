import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#contract/client.ts';
import type { RunDetail } from '#contract/run.ts';
import { attach } from '../../src-main/serve/attach.ts';
import { descent } from '../support/cli.ts';
import { startServe, temporaryDirectory } from '../support/serve-process.ts';

let folder: ReturnType<typeof temporaryDirectory>;

beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => folder.remove());

describe('descent edit', () => {
  it('changes a run that another process trains, shows it, and takes it back', async () => {
    const served = await startServe(folder.path);
    try {
      const client = await attach(served.address);
      const { run } = await client.call('runs.start', {
        spec: {
          dataset: { source: { kind: 'sample', name: 'iris.csv' } },
          model: { kind: 'linear' },
          loss: { kind: 'crossEntropy' },
          optimizer: { kind: 'adam', learningRate: 0.01 },
          steps: 100_000_000,
          batchSize: 16,
        },
      });
      await begun(client, run);
      const edited = await descent(
        folder.path,
        ...['edit', '1', '--set', 'optimizer.learningRate=0.001', '--set', 'batchSize=32'],
      );
      expect([edited.code, edited.stderr]).toEqual([
        0,
        expect.stringMatching(
          /^Run 1 goes on from step \d+ with optimizer\.learningRate 0\.01 → 0\.001, batchSize 16 → 32\. To take it back: descent edit 1 --undo\n$/,
        ),
      ]);
      const shown = JSON.parse((await descent(folder.path, 'show', '1', '--json')).stdout) as RunDetail;
      expect(shown.edits).toMatchObject([{ cause: 'user', spec: { batchSize: 32 } }]);
      expect((await descent(folder.path, 'show', '1')).stdout).toMatch(
        /after step \d+ +by hand +optimizer\.learningRate 0\.01 → 0\.001, batchSize 16 → 32/,
      );
      for (const [args, words] of [
        [['--set', 'learningRate=0.1'], 'did you mean optimizer.learningRate?'],
        [['--set', 'optimizer.learningRate=0'], 'optimizer.learningRate: has to be above 0, not 0'],
        [['--set', 'batchSize'], '--set batchSize has no value'],
        [['--set', 'seed=2'], 'seed cannot be changed while a run trains'],
        [['--set', 'batchSize=8', '--undo'], 'give --set or --undo'],
        [[], '--set optimizer.learningRate=0.001; or --undo'],
      ] as const) {
        const refused = await descent(folder.path, 'edit', '1', ...args);
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(words)]);
      }
      const undone = await descent(folder.path, 'edit', '1', '--undo', '--json');
      expect(undone.json()).toMatchObject({
        run: 1,
        step: shown.edits[0]?.step,
        changes: [{ path: 'optimizer.learningRate' }, { path: 'batchSize' }],
      });
      const again = await descent(folder.path, 'edit', '1', '--undo');
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('No settings of run 1')]);
      await begun(client, run);
      const stopped = await descent(folder.path, 'stop', '1', '--after-epoch', '--json');
      expect(stopped.json()).toEqual({ run: 1, state: 'stopped' });
      await client.call('runs.resume', { run });
      await begun(client, run);
      await client.call('runs.pause', { run });
      const later = await descent(folder.path, 'stop', '1', '--after-epoch');
      expect(later.stdout + later.stderr).toContain('stops with its epoch once it goes on: descent resume 1');
      client.close();
    } finally {
      await served.stop();
    }
  }, 60_000);

  it('has nothing to change of a run that has ended', async () => {
    await descent(folder.path, 'train', 'iris', '--set', 'epochs=1');
    const refused = await descent(folder.path, 'edit', '1', '--set', 'batchSize=8');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('Run 1 is complete and has no next step. Branch'),
    ]);
  });
});

describe('descent train --stop-at', () => {
  it('stops there with a checkpoint, which is what was asked for, and resume goes on', async () => {
    const part = await descent(folder.path, 'train', 'iris', '--stop-at', '12');
    expect([part.code, part.json()]).toMatchObject([0, { run: 1, state: 'stopped' }]);
    expect(part.stderr).toContain('Run 1 is stopped, as it was to. To go on: descent resume 1');
    expect((await descent(folder.path, 'show', '1')).stdout).toMatch(/ended +after step 12, as it was to/);
    const more = await descent(folder.path, 'resume', '1', '--stop-at', '20');
    expect([more.code, more.json()]).toMatchObject([0, { state: 'stopped' }]);
    const rest = await descent(folder.path, 'resume', '1');
    expect([rest.code, rest.json()]).toMatchObject([0, { state: 'complete' }]);
    expect((await descent(folder.path, 'show', '1')).stdout).not.toContain('as it was to');
  }, 60_000);

  it.each([
    [['--stop-at', 'soon'], '--stop-at soon is no step'],
    [['--stop-at', '0'], 'would train nothing'],
    [['--stop-at', '9', '--seeds', '2'], 'leave --stop-at out'],
  ])('%j is refused in words', async (args, words) => {
    const refused = await descent(folder.path, 'train', 'iris', ...args);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(words)]);
  });

  it('says which budget ended a run', async () => {
    const trained = await descent(folder.path, 'train', 'iris', '--set', 'budget.epochs=2');
    expect([trained.code, trained.json()]).toMatchObject([0, { state: 'complete' }]);
    expect(trained.stderr).toContain('its budget of epochs was used up: 2 of 2');
    expect((await descent(folder.path, 'show', '1')).stdout).toMatch(/ended +after step 16, by its budget/);
  });
});

/** Waits until points of the run are written. */
async function begun(client: Client, run: number): Promise<void> {
  let news = Promise.withResolvers<undefined>();
  const unsubscribe = client.subscribe(`run:${run}`, () => news.resolve(undefined));
  for (;;) {
    const { state, metrics } = await client.call('runs.show', { run });
    if (state === 'running' && Object.keys(metrics).length > 0) break;
    await news.promise;
    news = Promise.withResolvers();
  }
  unsubscribe();
}
