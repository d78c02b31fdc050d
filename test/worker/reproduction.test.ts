import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';

const iris: TrainingSpecInput = {
  name: 'original',
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.1, norm: 'batch' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  batchSize: 20,
  steps: 40,
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

/** Changes what the database says, behind the back of a closed core. */
async function tamper(change: (database: DatabaseSync) => void): Promise<void> {
  await test.close();
  const database = new DatabaseSync(join(folder.path, 'descent.db'));
  change(database);
  database.close();
  test = openTestCore(folder.path);
}

describe('a run that is verified', () => {
  it('is exact from its last checkpoint but one to its last, and from the beginning', async () => {
    const { id: run } = await test.ended(await test.start(iris));
    const verified = await test.client.call('runs.verify', { run });
    expect(verified).toMatchObject({
      outcome: 'exact',
      fromStep: 30,
      toStep: 40,
      first: null,
      largestDifference: 0,
      largestShareOfPoints: 0,
      promised: true,
      differences: [],
    });
    expect(verified.points).toBeGreaterThanOrEqual(10);
    expect(verified.arrays).toBeGreaterThan(10);
    expect(await test.client.call('runs.verify', { run, from: 0, steps: 20 })).toMatchObject({
      outcome: 'exact',
      toStep: 20,
    });
    const { results, state } = await test.show(run);
    expect(results['verification']).toMatchObject({ fromStep: 0, toStep: 20 });
    expect(state).toBe('complete');
  });

  it('is exact for a branch from where it began, too', async () => {
    const { id: parent } = await test.ended(await test.start(iris));
    const { run } = await test.client.call('runs.branch', {
      run: parent,
      step: 20,
      changes: { 'optimizer.kind': 'adamax', batchSize: 9 },
    });
    await test.ended(run);
    expect(await test.client.call('runs.verify', { run, from: 20 })).toMatchObject({
      outcome: 'exact',
      fromStep: 20,
      toStep: 30,
    });
  });

  it('differs at the first number that is not the one that was recorded', async () => {
    const { id: run } = await test.ended(await test.start(iris));
    // The checkpoint at the end becomes that of another seed, whole by all its checksums.
    const other = await test.ended(
      await test.start({ ...iris, optimizer: { kind: 'adam', learningRate: 0.02 } }),
    );
    const foreign = other.checkpoints.at(-1)?.sha256;
    await tamper((database) => {
      database
        .prepare(
          `UPDATE artifacts SET sha256 = ? WHERE id = (SELECT artifact_id FROM checkpoints WHERE run_id = ? AND step = 40)`,
        )
        .run(foreign ?? '', run);
    });
    const verified = await test.client.call('runs.verify', { run });
    expect(verified).toMatchObject({ outcome: 'differs', first: { kind: 'array', step: 40 } });
    expect(verified.largestDifference).toBeGreaterThan(0);
  });

  it('is not comparable where engine or version are others and the bits differ', async () => {
    const { id: run } = await test.ended(await test.start(iris));
    const other = await test.ended(await test.start({ ...iris, engine: 'javascript' }));
    const foreign = other.checkpoints.at(-1)?.sha256;
    await tamper((database) => {
      database
        .prepare(`UPDATE runs SET environment = json_set(environment, '$.node', '1.0') WHERE id = ?`)
        .run(run);
      database
        .prepare(
          `UPDATE artifacts SET sha256 = ? WHERE id = (SELECT artifact_id FROM checkpoints WHERE run_id = ? AND step = 40)`,
        )
        .run(foreign ?? '', run);
    });
    expect(await test.client.call('runs.verify', { run })).toMatchObject({
      outcome: 'notComparable',
      differences: [{ what: 'node', before: '1.0', now: process.versions.node, decides: true }],
    });
  });

  it('is refused while it trains, and where nothing comes after', async () => {
    const { id: run } = await test.ended(await test.start(iris));
    await expect(test.client.call('runs.verify', { run, from: 40 })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(test.client.call('runs.verify', { run, from: 7 })).rejects.toMatchObject({
      code: 'not_found',
      message: `Run ${run} has no checkpoint at step 7. It has 10, 20, 30, 40.`,
    });
  });

  it('can be cancelled', async () => {
    const run = await test.start({ ...iris, steps: 100_000_000, checkpoints: { last: 1, best: 0 } });
    await test.committed(run, 2000);
    await test.client.call('runs.stop', { run });
    await test.ended(run);
    const aborting = new AbortController();
    const verifying = test.client.call('runs.verify', { run, from: 0 }, aborting.signal);
    aborting.abort();
    await expect(verifying).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a run that is trained again', () => {
  it('gives the same bits, and says so', async () => {
    const original = await test.ended(await test.start(iris));
    expect(await test.client.call('runs.differences', { run: original.id })).toEqual([]);
    const { run } = await test.client.call('runs.rerun', { run: original.id });
    const again = await test.ended(run);
    expect(again).toMatchObject({ rerunOf: original.id, weightsSha256: original.weightsSha256 });
    expect(again.results['rerun']).toEqual({
      run: original.id,
      exact: true,
      before: original.weightsSha256,
      now: original.weightsSha256,
    });
  });

  it('begins where it branched, when it is a branch', async () => {
    const parent = await test.ended(await test.start(iris));
    const branched = await test.client.call('runs.branch', {
      run: parent.id,
      step: 10,
      changes: { 'optimizer.learningRate': 0.1 },
    });
    const original = await test.ended(branched.run);
    await test.client.call('runs.deleteCheckpoint', { run: parent.id, step: 10 });
    const { run } = await test.client.call('runs.rerun', { run: original.id });
    expect(await test.ended(run)).toMatchObject({
      branchStep: 10,
      parentRunId: parent.id,
      weightsSha256: original.weightsSha256,
    });
  });

  it('tells before that the data changed, and afterwards that it is approximate', async () => {
    const path = join(folder.path, 'line.csv');
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 7},${2 * i + 1}`);
    writeFileSync(path, `x,z,y\n${rows.join('\n')}\n`);
    const original = await test.ended(
      await test.start({
        dataset: { source: { kind: 'file', path }, target: 'y' },
        model: { kind: 'linear' },
        loss: { kind: 'meanSquaredError' },
        optimizer: { kind: 'sgd', learningRate: 0.0001 },
        steps: 10,
        batchSize: 8,
      }),
    );
    writeFileSync(path, readFileSync(path, 'utf8').replace('5,5,11', '5,5,12'));
    expect(await test.client.call('runs.differences', { run: original.id })).toMatchObject([
      { what: 'dataset', before: original.environment?.datasetSha256, decides: true },
    ]);
    const { run } = await test.client.call('runs.rerun', { run: original.id });
    expect((await test.ended(run)).results['rerun']).toMatchObject({ exact: false });
    await expect(test.client.call('runs.verify', { run: original.id, from: 0 })).resolves.toMatchObject({
      outcome: 'notComparable',
    });
  });
});

describe('the same training, several at once', () => {
  it('gives the same bits as alone', async () => {
    const alone = await test.ended(await test.start(iris));
    const runs = await Promise.all(Array.from({ length: 4 }, () => test.start(iris)));
    for (const run of runs) {
      expect(await test.ended(run)).toMatchObject({
        weightsSha256: alone.weightsSha256,
        checkpoints: alone.checkpoints.map(({ sha256 }) => ({ sha256 })),
      });
    }
  });
});
