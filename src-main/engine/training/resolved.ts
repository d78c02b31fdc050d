import type { DatasetSpec } from '#contract/dataset.ts';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { flattenParams, type Params } from '#contract/param.ts';
import type { InitializerSpec, ModelSpec, TrainingSpec } from '#contract/training.ts';
import type { Table } from '../dataset/table.ts';
import type { Model } from '../model/model.ts';

/** Types of the columns of wider tables would bury the other settings. */
const mostColumns = 32;

export interface ResolvedBy {
  /** How the data was read and split where the spec left that open. */
  readonly dataset: Omit<DatasetSpec, 'source'>;
  readonly model: Model;
  readonly plan: SpecPlan;
}

/**
 * What the spec left open and was chosen by the data, the model or the length of the training, as params by the paths
 * that the spec would have for them. Empty for a spec that says everything.
 */
export function resolvedSettings(spec: TrainingSpec, { dataset, model, plan }: ResolvedBy): Params {
  const { schedule, earlyStopping, averaging } = spec;
  const metric = plan.validationRows > 0 ? 'val/loss' : 'train/loss';
  const resolved = flattenParams({
    dataset,
    model: modelDefaults(spec.model),
    initializer: initializerOf(model),
    ...(schedule.kind === 'plateau' ? { schedule: { metric } } : {}),
    ...(earlyStopping === undefined ? {} : { earlyStopping: { metric } }),
    ...(averaging?.kind === 'swa' ? { averaging: { everySteps: plan.stepsPerEpoch } } : {}),
    accumulateBatches: 1,
    evaluateEverySteps: plan.stepsPerEpoch,
  });
  const given = flattenParams(spec);
  return Object.fromEntries(
    Object.entries(resolved).filter(
      ([path]) => !Object.hasOwn(given, path) && !(path.startsWith('initializer.') && spec.initializer),
    ),
  );
}

function modelDefaults(model: ModelSpec): object {
  switch (model.kind) {
    case 'transformer':
    case 'transformerEncoder':
      return { feedForward: 4 * model.width };
    case 'rnn':
    case 'lstm':
    case 'gru':
      return { embedding: model.units };
    case 'cnn':
      return { pooling: 'max', head: 'flatten' };
    default:
      return {};
  }
}

/** The types of the columns that the spec does not name, for tables that are not too wide to read them. */
export function typesOf(table: Table, spec: DatasetSpec): Pick<DatasetSpec, 'types'> {
  if (spec.source.kind === 'linear' || table.columns.length > mostColumns) return {};
  return { types: Object.fromEntries(table.columns.map(({ name, type }) => [name, type])) };
}

/** One where all weights begin alike, else their kinds in the order of the layers: "heNormal, glorotUniform". */
function initializerOf(model: Model): InitializerSpec | { readonly kind: string } {
  const distinct = new Map<string, InitializerSpec>();
  for (const { role, initializer } of model.parameters) {
    if (role === 'weights') distinct.set(JSON.stringify(initializer), initializer);
  }
  const [first, ...others] = [...distinct.values()];
  if (first !== undefined && others.length === 0) return first;
  return { kind: [...new Set([...distinct.values()].map(({ kind }) => kind))].join(', ') };
}
