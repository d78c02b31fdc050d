import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { SeriesBatch } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { WriteDatabase } from '../../src-main/store/database.ts';
import { openStore } from '../../src-main/store/open.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { insertRun } from '../../src-main/store/tables/runs.ts';

/** A store of its own for a test file; gone after it. */
export function queryStore(): WriteDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'descent-query-'));
  const store = openStore({ path: join(directory, 'descent.db') });
  afterAll(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return store.db;
}

export interface GivenRun {
  readonly name?: string;
  readonly experiment?: string;
  /** Becomes the params of the run. */
  readonly spec?: object;
  readonly tags?: readonly string[];
  readonly createdAt?: number;
  /** Values by key, at steps 1, 2, 3 … */
  readonly metrics?: Readonly<Record<string, readonly number[]>>;
}

/** A waiting run. */
export function givenRun(db: WriteDatabase, given: GivenRun = {}): number {
  const {
    name = 'run',
    experiment = 'Default',
    spec = {},
    tags = [],
    createdAt = 1000,
    metrics = {},
  } = given;
  const run = insertRun(db, {
    uid: crypto.randomUUID().replaceAll('-', ''),
    experimentId: ensureExperiment(db, experiment, 1000),
    parentId: null,
    name,
    // Queries look at what is flattened from it, not at its meaning.
    spec: spec as TrainingSpec,
    tags,
    createdAt,
  });
  for (const [key, values] of Object.entries(metrics)) {
    const steps = values.map((_, index) => index + 1);
    givenPoints(db, run, key, steps, values);
  }
  return run;
}

/** Points at times 10 ms a step apart from 1,000 on; written in batches of `batch`. */
export function givenPoints(
  db: WriteDatabase,
  run: number,
  key: string,
  steps: readonly number[],
  values: readonly number[],
  batch = 4096,
): void {
  for (let from = 0; from < values.length; from += batch) {
    const part: SeriesBatch = {
      key,
      steps: Float64Array.from(steps.slice(from, from + batch)),
      times: Float64Array.from(steps.slice(from, from + batch), (step) => 1000 + 10 * step),
      values: Float64Array.from(values.slice(from, from + batch)),
    };
    appendPoints(db, run, [part]);
  }
}
