import type { EndReason, TrainingEvent } from '#contract/training-event.ts';
import type { BudgetLimit, TrainingSpec } from '#contract/training.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import type { Engine } from '../tensor/engine.ts';
import { repeatsExactly } from '#contract/engine-names.ts';
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

/** The error of a run whose loss is not finite any more; `lower` is the rate that is advised. */
export function divergence(
  { step, loss }: { readonly step: number; readonly loss: number },
  sound: boolean,
  lower: number,
) {
  const what = Number.isFinite(loss)
    ? sound
      ? 'validation'
      : 'weights'
    : Number.isNaN(loss)
      ? 'nan'
      : 'infinite';
  return {
    code: 'diverged' as const,
    ...say('run.diverged', { step, what, rate: lower }),
    details: { step, suggestion: { 'optimizer.learningRate': lower } },
  };
}

/** After a training that diverged went back to a good state. */
export function rollbackNote(
  diverged: { readonly step: number; readonly loss: number },
  step: number,
  spec: TrainingSpec,
): TrainingEvent {
  const rate = spec.optimizer.learningRate;
  return {
    kind: 'note',
    name: 'rolledBack',
    step,
    ...say('run.rolledBack', { diverged: diverged.step, step, rate }),
    data: { divergedAt: diverged.step, learningRate: rate },
  };
}

type BudgetEnd = Extract<EndReason, { kind: 'budget' }>;

/** At the end of a training that reached a limit of its budget. */
export function budgetNote(step: number, reason: BudgetEnd): TrainingEvent {
  const { limit, allowed, used } = reason;
  return {
    kind: 'note',
    name: 'budget',
    step,
    ...say('run.budget', { step, limit, used: amountOf(limit, used), allowed: amountOf(limit, allowed) }),
    data: reason,
  };
}

/** An amount of a budget as a person reads it. */
function amountOf(limit: BudgetLimit, amount: number): string {
  const rounded = (value: number): string => String(Number(value.toPrecision(4)));
  switch (limit) {
    case 'steps':
    case 'epochs':
      return rounded(amount);
    case 'seconds':
      return `${rounded(amount)} s`;
    case 'wattHours':
      return `${rounded(amount)} Wh`;
    case 'memoryBytes':
    case 'diskBytes':
      return `${rounded(amount / 1024 ** 2)} MB`;
  }
}
