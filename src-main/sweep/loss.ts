import type { Objective } from '#contract/sweep.ts';

type Directed = Pick<Objective, 'direction'>;

/** A value as something to be made small; what is no number is worse than all else. */
export function lossOf(value: number, { direction }: Directed): number {
  if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  return direction === 'minimise' ? value : -value;
}

/** The other way round. */
export function valueOf(loss: number, { direction }: Directed): number {
  return direction === 'minimise' ? loss : -loss;
}
