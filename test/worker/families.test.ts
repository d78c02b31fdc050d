import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FamilyDetail } from '#contract/family.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { openTestCore, type TestCore } from '../support/core.ts';
import { temporaryDirectory } from '../support/serve-process.ts';
import { temporaryFiles } from '../support/temporary-files.ts';
import { sampleSpec } from '../support/training.ts';

const endless: TrainingSpecInput = {
  name: 'endless',
  dataset: { source: { kind: 'linear', rows: 60, weights: [1, -2], noise: 0.1 } },
  model: { kind: 'linear' },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'sgd', learningRate: 0.001 },
  steps: 100_000_000,
  evaluateEverySteps: 100_000_000,
};

let folder: ReturnType<typeof temporaryDirectory>;
let files: ReturnType<typeof temporaryFiles>;
let test: TestCore;

beforeEach(() => {
  folder = temporaryDirectory();
  files = temporaryFiles();
  test = openTestCore(folder.path);
});
afterEach(async () => {
  await test.close();
  folder.remove();
  files.remove();
});

const show = (family: number): Promise<FamilyDetail> => test.client.call('families.show', { family });
const states = (detail: FamilyDetail) => detail.members.map(({ run }) => run?.state ?? null);

/** Asks after every news of the family until the answer will do. */
async function until(family: number, fits: (detail: FamilyDetail) => boolean): Promise<FamilyDetail> {
  let news = Promise.withResolvers<undefined>();
  const unsubscribe = test.client.subscribe(`family:${family}`, () => news.resolve(undefined));
  try {
    for (;;) {
      const detail = await show(family);
      if (fits(detail)) return detail;
      await news.promise;
      news = Promise.withResolvers();
    }
  } finally {
    unsubscribe();
  }
}
const ended = (family: number) => until(family, ({ state }) => state !== 'running');

describe('a family of folds', () => {
  it('trains every fold once, averages what was held out, and holds every row out once', async () => {
    const { family, runs } = await test.client.call('families.start', {
      spec: { ...sampleSpec('iris'), epochs: 20 },
      kind: 'folds',
      size: 3,
    });
    const detail = await ended(family);
    expect(detail).toMatchObject({ state: 'complete', complete: 3, size: 3, kind: 'folds', progress: null });
    expect(detail.members.map(({ run }) => run?.id)).toEqual(runs);
    expect(detail.members.map(({ run }) => run?.params['dataset.split.fold'])).toEqual([0, 1, 2]);
    expect(detail.members[1]?.run?.family).toEqual({
      id: family,
      kind: 'folds',
      name: 'iris',
      place: 1,
      size: 3,
    });
    expect(detail.pooled?.rows).toBe(150);
    const accuracy = detail.figures.find(({ key }) => key === 'val/accuracy');
    const values = accuracy?.values.map(Number) ?? [];
    const mean = values.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    // 4.3027 is Student's t for 97.5 % and two degrees of freedom; 50 rows are held out of every 100.
    expect(accuracy?.mean).toBeCloseTo(mean, 12);
    expect(accuracy?.halfWidth).toBeCloseTo((4.302652729911275 * deviation) / Math.sqrt(3), 9);
    expect(accuracy?.correctedHalfWidth).toBeCloseTo(
      4.302652729911275 * deviation * Math.sqrt(1 / 3 + 1 / 2),
      9,
    );
    const { low = 0, high = 0 } = accuracy?.interval ?? {};
    expect(low).toBeCloseTo(mean - (accuracy?.correctedHalfWidth ?? 0), 9);
    expect(high).toBe(Math.min(1, mean + (accuracy?.correctedHalfWidth ?? 0)));
    expect(await test.client.call('families.list', {})).toMatchObject([{ id: family, state: 'complete' }]);
  });

  it('says that early stopping chose the weights by the fold that is reported', async () => {
    const notesOf = async (earlyStopping: TrainingSpecInput['earlyStopping']) => {
      const spec = { ...sampleSpec('iris'), epochs: 1, earlyStopping };
      const { family } = await test.client.call('families.start', { spec, kind: 'folds', size: 2 });
      return (await ended(family)).notes.map(({ said }) => said);
    };
    expect(await notesOf({ metric: 'val/accuracy' })).toEqual([
      { code: 'family.bestOnFold', values: { metric: 'val/accuracy' } },
    ]);
    expect(await notesOf({ metric: 'train/loss' })).toEqual([]);
    expect(await notesOf({ restoreBest: false })).toEqual([]);
    expect(await notesOf(undefined)).toEqual([]);
  });

  it('leaves the others alone when one member fails', async () => {
    // "rare" comes up in one row alone: the fold that holds it out meets a category that it never saw.
    const lines = Array.from(
      { length: 40 },
      (_, row) => `${row === 7 ? 'rare' : row % 2 === 0 ? 'a' : 'b'},${row}`,
    );
    const path = files.write('towns.csv', `town,y\n${lines.join('\n')}\n`);
    const spec: TrainingSpecInput = {
      dataset: { source: { kind: 'file', path }, target: 'y', types: { town: 'category' } },
      preprocessing: [{ step: 'oneHot', unseen: 'error' }],
      model: { kind: 'linear' },
      loss: { kind: 'meanSquaredError' },
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      batchSize: 8,
      steps: 5,
    };
    // With this seed it is not the first fold, whose plan is looked at before anything starts.
    const { family } = await test.client.call('families.start', {
      spec: { ...spec, seed: 1 },
      kind: 'folds',
      size: 4,
    });
    const detail = await ended(family);
    expect(states(detail).toSorted()).toEqual(['complete', 'complete', 'complete', 'failed']);
    expect(detail).toMatchObject({ state: 'incomplete', complete: 3, resumable: false });
    expect(detail.figures.find(({ key }) => key === 'val/rmse')?.count).toBe(3);
  });

  it('is refused whole where it cannot be cut, and leaves no runs behind', async () => {
    const spec: TrainingSpecInput = {
      ...endless,
      dataset: { ...endless.dataset, split: { kind: 'ordered' } },
    };
    await expect(test.client.call('families.start', { spec, kind: 'folds', size: 4 })).rejects.toThrow(
      'dataset.split.folds: Folds are cut at random',
    );
    expect(await test.client.call('runs.list', {})).toMatchObject({ total: 0 });
    expect(await test.client.call('families.list', {})).toEqual([]);
  });
});

