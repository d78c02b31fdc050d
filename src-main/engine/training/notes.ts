import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import type { Engine } from '../tensor/engine.ts';
import { repeatsExactly } from '../tensor/engine-names.ts';
import type { CheckpointState } from './checkpoint.ts';
import type { Session } from './session.ts';

/** The first thing that a resumed training tells. */
export function resumeNote(
  earlier: CheckpointState,
  { kind, variant }: Pick<Engine, 'kind' | 'variant'>,
): TrainingEvent {
  const same = earlier.engineVariant === variant;
  const exact = same && repeatsExactly(kind);
  const close = exact
    ? ''
    : ' This engine does not repeat every bit: close to the uninterrupted run, but not identical.';
  return {
    kind: 'note',
    name: 'resumed',
    step: earlier.step,
    message: same
      ? `Resumed from the checkpoint at step ${earlier.step}.${close}`
      : `Resumed from the checkpoint at step ${earlier.step} on another engine (${variant} instead of ${earlier.engineVariant}): close to the uninterrupted run, but not identical.`,
    data: { exact },
  };
}

/** The first thing that a branch tells. */
export function branchNote(earlier: CheckpointState): TrainingEvent {
  const message = `Branched from the checkpoint at step ${earlier.step}.`;
  return { kind: 'note', name: 'branched', step: earlier.step, message };
}

/** After an evaluation on which the plateau schedule lowered the rate to `factor` of what it was at first. */
export function lowerNote(spec: TrainingSpec, step: number, factor: number): TrainingEvent {
  const rate = Number((spec.optimizer.learningRate * factor).toPrecision(3));
  const message = `The learning rate was lowered to ${rate} after step ${step}, since the metric it watches did not improve.`;
  return { kind: 'note', name: 'plateau', step, message, data: { learningRate: rate } };
}

/** At the end of a training with early stopping. */
export function bestNote(
  spec: TrainingSpec,
  step: number,
  best: NonNullable<Session['best']>,
  stoppedEarly: boolean,
): TrainingEvent {
  const { metric = 'the loss', patience = 0, restoreBest = false } = spec.earlyStopping ?? {};
  const value = Number(best.value.toPrecision(4));
  const stopped = `Stopped early after step ${step}: ${metric} did not improve for ${patience} evaluations. `;
  const kept = restoreBest ? ' The run keeps the weights of that step.' : '';
  const found = `${stoppedEarly ? 'It' : metric === 'the loss' ? 'The loss' : metric} was best after step ${best.step}, at ${value}.`;
  return {
    kind: 'note',
    name: stoppedEarly ? 'stoppedEarly' : 'best',
    step,
    message: `${stoppedEarly ? stopped : ''}${found}${kept}`,
    data: { step, bestStep: best.step, bestValue: best.value },
  };
}

/** The error of a run whose loss is not finite any more. */
export function divergence(spec: TrainingSpec, step: number, loss: number, sound: boolean) {
  const what = Number.isFinite(loss)
    ? sound
      ? 'the validation loss is no longer finite'
      : 'weights became NaN'
    : `the loss became ${Number.isNaN(loss) ? 'NaN' : 'infinite'}`;
  const lower = Number((spec.optimizer.learningRate / 10).toPrecision(3));
  return {
    code: 'diverged' as const,
    message: `diverged at step ${step}: ${what}. Try a learning rate of ${lower} (a tenth).`,
    details: { step, suggestion: { 'optimizer.learningRate': lower } },
  };
}
