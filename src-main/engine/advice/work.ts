import type { AdviceReport } from '#contract/advice.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { Prepared } from '../training/prepared.ts';

/** How far a piece of advice is. It is told after every step, so that the report is made only when somebody looks. */
export interface Tried {
  readonly done: number;
  readonly total: number;
  report(): AdviceReport;
}

/** Steps of training, one at a time; the last report is what it returns. Closing it early frees what it holds. */
export type Work<R extends AdviceReport> = AsyncGenerator<Tried, R, undefined>;

/** What is tried. Times are read from the clock, in milliseconds. */
export interface Trial {
  readonly spec: TrainingSpec;
  readonly prepared: Prepared;
  readonly clock: () => number;
}

/**
 * The spec as it is tried for a few steps: its weights are not averaged, no evaluation ends it, and the learning rate
 * stays where it is after a warm-up of at most a tenth of `steps`.
 */
export function briefSpec(spec: TrainingSpec, steps: number): TrainingSpec {
  const warmupSteps = Math.min(spec.schedule.warmupSteps, Math.floor(steps / 10));
  const brief: TrainingSpec = { ...spec, schedule: { kind: 'constant', warmupSteps } };
  delete brief.averaging;
  delete brief.earlyStopping;
  return brief;
}

/** One significant digit: nobody needs a learning rate of 0.0034172. */
export function roundRate(rate: number): number {
  return Number(rate.toPrecision(1));
}
