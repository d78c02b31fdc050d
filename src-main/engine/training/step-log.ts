import type { SpecPlan } from '#contract/methods/specs.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { clippingOf } from '../optimizer/clipping.ts';
import type { Doctor } from './doctor/doctor.ts';
import { isCalm, openLossTrack } from './doctor/loss-track.ts';
import type { MetricLog } from './metric-log.ts';
import type { Session, StepFigures } from './session.ts';

/** A loss is read after so many steps at the latest, where reading is put off. */
const mostUnread = 64;

/** What steps tell, in their columns: every step's figures, in order, whenever they are read. */
export interface StepLog {
  /** Update number `step`; `time` is asked for after it. */
  advance(step: number, time: () => number): number;
  /** Reads what is still on the device; before anything that goes by the losses. */
  settle(): void;
  /** Whether the last losses are not far above the lowest: a state to go back to. */
  readonly calm: boolean;
  /** The first step whose loss was no longer finite; nothing after it is kept. */
  readonly diverged: { readonly step: number; readonly loss: number } | null;
}

/** With `changed` its settings are not those that the steps before were taken with. */
export function openStepLog(
  spec: TrainingSpec,
  { totalSteps, stepsPerEpoch }: Pick<SpecPlan, 'totalSteps' | 'stepsPerEpoch'>,
  session: Session,
  log: MetricLog,
  doctor: Doctor,
  changed: boolean,
): StepLog {
  const lossColumn = log.column('batch/loss');
  const normColumn = clippingOf(spec.optimizer) === null ? null : log.column('gradientNorm');
  const rateColumn = log.column('learningRate');
  const rateChanges = spec.schedule.kind !== 'constant' || spec.schedule.warmupSteps > 0;
  let tellsRate = changed;
  const track = openLossTrack(stepsPerEpoch, null);
  let diverged: StepLog['diverged'] = null;
  let unread: { readonly step: number; readonly time: number }[] = [];
  const keep = (step: number, time: number, { loss, learningRate, gradientNorm }: StepFigures): void => {
    if (diverged !== null) return;
    lossColumn.append(step, time, loss);
    if (rateChanges || tellsRate || step === 1 || step === totalSteps) {
      rateColumn.append(step, time, learningRate);
    }
    tellsRate = false;
    if (gradientNorm !== null) normColumn?.append(step, time, gradientNorm);
    if (!Number.isFinite(loss)) {
      diverged = { step, loss };
      return;
    }
    track.add(step, loss);
    doctor.step(step, { loss, learningRate });
  };
  const settle = (): void => {
    if (unread.length === 0) return;
    const steps = unread;
    unread = [];
    for (const [index, figures] of session.settle().entries()) {
      const { step = 0, time = 0 } = steps[index] ?? {};
      keep(step, time, figures);
    }
  };
  return {
    advance: (step, clock) => {
      const figures = session.advance(step - 1, doctor.look(step));
      const time = clock();
      if (figures !== null) keep(step, time, figures);
      else if (unread.push({ step, time }) >= mostUnread) settle();
      return time;
    },
    settle,
    get calm() {
      return isCalm(track.read());
    },
    get diverged() {
      return diverged;
    },
  };
}
