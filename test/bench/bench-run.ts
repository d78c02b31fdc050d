import type { TrainingSpec } from '#contract/training.ts';
import { resourcesDirectory } from '../support/dataset-files.ts';
import { loadSamples } from '../../src-main/engine/dataset/samples.ts';
import type { WriteDatabase } from '../../src-main/store/database.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { insertRun, setRunState } from '../../src-main/store/tables/runs.ts';

/** A running run of the first sample's spec; its number. */
export function addBenchRun(db: WriteDatabase): number {
  const spec: TrainingSpec | undefined = loadSamples(resourcesDirectory)[0]?.spec;
  if (spec === undefined) throw new Error('there are no samples');
  const run = insertRun(db, {
    uid: '0'.repeat(32),
    experimentId: ensureExperiment(db, 'bench', 0),
    parentId: null,
    name: 'bench',
    spec,
    tags: [],
    createdAt: 0,
  });
  setRunState(db, run, 'running', { now: 0 });
  return run;
}
