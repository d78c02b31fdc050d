import type { TrainingSpec } from '#contract/training.ts';
import type { NamedArray } from '../optimizer/named-array.ts';
import { openDoctor, type Doctor } from './doctor/doctor.ts';
import type { MetricLog } from './metric-log.ts';
import { measurePace, type Pace } from './pace.ts';
import { openEvaluation } from './evaluation-log.ts';
import type { Prepared } from './prepared.ts';
import { openSession, type Session } from './session.ts';
import { placeInEpoch } from './start.ts';
import { openStepLog, type StepLog } from './step-log.ts';

/** A training under one spec: all of it, or from one edit of its settings to the next. */
export interface Leg {
  readonly spec: TrainingSpec;
  readonly prepared: Prepared;
  readonly session: Session;
  readonly doctor: Doctor;
  readonly steps: StepLog;
  readonly evaluation: ReturnType<typeof openEvaluation>;
  readonly pace: Pace;
  /** Everything that going on from here depends on; all figures have to be settled before. */
  save(): readonly NamedArray[];
  /** Whether there is an evaluation after so many updates. */
  evaluatesAt(done: number): boolean;
  /** Whether an epoch ends with this update. */
  endsEpoch(done: number): boolean;
}

/**
 * `saved` holds the arrays that it goes on from, or null to initialise. With `changed` these are of other settings: an
 * edit, or the run that it branched from.
 */
export function openLeg(
  spec: TrainingSpec,
  prepared: Prepared,
  saved: readonly NamedArray[] | null,
  log: MetricLog,
  changed: boolean,
): Leg {
  const { plan, start } = prepared;
  const session = openSession(spec, prepared, saved);
  const doctor = openDoctor(spec, prepared, session.trained, saved);
  const endsEpoch = (done: number): boolean => placeInEpoch(start, plan, done) === 0;
  return {
    spec,
    prepared,
    session,
    doctor,
    steps: openStepLog(spec, plan, session, log, doctor, changed),
    evaluation: openEvaluation(spec, prepared, session, (key) => log.column(key)),
    pace: measurePace(plan.totalSteps, plan.stepsPerEpoch, start),
    save: () => [...session.save(), ...doctor.save()],
    endsEpoch,
    evaluatesAt: (done) =>
      (spec.evaluateEverySteps === undefined ? endsEpoch(done) : done % spec.evaluateEverySteps === 0) ||
      done === plan.totalSteps,
  };
}
