import type { ScheduleSpec } from '#contract/training.ts';

/**
 * Factor on the learning rate for the update after `done` updates (0 for the first), of `total` in all. A warm-up
 * of w steps rises linearly, (done + 1) / w, so that the first update is not wasted on a rate of 0. After it, with
 * u = done − w: step: factor^⌊u / everySteps⌋; exponential: decay^u; cosine: from 1 to `final` by half a cosine
 * over the steps left (Loshchilov & Hutter 2017, without restarts).
 */
export function scheduleFactor(schedule: ScheduleSpec, done: number, total: number): number {
  const warmup = schedule.warmupSteps;
  if (done < warmup) return (done + 1) / warmup;
  const since = done - warmup;
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(since / schedule.everySteps);
    case 'exponential':
      return schedule.decay ** since;
    case 'cosine': {
      const share = Math.min(1, since / Math.max(1, total - warmup));
      return schedule.final + ((1 - schedule.final) * (1 + Math.cos(Math.PI * share))) / 2;
    }
    default:
      return schedule satisfies never;
  }
}
