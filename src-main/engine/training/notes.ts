import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { say, type Sentence } from '#contract/sentence.ts';
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
  return {
    kind: 'note',
    name: 'resumed',
    step: earlier.step,
    ...resumedFrom(earlier, variant, exact),
    data: { exact },
  };
}

function resumedFrom({ step, engineVariant }: CheckpointState, variant: string, exact: boolean): Sentence {
  if (engineVariant !== variant) return say('run.resumedElsewhere', { step, variant, before: engineVariant });
  return exact ? say('run.resumed', { step }) : say('run.resumedClosely', { step });
}

/** The first thing that a branch tells. */
export function branchNote(earlier: CheckpointState): TrainingEvent {
  const { step } = earlier;
  return { kind: 'note', name: 'branched', step, ...say('run.branched', { step }) };
}

/** After an evaluation on which the plateau schedule lowered the rate to `factor` of what it was at first. */
export function lowerNote(spec: TrainingSpec, step: number, factor: number): TrainingEvent {
  const rate = Number((spec.optimizer.learningRate * factor).toPrecision(3));
  const sentence = say('run.rateLowered', { step, rate });
  return { kind: 'note', name: 'plateau', step, ...sentence, data: { learningRate: rate } };
}

/** At the end of a training with early stopping. */
export function bestNote(
  spec: TrainingSpec,
  step: number,
  best: NonNullable<Session['best']>,
  stoppedEarly: boolean,
): TrainingEvent {
  const { metric = 'loss', patience = 0, restoreBest = false } = spec.earlyStopping ?? {};
  const found = {
    metric,
    bestStep: best.step,
    value: Number(best.value.toPrecision(4)),
    restored: restoreBest,
  };
  return {
    kind: 'note',
    name: stoppedEarly ? 'stoppedEarly' : 'best',
    step,
    ...(stoppedEarly ? say('run.stoppedEarly', { ...found, step, patience }) : say('run.best', found)),
    data: { step, bestStep: best.step, bestValue: best.value },
  };
}

/** The error of a run whose loss is not finite any more. */
export function divergence(spec: TrainingSpec, step: number, loss: number, sound: boolean) {
  const what = Number.isFinite(loss)
    ? sound
      ? 'validation'
      : 'weights'
    : Number.isNaN(loss)
      ? 'nan'
      : 'infinite';
  const lower = Number((spec.optimizer.learningRate / 10).toPrecision(3));
  return {
    code: 'diverged' as const,
    ...say('run.diverged', { step, what, rate: lower }),
    details: { step, suggestion: { 'optimizer.learningRate': lower } },
  };
}
