import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '#contract/checkpoint.ts';
import { CodedError } from '#contract/errors.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const iris: TrainingSpecInput = {
  name: 'parent',
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.1 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  batchSize: 20,
  steps: 60,
  checkpoints: { last: 1, best: 0, everySteps: 10 },
};

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

const pointsOf = async (run: number, key = 'batch/loss') => {
  const { steps, values } = await test.client.call('runs.points', { run, key });
  return Array.from(steps, (step, index) => [step, values[index]] as const);
};

const branch = async (run: number, step: number, changes: Record<string, unknown> = {}): Promise<number> =>
  (await test.client.call('runs.branch', { run, step, changes })).run;

const pathOf = (sha256: string): string => join(folder.path, 'artifacts', sha256.slice(0, 2), sha256);

describe('checkpoints by rules', () => {
  it('are written in regular distance, listed with their sizes and reasons, and thinned out', async () => {
    const run = await test.start({ ...iris, checkpoints: { last: 1, best: 2, everySteps: 5, keep: 4 } });
    const { checkpoints, weightsSha256 } = await test.ended(run);
    expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    const regular = checkpoints.filter(({ reasons }) => reasons.includes('regular'));
    expect(regular.map(({ step }) => step)).toEqual([20, 30, 40, 60]);
    expect(checkpoints.filter(({ reasons }) => reasons.includes('best'))).toHaveLength(2);
    for (const { sha256, bytes, damaged } of checkpoints) {
      expect(damaged).toBe(false);
      expect(statSync(pathOf(sha256)).size).toBe(bytes);
    }
  });

  it('give their bytes back when one is deleted, unless a branch needs them', async () => {
    const run = await test.start(iris);
    const { checkpoints } = await test.ended(run);
    const child = await branch(run, 20, { steps: 30 });
    await test.ended(child);
    const found = checkpoints.find(({ step }) => step === 10);
    expect(await test.client.call('runs.deleteCheckpoint', { run, step: 10 })).toEqual({
      freedBytes: found?.bytes,
    });
    expect(readdirSync(join(folder.path, 'artifacts'), { recursive: true })).not.toContain(found?.sha256);
    expect(await test.client.call('runs.deleteCheckpoint', { run, step: 20 })).toEqual({ freedBytes: 0 });
    await expect(test.client.call('runs.deleteCheckpoint', { run, step: 10 })).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('It has 30, 40, 50, 60') as string,
    });
  });
});

