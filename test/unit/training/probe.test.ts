import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { trainingSpecSchema, type TrainingSpecInput } from '#contract/training.ts';
import { probeSpec } from '../../../src-main/engine/training/probe.ts';
import { openFiles } from '../../../src-main/worker/entry-files.ts';

const files = openFiles({
  resourcesDirectory: 'resources',
  datasetsDirectory: 'none',
  enginesDirectory: 'none',
});
const spec = (changes: Partial<TrainingSpecInput> = {}) =>
  v.parse(trainingSpecSchema, {
    dataset: { source: { kind: 'sample', name: 'iris.csv' }, target: 'target' },
    preprocessing: [{ step: 'standardise' }],
    model: { kind: 'mlp', hidden: [8] },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    epochs: 1_000_000,
    ...changes,
  });

describe('a probe', () => {
  it('takes some steps and evaluations of a training that would last for days, and says what they took', async () => {
    const probe = await probeSpec(spec(), { files, clock: Date.now });
    expect(probe).toMatchObject({ engine: 'Descent (WebAssembly)', threads: 1 });
    expect(probe.steps).toBeGreaterThanOrEqual(3);
    expect(probe.steps).toBeLessThanOrEqual(400);
    expect(probe.evaluations).toBeGreaterThan(0);
    expect(probe.stepsMs).toBeGreaterThan(0);
    // Weights and two moments of 4·8 + 8 + 8·3 + 3 numbers are among what is kept.
    expect(probe.checkpointBytes).toBeGreaterThan(67 * 3 * 4);
    expect(probe.peakMemoryBytes).toBeGreaterThan(10_000_000);
  });

  it('is not ended by early stopping, nor takes more steps than the training', async () => {
    const short = spec({ earlyStopping: { patience: 1 }, epochs: undefined, steps: 5 });
    const probe = await probeSpec(short, { files, clock: Date.now });
    expect(probe).toMatchObject({ steps: 5, evaluations: 1 });
  });

  it('ends when nobody waits for it any more', async () => {
    const probe = await probeSpec(spec(), { files, clock: Date.now, aborted: () => true });
    expect(probe.steps).toBe(0);
  });

  it('fails as the training would', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e30 } as const;
    await expect(probeSpec(spec({ optimizer }), { files, clock: Date.now })).rejects.toMatchObject({
      code: 'diverged',
    });
  });
});
