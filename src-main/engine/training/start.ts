import { say } from '#contract/sentence.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import type { Prepared } from './prepared.ts';

/** Where the counting of a training begins that goes on from the weights of another one. */
export interface TrainingStart {
  /** The step after which `epoch` begins: epochs before it were cut into other batches. */
  readonly step: number;
  readonly epoch: number;
  /** The step after which the optimizer began anew, which corrects the bias of its means by its own count. */
  readonly optimizer: number;
}

export const fromTheBeginning: TrainingStart = { step: 0, epoch: 0, optimizer: 0 };

type Cut = Pick<SpecPlan, 'stepsPerEpoch'>;

/** The epoch that the update after `done` updates belongs to, from 0. */
export function epochAt(start: TrainingStart, { stepsPerEpoch }: Cut, done: number): number {
  return start.epoch + Math.floor((done - start.step) / stepsPerEpoch);
}

/** Updates done of the epoch that the update after `done` updates belongs to. */
export function placeInEpoch(start: TrainingStart, { stepsPerEpoch }: Cut, done: number): number {
  return (done - start.step) % stepsPerEpoch;
}

/** How many updates the spec asks for in all, those before the start among them. */
export function totalStepsFrom(start: TrainingStart, spec: TrainingSpec, { stepsPerEpoch }: Cut): number {
  return spec.steps ?? start.step + Math.max(0, (spec.epochs ?? 0) - start.epoch) * stepsPerEpoch;
}

/** The same preparation for a training whose counting begins elsewhere. */
export function startingAt(prepared: Prepared, spec: TrainingSpec, start: TrainingStart): Prepared {
  const totalSteps = totalStepsFrom(start, spec, prepared.plan);
  return { ...prepared, start, plan: { ...prepared.plan, totalSteps } };
}

/** Throws `invalid_input` where a training that goes on after `step` has nothing left to do. */
export function requireSteps(spec: TrainingSpec, totalSteps: number, step: number): void {
  if (totalSteps > step) return;
  const field = spec.steps === undefined ? 'epochs' : 'steps';
  const given = spec[field] ?? 0;
  throw inputError(field, say('branch.tooShort', { step, given, field, last: totalSteps }));
}
