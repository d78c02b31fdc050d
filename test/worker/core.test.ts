import { rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownDataset } from '#contract/dataset.ts';
import type { ConfusionResult } from '#contract/result.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { sampleSpec } from '../support/training.ts';
import { messagesOf } from '../support/messages-of.ts';

/** Trains on and on, a point at every step. */
const endless: TrainingSpecInput = {
  name: 'endless',
  dataset: { source: { kind: 'linear', rows: 50, weights: [1, -2], noise: 0.1 }, split: { validation: 0 } },
  model: { kind: 'linear' },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'sgd', learningRate: 0.001 },
  steps: 100_000_000,
  evaluateEverySteps: 100_000_000,
};

const kindsOf = async (run: number): Promise<string[]> =>
  (await test.client.call('runs.events', { run })).map(({ kind }) => kind);

let folder: ReturnType<typeof temporaryDirectory>;
let test: TestCore;

beforeEach(() => {
  folder = temporaryDirectory();
  test = openTestCore(folder.path);
});
afterEach(async () => {
  await test.close();
  folder.remove();
});

describe('a file that is dropped into the window', () => {
  const bytes = new TextEncoder().encode(
    `x,y\n${Array.from({ length: 40 }, (_, i) => `${i},${2 * i + 1}`).join('\n')}\n`,
  );
  const own = async (): Promise<readonly string[]> =>
    (await test.client.call('datasets.list', {}))
      .filter(({ source, isGone }) => source.kind === 'stored' && !isGone)
      .map(({ name }) => name);

  it('is kept only when it can be read as data', async () => {
    const picture = Uint8Array.from({ length: 200 }, (_, index) => (index * 37) % 256);
    await expect(
      test.client.call('datasets.store', { name: 'cat.csv', bytes: picture }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await own()).toEqual([]);
    await test.client.call('datasets.store', { name: 'line.csv', bytes });
    expect(await own()).toEqual(['line.csv']);
  });

  it('is removed when no run needs it, or when it is confirmed', async () => {
    const { source } = await test.client.call('datasets.store', { name: 'line.csv', bytes });
    if (source.kind !== 'stored') throw new Error('not stored');
    const spec = await test.client.call('datasets.proposeSpec', { dataset: { source } });
    const run = await test.start({ ...spec, epochs: 1 });
    await test.ended(run);
    await expect(test.client.call('datasets.remove', { sha256: source.sha256 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`Run ${run} was trained on this file.`) as string,
    });
    expect(await own()).toEqual(['line.csv']);
    await test.client.call('datasets.remove', { sha256: source.sha256, confirmed: true });
    expect(await own()).toEqual([]);
    await expect(test.client.call('datasets.remove', { sha256: source.sha256 })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(test.client.call('datasets.remove', { sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('data that runs were trained on', () => {
  it('is listed by its path, with what it held, whether it is still there or not', async () => {
    const path = join(folder.path, 'line.csv');
    const rows = (slope: number): string =>
      Array.from({ length: 30 }, (_, i) => `${i},${slope * i}`).join('\n');
    const trained = async (): Promise<string> => {
      const source = { kind: 'file', path } as const;
      const spec = await test.client.call('datasets.proposeSpec', { dataset: { source } });
      const detail = await test.ended(await test.start({ ...spec, epochs: 1 }));
      return detail.environment?.datasetSha256 ?? '';
    };
    const listed = async (): Promise<KnownDataset | undefined> =>
      (await test.client.call('datasets.list', {})).find(({ source }) => source.kind === 'file');
    writeFileSync(path, `x,y\n${rows(2)}\n`);
    const [first] = [await trained(), await trained()];
    const before = { name: 'line.csv', source: { kind: 'file', path } };
    const content = { sha256: first, runs: 2, rowCount: 30 };
    expect(await listed()).toEqual({
      ...before,
      sizeBytes: statSync(path).size,
      isGone: false,
      runs: 2,
      contents: [content],
    });
    writeFileSync(path, `x,y\n${rows(3)}\n40,120\n`);
    const second = await trained();
    rmSync(path);
    const contents = [{ sha256: second, runs: 1, rowCount: 31 }, content];
    expect(await listed()).toEqual({ ...before, sizeBytes: 0, isGone: true, runs: 3, contents });
    const onFirst = await test.client.call('runs.list', { datasets: [first] });
    expect(onFirst.rows.map(({ id }) => id)).toEqual([2, 1]);
    await test.client.call('runs.delete', { runs: [1, 2, 3] });
    expect(await listed()).toBeUndefined();
  });
});

describe('a run', () => {
  it('goes from a spec to metrics, params, a checkpoint and predictions', async () => {
    const run = await test.start(sampleSpec('iris'));
    const detail = await test.ended(run);
    expect(detail.state).toBe('complete');
    expect(detail.error).toBe(null);
    expect(detail.metrics['val/accuracy']?.last).toBeGreaterThanOrEqual(0.95);
    expect(detail.metrics['batch/loss']?.count).toBe(800);
    expect(detail.params).toMatchObject({
      'optimizer.kind': 'adam',
      'optimizer.learningRate': 0.05,
      'preprocessing.0.step': 'standardise',
      batchSize: 16,
      seed: 0,
    });
    expect(detail.environment).toMatchObject({ engine: detail.engine });
    // Alone, it has all cores.
    expect(detail.environment?.threads).toBe(Math.min(8, availableParallelism()));
    expect(detail.checkpoints.at(-1)).toMatchObject({ step: 800 });
    expect((detail.results['confusion'] as ConfusionResult).counts.flat().reduce((a, b) => a + b)).toBe(30);
    const points = await test.client.call('runs.points', { run, key: 'batch/loss' });
    expect([...points.steps]).toEqual(Array.from({ length: 800 }, (_, index) => index + 1));

    const prediction = await test.client.call('runs.predict', {
      run,
      values: { sepal_length_cm: 5.1, sepal_width_cm: 3.5, petal_length_cm: 1.4, petal_width_cm: 0.2 },
    });
    expect(prediction).toMatchObject({ warnings: [] });
    expect(prediction.classes?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    expect(prediction.value).toBe(prediction.classes?.[0]?.name);
  });

  it('leaves no trace when its spec does not fit its data', async () => {
    const spec = {
      ...sampleSpec('iris'),
      dataset: { source: { kind: 'sample', name: 'iris.csv' }, target: 'tarjet' },
    };
    await expect(test.start(spec as TrainingSpecInput)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('Did you mean "target"?') as string,
    });
    expect(await test.client.call('runs.list', {})).toEqual({ rows: [], total: 0 });
  });

  it('begins with the weights of another, says so, and does not need it any more afterwards', async () => {
    const iris = { ...sampleSpec('iris'), epochs: 3, model: { kind: 'mlp' as const, hidden: [4] } };
    const parent = await test.start(iris);
    await expect(test.start({ ...iris, initializer: { kind: 'run', run: 99 } })).rejects.toMatchObject({
      details: { issues: [{ path: 'initializer.run', message: 'There is no run 99. Choose another run.' }] },
    });
    await test.ended(parent);
    const initializer = { kind: 'run' as const, run: parent, layers: ['dense1'] };
    const endlessly = { ...iris, initializer, epochs: 10_000_000, evaluateEverySteps: 100_000 };
    const checked = await test.client.call('specs.check', { spec: endlessly });
    expect(checked.issues).toEqual([]);
    expect(messagesOf(checked.plan?.warnings).join()).toContain(
      `Begins with the weights of run ${parent} after step`,
    );
    const run = await test.start(endlessly);
    await test.committed(run, 50);
    expect(await test.show(run)).toMatchObject({
      parentRunId: parent,
      params: { 'initializer.kind': 'run', 'initializer.run': parent, 'initializer.layers.0': 'dense1' },
    });
    const events = await test.client.call('runs.events', { run });
    expect(events.map(({ message }) => message).join()).toContain('dense1. Begun anew: ');
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    await test.client.call('runs.delete', { runs: [parent] });
    const refused = await test.client.call('specs.check', { spec: endlessly });
    expect(refused.issues).toMatchObject([{ path: 'initializer.run' }]);
    await test.client.call('runs.emptyTrash', {});
    await test.client.call('runs.resume', { run });
    await test.until(run, 'running');
    expect(await test.client.call('runs.layers', { run })).toMatchObject([
      { layer: 'dense1' },
      { layer: 'output' },
    ]);
    await test.client.call('runs.stop', { run });
    expect(await test.ended(run)).toMatchObject({ state: 'stopped', parentRunId: null });
  });

  it('that diverges ends as failed, keeps every point, and says which rate does not', async () => {
    const run = await test.start({
      ...endless,
      optimizer: { kind: 'sgd', learningRate: 50 },
      steps: 5000,
    });
    const detail = await test.ended(run);
    expect(detail.state).toBe('failed');
    expect(detail.error).toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/diverged at step \d+.*lower learning rate, such as 0\./) as string,
      details: { suggestion: { 'optimizer.learningRate': expect.any(Number) as number } },
    });
    const { steps, values } = await test.client.call('runs.points', { run, key: 'batch/loss' });
    expect(steps.length).toBe(detail.error?.details?.['step']);
    expect(Number.isFinite(values.at(-1))).toBe(false);
    expect(values.slice(0, -1).every(Number.isFinite)).toBe(true);

    // The rate that it names does better.
    const [, rate] = /such as ([\d.]+)\.$/.exec(detail.error?.message ?? '') ?? [];
    const optimizer = { kind: 'sgd' as const, learningRate: Number(rate) };
    const again = await test.start({ ...endless, optimizer, steps: 200 });
    expect(await test.ended(again)).toMatchObject({ state: 'complete' });
  });

  it('is paused, goes on, and is stopped; what it has done stays', async () => {
    const run = await test.start(endless);
    await test.committed(run, 50);
    await test.client.call('runs.pause', { run });
    await test.until(run, 'paused');
    await expect.poll(() => kindsOf(run)).toContain('paused');
    await test.client.call('runs.resume', { run });
    await test.until(run, 'running');
    const before = (await test.show(run)).metrics['batch/loss']?.count ?? 0;
    await test.committed(run, before + 50);
    await test.client.call('runs.stop', { run });
    const stopped = await test.ended(run);
    expect(stopped.state).toBe('stopped');
    expect(stopped.checkpoints.at(-1)?.step).toBe(stopped.metrics['batch/loss']?.lastStep);
    expect(await kindsOf(run)).toContain('resumed');
  });

  it('refuses commands that its state does not allow, and says why', async () => {
    const run = await test.start(sampleSpec('iris'));
    await test.ended(run);
    await expect(test.client.call('runs.pause', { run })).rejects.toMatchObject({ code: 'conflict' });
    await expect(test.client.call('runs.stop', { run })).rejects.toMatchObject({ code: 'conflict' });
    await expect(test.client.call('runs.resume', { run })).rejects.toMatchObject({ code: 'finished' });
    await expect(test.client.call('runs.stop', { run: 99 })).rejects.toMatchObject({ code: 'conflict' });
    await expect(test.show(99)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that was interrupted goes on from its checkpoint and ends as if nothing had happened', async () => {
    const spec = { ...sampleSpec('iris'), epochs: 1500 };
    const whole = await test.ended(await test.start(spec));
    const run = await test.start(spec);
    await test.committed(run, 100);
    await test.close();

    test = openTestCore(folder.path);
    const interrupted = await test.show(run);
    expect(interrupted.state).toBe('interrupted');
    await test.client.call('runs.resume', { run });
    const resumed = await test.ended(run);
    expect(resumed.state).toBe('complete');
    for (const key of ['batch/loss', 'val/loss', 'val/accuracy']) {
      const before = await test.client.call('runs.points', { run: whole.id, key });
      const after = await test.client.call('runs.points', { run, key });
      expect(after.steps).toEqual(before.steps);
      expect(after.values).toEqual(before.values);
    }
    expect(resumed.metrics['batch/loss']).toEqual(whole.metrics['batch/loss']);
  });

  it('whose data are gone is not resumed and stays as it was', async () => {
    const text = `x,y\n${Array.from({ length: 40 }, (_, i) => `${i},${2 * i + 1}`).join('\n')}\n`;
    const bytes = new TextEncoder().encode(text);
    const { source } = await test.client.call('datasets.store', { name: 'line.csv', bytes });
    if (source.kind !== 'stored') throw new Error('not stored');
    const run = await test.start({ ...endless, dataset: { source, target: 'y' } });
    await test.committed(run, 20);
    await test.client.call('runs.stop', { run });
    const stopped = await test.ended(run);
    await test.client.call('datasets.remove', { sha256: source.sha256, confirmed: true });
    await expect(test.client.call('runs.resume', { run })).rejects.toMatchObject({ code: 'invalid_input' });
    const after = await test.show(run);
    expect(after.state).toBe('stopped');
    expect(after.metrics['batch/loss']).toEqual(stopped.metrics['batch/loss']);
  });

  it('does not touch another that runs beside it', async () => {
    const first = await test.start(endless);
    const second = await test.start(endless);
    await Promise.all([test.committed(first, 20), test.committed(second, 20)]);
    await test.client.call('runs.stop', { run: first });
    await test.ended(first);
    const count = (await test.show(second)).metrics['batch/loss']?.count ?? 0;
    await test.committed(second, count + 20);
    expect((await test.show(second)).state).toBe('running');
    await test.client.call('runs.stop', { run: second });
    await test.ended(second);
  });
});

describe('the trash', () => {
  it('takes runs that have ended, gives them back, and frees their bytes when emptied', async () => {
    const run = await test.start(sampleSpec('digits-mlp'));
    await test.committed(run, 10);
    await expect(test.client.call('runs.delete', { runs: [run] })).rejects.toMatchObject({
      code: 'conflict',
    });
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    expect(await test.client.call('runs.delete', { runs: [run] })).toEqual({ moved: 1 });
    expect((await test.client.call('runs.list', {})).total).toBe(0);
    expect((await test.client.call('runs.list', { trashed: true })).total).toBe(1);
    expect(await test.client.call('runs.restore', { runs: [run] })).toEqual({ restored: 1 });
    expect((await test.client.call('runs.list', {})).total).toBe(1);
    await test.client.call('runs.delete', { runs: [run] });
    const { runs, freedBytes } = await test.client.call('runs.emptyTrash', {});
    expect(runs).toBe(1);
    // The checkpoint alone holds weights and two slots of some 17,000 numbers.
    expect(freedBytes).toBeGreaterThan(17_000 * 3 * 4);
    await expect(test.show(run)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the data directory', () => {
  it('has one owner; it is free again when that one closes', async () => {
    expect(() => openTestCore(folder.path)).toThrow(/Another Descent .* is using/);
    await test.close();
    test = openTestCore(folder.path);
    expect((await test.client.call('system.info', {})).readOnly).toBe(false);
  });

  it('remembers settings of windows', async () => {
    await test.client.call('settings.set', {
      name: 'runs.columns',
      value: { shown: ['a'], width: Number.NaN },
    });
    await test.close();
    test = openTestCore(folder.path);
    expect(await test.client.call('settings.get', { name: 'runs.columns' })).toMatchObject({ shown: ['a'] });
    expect(await test.client.call('settings.get', { name: 'nothing' })).toBe(null);
  });
});