describe('a family of seeds', () => {
  it('goes on where it was after Descent was closed in the middle, and after it was stopped', async () => {
    const { family, runs } = await test.client.call('families.start', {
      spec: endless,
      kind: 'seeds',
      size: 3,
    });
    await test.committed(runs[0] ?? 0, 10);
    await test.close();
    test = openTestCore(folder.path);
    const interrupted = await show(family);
    expect(states(interrupted)).toEqual(['interrupted', 'interrupted', 'interrupted']);
    expect(interrupted).toMatchObject({ state: 'incomplete', resumable: true });

    expect(await test.client.call('families.resume', { family })).toEqual({ resumed: 3 });
    await until(family, (detail) => states(detail).includes('running'));
    await expect(test.client.call('families.delete', { family })).rejects.toMatchObject({ code: 'conflict' });
    expect(await test.client.call('families.stop', { family })).toEqual({ stopped: 3 });
    expect(states(await ended(family))).toEqual(['stopped', 'stopped', 'stopped']);
    expect((await show(family)).members.map(({ run }) => run?.params['seed'])).toEqual([0, 1, 2]);
  });

  it('ends with the last of its runs in the trash', async () => {
    const spec = { ...endless, steps: 5, evaluateEverySteps: 5 };
    const { family, runs } = await test.client.call('families.start', { spec, kind: 'seeds', size: 2 });
    await ended(family);
    await expect(test.client.call('families.resume', { family })).rejects.toMatchObject({ code: 'finished' });
    await test.client.call('runs.delete', { runs: [runs[0] ?? 0] });
    expect(await show(family)).toMatchObject({ state: 'incomplete', members: [{ run: null }, {}] });
    await test.client.call('families.delete', { family });
    expect(await test.client.call('families.list', {})).toEqual([]);
    await test.client.call('runs.emptyTrash', {});
    await expect(show(family)).rejects.toMatchObject({ code: 'not_found' });
  });
});
