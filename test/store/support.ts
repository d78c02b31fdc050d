import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import type { CodedError } from '#contract/errors.ts';
import type { SeriesBatch } from '#contract/training-event.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import type { WriteDatabase } from '../../src-main/store/database.ts';
import { openStore, type Store } from '../../src-main/store/open.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { insertRun } from '../../src-main/store/tables/runs.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'descent-store-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new database in a folder of its own. */
export function temporaryStore(): Store {
  const store = openStore({ path: join(temporaryFolder(), 'descent.db') });
  onTestFinished(() => store.close());
  return store;
}

export const plainSpec: TrainingSpec = v.parse(trainingSpecSchema, {
  dataset: { source: { kind: 'linear', rows: 100, weights: [1, -2] } },
  model: { kind: 'linear', bias: false },
  loss: { kind: 'meanSquaredError' },
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  steps: 1000,
});

/** A waiting run; its number. */
export function addRun(db: WriteDatabase, name = 'a run', tags: readonly string[] = []): number {
  const count = db.get<{ runs: number }>('SELECT count(*) AS runs FROM runs')?.runs ?? 0;
  return insertRun(db, {
    uid: createHash('md5').update(`${name} ${count}`).digest('hex'),
    experimentId: ensureExperiment(db, 'an experiment', 1),
    parentId: null,
    name,
    spec: plainSpec,
    tags,
    createdAt: 1000,
  });
}

export function batch(
  key: string,
  steps: readonly number[],
  values: readonly number[],
  times: readonly number[] = steps.map((step) => 1_700_000_000_000 + step),
): SeriesBatch {
  return {
    key,
    steps: Float64Array.from(steps),
    times: Float64Array.from(times),
    values: Float64Array.from(values),
  };
}

/** SHA-256 of every file in a folder, by name. */
export function fingerprints(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );
}

/** The coded error that `work` throws. */
export function errorOf(work: () => unknown): CodedError {
  try {
    work();
  } catch (thrown) {
    // The assertions that follow look at its code.
    return thrown as CodedError;
  }
  throw new Error('nothing was thrown');
}
