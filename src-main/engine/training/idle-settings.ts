import type { TrainingSpec } from '#contract/training.ts';
import { averagedSteps } from './averaging.ts';
import type { Prepared } from './prepared.ts';

/** Settings that will do nothing, or not what they are for, in this training: each with what would help. */
export function idleSettings(spec: TrainingSpec, prepared: Omit<Prepared, 'notes'>): readonly string[] {
  return rules.flatMap((rule) => rule(spec, prepared) ?? []);
}

type Rule = (spec: TrainingSpec, prepared: Omit<Prepared, 'notes'>) => string | null;

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

function averaging({ averaging: chosen }: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): string | null {
  if (chosen?.kind !== 'swa') return null;
  const count = averagedSteps(chosen, plan);
  if (count > 1) return null;
  const what = count === 0 ? 'no step' : 'one step alone';
  return `Stochastic weight averaging would take in ${what} of ${plan.totalSteps}, so that nothing is averaged. Train longer, begin earlier ("averaging.start"), or average more often ("averaging.everySteps").`;
}

function warmUp({ schedule }: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): string | null {
  if (schedule.warmupSteps < plan.totalSteps) return null;
  return `The learning rate warms up for ${schedule.warmupSteps} steps, and the training has ${plan.totalSteps}: it never reaches its full rate. Set "schedule.warmupSteps" lower.`;
}

function earlyStopping(spec: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): string | null {
  const { earlyStopping: chosen } = spec;
  const evaluations = evaluationsOf(spec, plan);
  if (chosen === undefined || chosen.patience < evaluations) return null;
  const kept = chosen.restoreBest ? ' The best weights are kept all the same.' : '';
  return `Early stopping waits for ${chosen.patience} evaluations, and there are ${evaluations}: it never stops the training. Lower "earlyStopping.patience", or evaluate more often.${kept}`;
}

function plateau(spec: TrainingSpec, { plan }: Omit<Prepared, 'notes'>): string | null {
  const { schedule } = spec;
  const evaluations = evaluationsOf(spec, plan);
  if (schedule.kind !== 'plateau' || schedule.patience < evaluations) return null;
  return `The plateau schedule waits for ${schedule.patience} evaluations, and there are ${evaluations}: the rate is never lowered. Lower "schedule.patience", or evaluate more often.`;
}

function equalUnits({ initializer, model }: TrainingSpec): string | null {
  if (initializer?.kind !== 'zeros' && initializer?.kind !== 'constant') return null;
  if (model.kind === 'linear') return null;
  return `With the initializer "${initializer.kind}" all units of a layer begin alike and stay alike: the layer learns as if it had one unit. Leave "initializer" out.`;
}

function embeddingWidth({ model }: TrainingSpec, { fitted }: Omit<Prepared, 'notes'>): string | null {
  if (model.kind !== 'mlp' || model.embeddingWidth === undefined) return null;
  if (fitted.kind === 'table' && (fitted.ids ?? []).length > 0) return null;
  return '"model.embeddingWidth" does nothing, since no step "embed" makes ids of a column.';
}

function contextLength({ model }: TrainingSpec, { fitted }: Omit<Prepared, 'notes'>): string | null {
  if (model.kind !== 'layers' || model.contextLength === undefined || fitted.kind === 'text') return null;
  return '"model.contextLength" does nothing for a table; it is for text.';
}

function imputeConstant({ preprocessing }: TrainingSpec): string | null {
  const index = preprocessing.findIndex(
    (step) => step.step === 'impute' && step.constant !== undefined && step.with !== 'constant',
  );
  if (index < 0) return null;
  return `"preprocessing.${index}.constant" does nothing, since the step does not fill in a constant. Set "with" to "constant".`;
}

function batchNormOfText(_: TrainingSpec, { fitted, model }: Omit<Prepared, 'notes'>): string | null {
  if (fitted.kind !== 'text' || model.layers.every(({ kind }) => kind !== 'batchNorm')) return null;
  return 'A batch norm takes its statistics over all positions in training, also over later ones, which a text model has to predict: its training loss may look better than the one of evaluations. "layerNorm" has no such look ahead.';
}

function evaluationsOf({ evaluateEverySteps }: TrainingSpec, plan: Prepared['plan']): number {
  return Math.ceil(plan.totalSteps / (evaluateEverySteps ?? plan.stepsPerEpoch));
}
