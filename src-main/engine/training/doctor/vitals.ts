import type { Sign } from '#contract/finding.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { EvaluationVitals } from './evaluation-track.ts';
import type { LookVitals } from './look-track.ts';
import type { LossVitals } from './loss-track.ts';
import type { UnitVitals } from './unit-track.ts';

/** The classes of the training rows; by their numbers. */
export interface ClassVitals {
  readonly names: readonly string[];
  readonly counts: readonly number[];
  readonly heldOut: readonly number[];
  /** Whether they have weights already. */
  readonly weighted: boolean;
}

/** An array of weights that units of the model multiply their inputs by. */
export interface InitialWeights {
  readonly layer: string;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** All that the rules see of a training: numbers that it has anyway, or that a look every so many steps gives. */
export interface Vitals {
  readonly spec: TrainingSpec;
  readonly step: number;
  readonly totalSteps: number;
  /** Of the last update, and the largest so far. */
  readonly rate: number;
  readonly largestRate: number;
  /** The lowest rate at which this training is known to have diverged; Infinity where none is. */
  readonly unstableRate: number;
  /** The weights that the initializer is for. */
  readonly initial: readonly InitialWeights[];
  readonly losses: LossVitals;
  readonly looks: LookVitals;
  readonly units: readonly UnitVitals[];
  readonly evaluations: EvaluationVitals;
  readonly classes: ClassVitals | null;
  /** The training loss of the best constant answer; null where that is not known. */
  readonly trivialLoss: number | null;
}

/** Looks for one illness. */
export interface Rule {
  /** Null where there is no sign of it. What `lasts` may be measured by a wider limit, so that it does not come and go. */
  examine(vitals: Vitals, lasts: boolean): Sign | null;
  /** It is said once it was found at so many looks in a row. */
  readonly confirmations: number;
}