describe('a branch', () => {
  it('without a change becomes what its parent became, bit for bit', async () => {
    const parent = await test.ended(await test.start(iris));
    const child = await test.ended(await branch(parent.id, 20));
    expect(child).toMatchObject({
      state: 'complete',
      name: 'parent · from step 20',
      parentRunId: parent.id,
      branchStep: 20,
      weightsSha256: parent.weightsSha256,
    });
    expect(await pointsOf(child.id)).toEqual(await pointsOf(parent.id));
  });

  it('shows the history of its parent up to where it began, and its own from there', async () => {
    const parent = await test.ended(await test.start(iris));
    const child = await test.ended(await branch(parent.id, 30, { 'optimizer.learningRate': 0.1 }));
    const grandchild = await test.ended(await branch(child.id, 50, { 'optimizer.learningRate': 0.2 }));
    const [first, second, third] = await Promise.all(
      [parent.id, child.id, grandchild.id].map((run) => pointsOf(run)),
    );
    expect(second?.slice(0, 30)).toEqual(first?.slice(0, 30));
    expect(second?.[31]).not.toEqual(first?.[31]);
    expect(third?.slice(0, 50)).toEqual(second?.slice(0, 50));
    expect(third?.map(([step]) => step)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    // Nothing is there twice.
    expect(grandchild.metrics['batch/loss']?.count).toBe(10);
    const { lines, x } = await test.client.call('runs.series', {
      lines: [{ run: grandchild.id, key: 'batch/loss' }],
      width: 1000,
    });
    expect([...x]).toEqual(third?.map(([step]) => step));
    expect([...(lines[0]?.last ?? [])]).toEqual(third?.map(([, value]) => value));
    expect(await test.client.call('runs.lineage', { run: child.id })).toMatchObject([
      { run: parent.id, parent: null, branchStep: null, changes: [], lastStep: 60 },
      {
        run: child.id,
        parent: parent.id,
        branchStep: 30,
        changes: [{ path: 'optimizer.learningRate', from: 0.01, to: 0.1 }],
      },
      { run: grandchild.id, parent: child.id, branchStep: 50 },
    ]);
  });

  it('from the part that it shares with its parent is a branch of the parent', async () => {
    const parent = await test.ended(await test.start(iris));
    const child = await test.ended(await branch(parent.id, 40));
    const other = await test.ended(await branch(child.id, 20, { epochs: 11 }));
    expect(other).toMatchObject({ parentRunId: parent.id, branchStep: 20, name: 'parent · from step 20' });
    expect((await pointsOf(other.id)).at(-1)?.[0]).toBe(66);
  });

  it('keeps its history and its beginning when its parent is deleted, until it goes itself', async () => {
    const parent = await test.ended(await test.start(iris));
    const child = await test.ended(await branch(parent.id, 20, { steps: 40 }));
    const before = await pointsOf(child.id);
    await test.client.call('runs.delete', { runs: [parent.id] });
    await test.client.call('runs.emptyTrash', {});
    await expect(test.show(parent.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await pointsOf(child.id)).toEqual(before);
    expect(await test.client.call('runs.list', { trashed: true })).toEqual({ rows: [], total: 0 });
    expect(await test.client.call('runs.lineage', { run: child.id })).toMatchObject([
      { run: parent.id, removed: true, lastStep: 20 },
      { run: child.id, removed: false },
    ]);
    const again = await test.ended(await branch(child.id, 20, { steps: 40 }));
    expect(again.weightsSha256).toBe(child.weightsSha256);
    await test.client.call('runs.delete', { runs: [child.id, again.id] });
    expect(await test.client.call('runs.emptyTrash', {})).toMatchObject({ runs: 2 });
    expect(
      readdirSync(join(folder.path, 'artifacts'), { recursive: true }).filter(
        (name) => String(name).length > 60,
      ),
    ).toEqual([]);
  });

  it('is refused where there is no checkpoint, and for what the weights were not made for', async () => {
    const parent = await test.ended(await test.start(iris));
    await expect(branch(parent.id, 25)).rejects.toMatchObject({
      code: 'not_found',
      message: `Run ${parent.id} has no checkpoint at step 25. Choose one of these steps: 10, 20, 30, 40, 50, 60.`,
    });
    const refusals: [Record<string, unknown>, string, string][] = [
      [{ 'model.hidden': [9] }, 'model', 'weights" is [4, 8]'],
      [{ 'model.hidden': [8, 8] }, 'model', 'has no "dense'],
      [{ seed: 3 }, 'seed', 'which rows are held out'],
      [{ 'preprocessing.0.step': 'robust' }, 'preprocessing', 'the weights were made with it'],
      [{ 'dataset.split': { validation: 0.4 } }, 'dataset', 'the weights were made with it'],
      [{ steps: 20 }, 'steps', 'Give more steps'],
      [{ 'optimizer.learningRat': 0.1 }, 'optimizer.learningRat', 'learningRate'],
    ];
    for (const [changes, path, message] of refusals) {
      const { issues } = await test.client.call('runs.checkBranch', { run: parent.id, step: 20, changes });
      expect(issues).toEqual([
        expect.objectContaining({ path, message: expect.stringContaining(message) as string }),
      ]);
      await expect(branch(parent.id, 20, changes)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect((await test.client.call('runs.list', {})).total).toBe(1);
  });

  it('may learn in any other way', async () => {
    const parent = await test.ended(await test.start(iris));
    const changes: Record<string, unknown>[] = [
      { 'optimizer.kind': 'momentum', 'optimizer.learningRate': 0.05 },
      { optimizer: { kind: 'lbfgs', learningRate: 1 }, batchSize: 'full', 'model.dropout': 0 },
      { 'optimizer.weightDecay': 0.1, 'optimizer.clipNorm': 1 },
      { batchSize: 7, accumulateBatches: 2 },
      { freeze: ['dense1'], averaging: { kind: 'ema', decay: 0.5 } },
      { schedule: { kind: 'cosine' }, averaging: { kind: 'ema', decay: 0.9 } },
      { earlyStopping: { patience: 2 }, 'model.dropout': 0.5, loss: { kind: 'focal' } },
    ];
    for (const change of changes) {
      const child = await test.ended(await branch(parent.id, 30, change));
      expect(child, JSON.stringify(change)).toMatchObject({ state: 'complete', error: null });
      expect(child.weightsSha256).not.toBe(parent.weightsSha256);
    }
  });

  async function fromFirst(parent: number): Promise<readonly [Checkpoint, number]> {
    for (;;) {
      const [first] = (await test.show(parent)).checkpoints;
      if (first === undefined) continue;
      try {
        return [first, await branch(parent, first.step, { steps: first.step + 10 })];
      } catch (thrown) {
        if (!(thrown instanceof CodedError) || thrown.code !== 'not_found') throw thrown;
      }
    }
  }

  it('of a run that still trains goes its own way beside it', async () => {
    const parent = await test.start({
      ...iris,
      steps: 100_000_000,
      checkpoints: { last: 1, best: 0, everySteps: 10 },
    });
    await test.committed(parent, 100);
    // The parent thins its own out meanwhile: what was just told of may be gone.
    const [first, started] = await fromFirst(parent);
    const child = await test.ended(started);
    expect(child).toMatchObject({ state: 'complete', branchStep: first.step });
    expect((await test.show(parent)).state).toBe('running');
    expect(child.checkpoints.some(({ sha256 }) => sha256 === first.sha256)).toBe(true);
    await test.client.call('runs.stop', { run: parent });
    await test.ended(parent);
    const shared = (await pointsOf(child.id)).slice(0, first.step + 10);
    expect(shared).toEqual((await pointsOf(parent)).slice(0, first.step + 10));
  });

  it('that is interrupted before its first own checkpoint begins again where it branched', async () => {
    const parent = await test.ended(await test.start(iris));
    const whole = await test.ended(await branch(parent.id, 20, { batchSize: 11 }));
    const child = await branch(parent.id, 20, { batchSize: 11 });
    await test.client.call('runs.stop', { run: child });
    expect(await test.ended(child)).toMatchObject({ state: 'stopped' });
    await test.client.call('runs.resume', { run: child });
    expect(await test.until(child, 'complete')).toMatchObject({ weightsSha256: whole.weightsSha256 });
    expect(await pointsOf(child)).toEqual(await pointsOf(whole.id));
  });
});

describe('a damaged checkpoint', () => {
  it.each(['cut off', 'with a flipped bit', 'missing'])(
    'that is %s is never loaded: the one before it is, which is told',
    async (how) => {
      const whole = await test.ended(await test.start(iris));
      const run = await test.start({ ...iris, name: 'twin', steps: 100_000_000 });
      await test.committed(run, 40);
      await test.client.call('runs.stop', { run });
      const { checkpoints } = await test.ended(run);
      const [last, before] = checkpoints.toReversed();
      if (last === undefined || before === undefined) throw new Error('too few checkpoints');
      damage(pathOf(last.sha256), how);
      const child = await branch(run, before.step, { steps: before.step + 5 });
      await test.ended(child);
      await expect(branch(run, last.step, {})).rejects.toMatchObject({ code: 'storage_corrupt' });
      await test.client.call('runs.resume', { run });
      await test.committed(run, before.step * 2 + 100);
      const events = await test.client.call('runs.events', { run });
      expect(events.find(({ kind }) => kind === 'damaged')).toMatchObject({ step: last.step });
      await test.client.call('runs.stop', { run });
      const resumed = await test.ended(run);
      const told = await test.client.call('runs.events', { run });
      expect(told.find(({ kind }) => kind === 'resumed')).toMatchObject({ step: before.step });
      expect((await pointsOf(run)).slice(0, 60)).toEqual(await pointsOf(whole.id));
      expect(resumed.checkpoints.at(-1)?.damaged).toBe(false);
    },
  );

  function damage(path: string, how: string): void {
    if (how === 'cut off') truncateSync(path, 100);
    else {
      const bytes = readFileSync(path);
      bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 4;
      writeFileSync(path, how === 'missing' ? '' : bytes);
    }
  }

  it('leaves the run to be trained anew where there is no other, with the same result', async () => {
    const whole = await test.ended(await test.start(iris));
    await test.client.call('runs.delete', { runs: [whole.id] });
    await test.client.call('runs.emptyTrash', {});
    const run = await test.start({ ...iris, steps: 1_000_000_000, checkpoints: { last: 1, best: 0 } });
    await test.committed(run, 10);
    await test.client.call('runs.stop', { run });
    const { checkpoints } = await test.ended(run);
    for (const { sha256 } of checkpoints) truncateSync(pathOf(sha256), 10);
    await test.client.call('runs.resume', { run });
    await test.committed(run, 60);
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    expect((await pointsOf(run))[0]?.[0]).toBe(1);
  });
});
