import type { TrainingSpec } from '#contract/training.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { averagedSteps } from './averaging.ts';
import type { Prepared } from './prepared.ts';

/** What a training is ready with before there are notes on it. */
type Ready = Omit<Prepared, 'notes'>;

/** Settings that will do nothing, or not what they are for, in this training: each with what would help. */
export function idleSettings(spec: TrainingSpec, prepared: Ready): readonly Sentence[] {
  return rules.flatMap((rule) => rule(spec, prepared) ?? []);
}

type Rule = (spec: TrainingSpec, prepared: Ready) => Sentence | null;

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
  unscaled,
  manyEpochs,
];

function averaging({ averaging: chosen }: TrainingSpec, { plan }: Ready): Sentence | null {
  if (chosen?.kind !== 'swa') return null;
  const count = averagedSteps(chosen, plan);
  if (count > 1) return null;
  return say('idle.averaging', { count, steps: plan.totalSteps });
}

function warmUp({ schedule }: TrainingSpec, { plan }: Ready): Sentence | null {
  if (schedule.warmupSteps < plan.totalSteps) return null;
  return say('idle.warmUp', { warmUp: schedule.warmupSteps, steps: plan.totalSteps });
}

function earlyStopping(spec: TrainingSpec, { plan }: Ready): Sentence | null {
  const { earlyStopping: chosen } = spec;
  const evaluations = evaluationsOf(spec, plan);
  if (chosen === undefined || chosen.patience < evaluations) return null;
  const { patience, restoreBest } = chosen;
  return say('idle.earlyStopping', { patience, evaluations, restored: restoreBest });
}

function plateau(spec: TrainingSpec, { plan }: Ready): Sentence | null {
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

function embeddingWidth({ model }: TrainingSpec, { fitted }: Ready): Sentence | null {
  if (model.kind !== 'mlp' || model.embeddingWidth === undefined) return null;
  if (fitted.kind === 'table' && (fitted.ids ?? []).length > 0) return null;
  return say('idle.embeddingWidth');
}

function contextLength({ model }: TrainingSpec, { fitted }: Ready): Sentence | null {
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

function batchNormOfText(_: TrainingSpec, { fitted, model }: Ready): Sentence | null {
  if (fitted.kind !== 'text' || model.layers.every(({ kind }) => kind !== 'batchNorm')) return null;
  return say('idle.batchNormOfText');
}

/** One rate has to do for all weights: a column a hundred times as wide as another needs one a ten-thousandth as high. */
const mostTimesWider = 100;
/** So many rows tell a column's range well enough. */
const measuredRows = 2000;

function unscaled({ optimizer }: TrainingSpec, { fitted, trainRows }: Ready): Sentence | null {
  if (fitted.kind !== 'table' || trainRows === null || optimizer.kind === 'lbfgs') return null;
  const ids = new Set((fitted.ids ?? []).map(({ place }) => place));
  const spreads = fitted.outputs
    .map((name, place) => ({ name, spread: spreadOf(trainRows.inputs, place, fitted.outputs.length), place }))
    .filter(({ spread, place }) => spread > 0 && !ids.has(place))
    .sort((a, b) => a.spread - b.spread);
  const [narrowest, widest] = [spreads[0], spreads.at(-1)];
  if (narrowest === undefined || widest === undefined) return null;
  const times = Math.round(widest.spread / narrowest.spread);
  if (times <= mostTimesWider) return null;
  return say('idle.unscaled', { wide: widest.name, narrow: narrowest.name, times });
}

/**
 * From the lowest to the highest value of a column of rows one behind the other: of columns in one unit, such as pixels,
 * some vary seldom, which a deviation would take for another unit.
 */
function spreadOf(inputs: Float32Array, place: number, width: number): number {
  const rows = Math.min(measuredRows, inputs.length / width);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const value = inputs[row * width + place] ?? 0;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return Math.max(0, highest - lowest);
}

/** Who writes so many passes, and comes to so many steps, may have meant steps. */
const unusualEpochs = 1000;
const unusualSteps = 200_000;

function manyEpochs({ epochs }: TrainingSpec, { plan }: Ready): Sentence | null {
  if (epochs === undefined || epochs < unusualEpochs || plan.totalSteps < unusualSteps) return null;
  return say('idle.manyEpochs', { epochs, steps: plan.totalSteps });
}

function evaluationsOf({ evaluateEverySteps }: TrainingSpec, plan: Prepared['plan']): number {
  return Math.ceil(plan.totalSteps / (evaluateEverySteps ?? plan.stepsPerEpoch));
}
