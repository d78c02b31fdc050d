import type { TrainingSpec } from '#contract/training.ts';
import type { Trial } from './work.ts';

/** The same training with other batches. `rows` is at most the number of training rows. */
export function withBatchSize({ spec, prepared, clock }: Trial, rows: number): Trial {
  const resized: TrainingSpec = { ...spec, batchSize: rows };
  delete resized.accumulateBatches;
  const stepsPerEpoch = Math.ceil(prepared.plan.trainRows / rows);
  return {
    spec: resized,
    prepared: { ...prepared, batchSize: rows, plan: { ...prepared.plan, stepsPerEpoch } },
    clock,
  };
}
