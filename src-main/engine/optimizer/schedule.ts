import type { ScheduleSpec } from '#contract/training.ts';

/**
 * Factor on the learning rate for the update after `done` updates (0 for the first), of `total` in all. A warm-up
 * of w steps rises linearly, (done + 1) / w, so that the first update is not wasted on a rate of 0. After it, with
 * u = done − w of U = total − w steps: step: factor^⌊u / everySteps⌋; exponential: decay^u; polynomial: from 1 to `final`
 * by (1 − u / U)^power; cosine and cosine with restarts: from 1 to `final` by half a cosine (Loshchilov & Hutter 2017);
 * one cycle (Smith & Topin 2018) as torch.optim.lr_scheduler.OneCycleLR with two phases. What reduces on a plateau is
 * measured, not known before: see plateau.ts.
 */
export function scheduleFactor(schedule: ScheduleSpec, done: number, total: number): number {
  const warmup = schedule.warmupSteps;
  if (done < warmup) return (done + 1) / warmup;
  const since = done - warmup;
  const left = Math.max(1, total - warmup);
  switch (schedule.kind) {
    case 'constant':
    case 'plateau':
      return 1;
    case 'step':
      return schedule.factor ** Math.floor(since / schedule.everySteps);
    case 'exponential':
      return schedule.decay ** since;
    case 'polynomial':
      return between(1, schedule.final, 1 - (1 - Math.min(1, since / left)) ** schedule.power);
    case 'cosine':
      return cosineBetween(1, schedule.final, since / left);
    case 'cosineRestarts':
      return cosineBetween(1, schedule.final, shareOfCycle(since, schedule.everySteps, schedule.growth));
    case 'oneCycle': {
      const start = 1 / schedule.startDivisor;
      const top = Math.max(0, schedule.rise * left - 1);
      if (since < top) return cosineBetween(start, 1, since / top);
      const share = left - 1 > top ? (since - top) / (left - 1 - top) : 0;
      return cosineBetween(1, start / schedule.endDivisor, share);
    }
    default:
      return schedule satisfies never;
  }
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function cosineBetween(from: number, to: number, share: number): number {
  return between(to, from, (1 + Math.cos(Math.PI * Math.min(1, share))) / 2);
}

/** How far into its cycle a step is; cycle k is growth^k times as long as the first. */
function shareOfCycle(since: number, first: number, growth: number): number {
  let length = first;
  let begun = growth === 1 ? since - (since % first) : 0;
  while (since >= begun + length) {
    begun += length;
    length *= growth;
  }
  return (since - begun) / length;
}
