import { expect, it, onTestFinished } from 'vitest';
import { openTestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { startSweep, sweepEnded } from '../support/sweeps.ts';
import { sampleSpec } from '../support/training.ts';

it('a training waits at a rung for its verdict, however short its epochs are', async () => {
  const folder = temporaryDirectory();
  const test = openTestCore(folder.path);
  onTestFinished(async () => {
    await test.close();
    folder.remove();
  });
  const sweep = await startSweep(test.client, {
    sampler: 'random',
    seed: 5,
    trials: 8,
    workers: 1,
    objective: { metric: 'val/loss' },
    pruner: { kind: 'asha', leastResource: 3, reduction: 2 },
    training: { ...sampleSpec('iris'), epochs: 24 },
    space: {
      'optimizer.learningRate': { type: 'float', low: 1e-4, high: 1, log: true },
      // Epochs of four to fifteen steps.
      batchSize: { type: 'int', low: 8, high: 32 },
    },
  });
  const detail = await sweepEnded(test.client, sweep);
  const paused = detail.trialRows.filter(({ state }) => state === 'paused');
  expect(detail.trials.complete).toBeGreaterThan(0);
  expect(paused.length).toBeGreaterThan(3);
  for (const { last, run } of paused) {
    expect([3, 6, 12]).toContain(last?.step);
    // Nothing was trained beyond it.
    const { checkpoints, spec } = await test.show(run ?? 0);
    const { stepsPerEpoch } = (await test.client.call('specs.check', { spec })).plan ?? { stepsPerEpoch: 0 };
    expect(Math.max(...checkpoints.map(({ step }) => step))).toBe((last?.step ?? 0) * stepsPerEpoch);
  }
});
