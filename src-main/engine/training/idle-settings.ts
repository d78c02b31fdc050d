import type { TrainingSpec } from '#contract/training.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { averagedSteps } from './averaging.ts';
import type { Prepared } from './prepared.ts';

/** Settings that will do nothing, or not what they are for, in this training: each with what would help. */
export function idleSettings(spec: TrainingSpec, prepared: Omit<Prepared, 'notes'>): readonly Sentence[] {
  return rules.flatMap((rule) => rule(spec, prepared) ?? []);
}

type Rule = (spec: TrainingSpec, prepared: Omit<Prepared, 'notes'>) => Sentence | null;

const rules: readonly Rule[] = [
  averaging,
  warmUp,
  earlyStopping,
  plateau,
  equalUnits,
  embeddingWidth,
  contextLength,
  imputeConstant,
  batchNormOfText,
];

function averaging({ averaging: chosen }: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): Sentence | null {
  if (chosen?.kind !== 'swa') return null;
  const count = averagedSteps(chosen, plan);
  if (count > 1) return null;
  return say('idle.averaging', { count, steps: plan.totalSteps });
}

function warmUp({ schedule }: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): Sentence | null {
  if (schedule.warmupSteps < plan.totalSteps) return null;
  return say('idle.warmUp', { warmUp: schedule.warmupSteps, steps: plan.totalSteps });
}

function earlyStopping(spec: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): Sentence | null {
  const { earlyStopping: chosen } = spec;
  const evaluations = evaluationsOf(spec, plan);
  if (chosen === undefined || chosen.patience < evaluations) return null;
  const { patience, restoreBest } = chosen;
  return say('idle.earlyStopping', { patience, evaluations, restored: restoreBest });
}

function plateau(spec: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): Sentence | null {
  const { schedule } = spec;
  const evaluations = evaluationsOf(spec, plan);
  if (schedule.kind !== 'plateau' || schedule.patience < evaluations) return null;
  return say('idle.plateau', { patience: schedule.patience, evaluations });
}

function equalUnits({ initializer, model }: TrainingSpec): Sentence | null {
  if (initializer?.kind !== 'zeros' && initializer?.kind !== 'constant') return null;
  if (model.kind === 'linear') return null;
  return say('idle.equalUnits', { initializer: initializer.kind });
}

function embeddingWidth({ model }: TrainingSpec, { fitted }: Omit<Prepared, 'notes'>): Sentence | null {
  if (model.kind !== 'mlp' || model.embeddingWidth === undefined) return null;
  if (fitted.kind === 'table' && (fitted.ids ?? []).length > 0) return null;
  return say('idle.embeddingWidth');
}

function contextLength({ model }: TrainingSpec, { fitted }: Omit<Prepared, 'notes'>): Sentence | null {
  if (model.kind !== 'layers' || model.contextLength === undefined || fitted.kind === 'text') return null;
  return say('idle.contextLength');
}

function imputeConstant({ preprocessing }: TrainingSpec): Sentence | null {
  const index = preprocessing.findIndex(
    (step) => step.step === 'impute' && step.constant !== undefined && step.with !== 'constant',
  );
  if (index < 0) return null;
  return say('idle.imputeConstant', { path: `preprocessing.${index}.constant` });
}

function batchNormOfText(_: TrainingSpec, { fitted, model }: Omit<Prepared, 'notes'>): Sentence | null {
  if (fitted.kind !== 'text' || model.layers.every(({ kind }) => kind !== 'batchNorm')) return null;
  return say('idle.batchNormOfText');
}

function evaluationsOf({ evaluateEverySteps }: TrainingSpec, plan: Prepared['plan']): number {
  return Math.ceil(plan.totalSteps / (evaluateEverySteps ?? plan.stepsPerEpoch));
}
