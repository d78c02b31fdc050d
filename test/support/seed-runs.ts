import { join } from 'node:path';
import type { TrainingSpec } from '#contract/training.ts';
import { stream } from '../../src-main/base/random.ts';
import { openStore } from '../../src-main/store/open.ts';
import { ensureExperiment } from '../../src-main/store/tables/experiments.ts';
import { appendPoints } from '../../src-main/store/tables/points.ts';
import { insertRun, setRunState } from '../../src-main/store/tables/runs.ts';

/**
 * Fills a data directory with finished runs named "run 1" … as many trainings of one spec would have left them; so many
 * that follow one another, `seeds`, have the same settings but for the seed.
 */
export function seedRuns(dataDirectory: string, count: number, spec: TrainingSpec, seeds = 1): void {
  const store = openStore({ path: join(dataDirectory, 'descent.db') });
  const { db } = store;
  const random = stream(1, 'seed-runs');
  const began = Date.UTC(2026, 0, 1);
  db.transaction(() => {
    let learningRate = 0.1;
    const experimentId = ensureExperiment(db, 'Seeded', began);
    for (let index = 1; index <= count; index++) {
      const createdAt = began + index * 60_000;
      if ((index - 1) % seeds === 0) {
        learningRate = Number((10 ** (-1 - 3 * random.uniform())).toPrecision(3));
      }
      const run = insertRun(db, {
        uid: index.toString(16).padStart(32, '0'),
        experimentId,
        parentId: null,
        name: `run ${index}`,
        spec: { ...spec, optimizer: { ...spec.optimizer, learningRate }, seed: index },
        tags: index % 7 === 0 ? ['baseline'] : [],
        createdAt,
      });
      setRunState(db, run, 'running', { now: createdAt + 100 });
      const steps = Float64Array.from({ length: 20 }, (_, step) => (step + 1) * 10);
      const times = steps.map((step) => createdAt + 100 + step * 5);
      const falling = (from: number): Float64Array =>
        steps.map((step) => from * Math.exp(-step / 100) + 0.05 * random.uniform());
      appendPoints(db, run, [
        { key: 'batch/loss', steps, times, values: falling(1) },
        { key: 'val/loss', steps, times, values: falling(1.1) },
        { key: 'val/accuracy', steps, times, values: falling(1).map((loss) => 1 - loss) },
      ]);
      setRunState(db, run, 'complete', { now: createdAt + 1200 });
    }
  });
  store.close();
}
