import type { ScheduleSpec } from '#contract/training.ts';

export type PlateauSpec = Extract<ScheduleSpec, { kind: 'plateau' }>;

export interface PlateauState {
  /** On the learning rate. */
  readonly factor: number;
  readonly best: number;
  /** Evaluations without an improvement. */
  readonly waited: number;
  /** Evaluations that are still left out. */
  readonly cooling: number;
}

/** Before anything was measured; larger is better where `rises`. */
export function plateauAtStart(rises: boolean): PlateauState {
  return {
    factor: 1,
    best: rises ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    waited: 0,
    cooling: 0,
  };
}

/** After one more evaluation, as torch.optim.lr_scheduler.ReduceLROnPlateau with a relative threshold. */
export function plateauAfter(
  { factor, best, waited, cooling }: PlateauState,
  value: number,
  spec: PlateauSpec,
  rises: boolean,
): PlateauState {
  const improved = rises ? value > best * (1 + spec.threshold) : value < best * (1 - spec.threshold);
  const cools = cooling > 0;
  const without = improved || cools ? 0 : waited + 1;
  const left = Math.max(0, cooling - 1);
  const next = { factor, best: improved ? value : best, waited: without, cooling: left };
  if (without <= spec.patience) return next;
  return {
    ...next,
    factor: Math.max(factor * spec.factor, spec.least),
    waited: 0,
    cooling: spec.cooldown,
  };
}
