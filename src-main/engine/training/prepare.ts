import type { SpecPlan, StepPreview } from '#contract/methods/specs.ts';
import type { DatasetSpec } from '#contract/dataset.ts';
import type { Params } from '#contract/param.ts';
import type { MeasuredTarget, MetricName, TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { chooseSplit, resolvedSplit } from '../dataset/choose-split.ts';
import type { DatasetFiles } from '../dataset/files.ts';
import { findLeakage } from '../dataset/leakage.ts';
import { loadDataset } from '../dataset/load.ts';
import { selectColumns, type Selection } from '../dataset/select.ts';
import type { Table, Text } from '../dataset/table.ts';
import { checkLoss, type LossTarget } from '../loss/check.ts';
import { resolveClassWeights } from '../loss/class-weights.ts';
import { chooseMetrics } from '../loss/metrics.ts';
import { outputCount } from '../loss/outputs.ts';
import { buildModel, contextLengthOf } from '../model/build.ts';
import { parameterCount, type Model } from '../model/model.ts';
import { encodeCharacters, fitCharacters } from '../preprocessing/characters.ts';
import { applyPreprocessing, fitPreprocessing } from '../preprocessing/fit.ts';
import type { FittedPreprocessing, FittedTable, FittedText } from '../preprocessing/fitted.ts';
import { encodeTarget } from '../preprocessing/target.ts';
import { checkOptimization } from './check-optimization.ts';
import { flopsPerStep, withMemory } from './cost.ts';
import { tableExamples, textExamples, type Examples } from './examples.ts';
import { resolvedSettings, typesOf } from './resolved.ts';

/** Everything that training needs, made from the spec and the data, in plain arrays. */
export interface Prepared {
  readonly datasetSha256: string;
  readonly fitted: FittedPreprocessing;
  readonly model: Model;
  /** By the number of the class; null where all count alike. */
  readonly classWeights: Float32Array | null;
  readonly metrics: readonly MetricName[];
  readonly train: Examples;
  /** Null where nothing is held out. */
  readonly validation: Examples | null;
  readonly plan: SpecPlan;
  /** Rows of one update. */
  readonly batchSize: number;
  /** Things that were done or noticed and that a person should know. */
  readonly notes: readonly string[];
  /** Of a table with one number as the target: the training rows as the model sees them. */
  readonly trainRows: { readonly inputs: Float32Array; readonly targets: Float32Array | Int32Array } | null;
  /** The beginning of the training text, to begin samples with. */
  readonly opening: string;
  /** Of a table: its first training rows before and after every step; empty when the preprocessing was taken over. */
  readonly preview: readonly StepPreview[];
  /** What the spec left open, as it was chosen: params by path. */
  readonly resolved: Params;
}

/**
 * Reads the data, fits the preprocessing on the training split and builds the model. Throws `invalid_input` naming
 * the field for everything in the spec that does not fit the data. With `fitted`, from a checkpoint, the
 * preprocessing is taken over instead of fitted.
 */
export async function prepareTraining(
  spec: TrainingSpec,
  files: DatasetFiles,
  fitted: FittedPreprocessing | null = null,
): Promise<Prepared> {
  const dataset = await loadDataset(asFitted(spec.dataset, fitted), files);
  const prepared =
    dataset.kind === 'text'
      ? prepareText(spec, dataset, fitted?.kind === 'text' ? fitted : null)
      : prepareTable(spec, dataset, fitted?.kind === 'table' ? fitted : null);
  checkOptimization(spec, prepared);
  return prepared;
}

/** The dataset with the types that its columns had when the preprocessing was fitted. */
function asFitted(dataset: DatasetSpec, fitted: FittedPreprocessing | null): DatasetSpec {
  if (fitted?.kind !== 'table' || dataset.source.kind === 'linear') return dataset;
  const { inputs, target } = fitted;
  const types = Object.fromEntries(inputs.map(({ name, type }) => [name, type]));
  const targetType = target.kind === 'class' ? 'category' : 'number';
  return { ...dataset, types: { ...types, [target.name]: targetType, ...dataset.types } };
}

function prepareTable(spec: TrainingSpec, table: Table, earlier: FittedTable | null): Prepared {
  const selection = selectColumns(table, spec.dataset);
  const { target } = selection;
  const split = chooseSplit(table, selection, spec.dataset.split, spec.seed);
  // Generated data is what it was asked to be.
  const leakage =
    spec.dataset.source.kind === 'linear' ? [] : findLeakage(selection, split, table.image !== undefined);
  const { fitted, notes, preview } =
    earlier === null
      ? fitPreprocessing(spec.preprocessing, selection, split.train, spec.seed)
      : { fitted: earlier, notes: [], preview: [] };
  checkLoss(spec.loss, lossTarget(fitted, selection.target, selection.rows));
  const model = buildModel(spec.model, {
    kind: fitted.shape.length === 3 ? 'image' : 'columns',
    shape: fitted.shape,
    outputs: outputCount(spec.loss, fitted.target.kind === 'class' ? fitted.target.classes.length : null),
  });
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const examplesOf = (rows: Uint32Array, training: { training?: typeof target }) => ({
    inputs: applyPreprocessing(fitted, selection.features, rows, { warn, ...training }),
    targets: encodeTarget(fitted.target, target, rows),
  });
  const trainRows = examplesOf(split.train, { training: target });
  const validationRows = split.validation.length > 0 ? examplesOf(split.validation, {}) : null;
  const classWeights =
    fitted.target.kind === 'class' ? resolveClassWeights(spec.loss, fitted.target, trainRows.targets) : null;
  const batchSize = batchSizeOf(spec, split.train.length, 'training rows');
  const plan = planOf(spec, model, split.train.length, split.validation.length, batchSize);
  const dataset = {
    ...typesOf(table, spec.dataset),
    ...table.dialect,
    format: table.format,
    target: target.name,
    split: resolvedSplit(spec.dataset.split, target.type === 'category'),
  };
  return {
    datasetSha256: table.sha256,
    fitted,
    model,
    classWeights,
    metrics: chooseMetrics(spec.metrics, measuredTarget(fitted), spec.loss),
    train: tableExamples(trainRows.inputs, fitted.shape, trainRows.targets),
    validation:
      validationRows === null
        ? null
        : tableExamples(validationRows.inputs, fitted.shape, validationRows.targets),
    plan,
    batchSize,
    notes: [...table.warnings, ...selection.warnings, ...leakage, ...notes, ...new Set(warnings)],
    trainRows,
    opening: '',
    preview,
    resolved: resolvedSettings(spec, { dataset, model, plan }),
  };
}

function lossTarget({ target }: FittedTable, column: Selection['target'], rows: Uint32Array): LossTarget {
  const { name } = target;
  if (target.kind === 'class') return { kind: 'class', name, classCount: target.classes.length };
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of encodeTarget(target, column, rows)) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { kind: 'number', name, width: 1, least, most, shift: target.shift };
}

/** What an evaluation can say about a model of this data. */
export function measuredTarget(fitted: FittedPreprocessing): MeasuredTarget {
  if (fitted.kind === 'text') return { kind: 'text', classCount: fitted.vocabulary.length + 1 };
  return fitted.target.kind === 'class'
    ? { kind: 'class', classCount: fitted.target.classes.length }
    : { kind: 'number' };
}

function prepareText(spec: TrainingSpec, data: Text, earlier: FittedText | null): Prepared {
  checkLoss(spec.loss, { kind: 'text', name: data.name });
  if (spec.dataset.split?.kind !== undefined && spec.dataset.split.kind !== 'ordered') {
    throw inputError(
      'dataset.split.kind',
      `Text is split in its order: its end is held out. Choose "ordered" instead of "${spec.dataset.split.kind}", or leave it out.`,
      'ordered',
    );
  }
  for (const field of ['target', 'features'] as const) {
    if (spec.dataset[field] !== undefined) {
      throw inputError(
        `dataset.${field}`,
        `Text has no columns: it predicts its own next character. Remove "${field}".`,
      );
    }
  }
  let minCount = 1;
  for (const [index, step] of spec.preprocessing.entries()) {
    if (step.step !== 'characters') {
      throw inputError(
        `preprocessing.${index}`,
        `The step "${step.step}" works on columns, and this dataset is text. The one step for text is "characters".`,
        'characters',
      );
    }
    minCount = step.minCount;
  }
  const characters = [...data.text];
  const share = spec.dataset.split?.validation ?? 0.1;
  const held = Math.round(characters.length * share);
  const trainText = characters.slice(0, characters.length - held).join('');
  const fitted = earlier ?? fitCharacters(trainText, minCount);
  const time = contextLengthOf(spec.model) ?? 1;
  const model = buildModel(spec.model, {
    kind: 'text',
    shape: [time],
    outputs: fitted.vocabulary.length + 1,
  });
  const train = textExamples(encodeCharacters(fitted, trainText), time, spec.seed);
  const heldText = characters.slice(characters.length - held).join('');
  const validation = textExamples(encodeCharacters(fitted, heldText), time, spec.seed);
  if (train.count === 0) {
    throw inputError(
      'model.contextLength',
      `The training text has ${characters.length - held} characters, too few for a context of ${time}. Use a longer text or a shorter context.`,
    );
  }
  const batchSize = batchSizeOf(spec, train.count, `stretches of ${time} characters`);
  const plan = planOf(spec, model, train.count, validation.count, batchSize);
  const dataset = { split: { kind: 'ordered' as const, validation: share } };
  const tooShort = held > 0 && validation.count === 0;
  return {
    datasetSha256: data.sha256,
    fitted,
    model,
    classWeights: null,
    metrics: chooseMetrics(spec.metrics, measuredTarget(fitted), spec.loss),
    train,
    validation: validation.count > 0 ? validation : null,
    plan,
    batchSize,
    notes: [
      ...data.warnings,
      ...(tooShort
        ? [`The ${held} characters held out are fewer than a context of ${time}: nothing is validated.`]
        : []),
    ],
    trainRows: null,
    preview: [],
    resolved: resolvedSettings(spec, { dataset, model, plan }),
    opening: trainText.slice(0, trainText.indexOf('\n') + 1) || trainText.slice(0, 20),
  };
}

/** Rows of an update: of all batches whose gradients it averages. */
function batchSizeOf(spec: TrainingSpec, rows: number, what: string): number {
  const batches = spec.accumulateBatches ?? 1;
  if (spec.batchSize === 'full') {
    if (batches === 1) return rows;
    throw inputError(
      'batchSize',
      `A step averages the gradients of ${batches} batches, and "full" is one batch of all ${rows} ${what}. Write ${Math.ceil(rows / batches)}, or remove "accumulateBatches".`,
      String(Math.ceil(rows / batches)),
    );
  }
  if (spec.batchSize > rows) {
    throw inputError(
      'batchSize',
      `The batch size ${spec.batchSize} is larger than the ${rows} ${what}. Write at most ${rows}, or "full".`,
      'full',
    );
  }
  if (spec.batchSize * batches > rows) {
    const most = Math.floor(rows / spec.batchSize);
    throw inputError(
      'accumulateBatches',
      `${batches} batches of ${spec.batchSize} are more than the ${rows} ${what}. Write at most ${most}, or a smaller batch size.`,
      String(most),
    );
  }
  return spec.batchSize * batches;
}

function planOf(
  spec: TrainingSpec,
  model: Model,
  trainRows: number,
  validationRows: number,
  batchSize: number,
): SpecPlan {
  if (spec.epochs === undefined && spec.steps === undefined) {
    throw inputError('epochs', 'How long to train is missing: write either "epochs" or "steps".');
  }
  if (spec.epochs !== undefined && spec.steps !== undefined) {
    throw inputError('steps', 'Both "epochs" and "steps" are given. Remove one of the two.');
  }
  const stepsPerEpoch = Math.ceil(trainRows / batchSize);
  const layers = withMemory(model, batchSize, spec.optimizer);
  return {
    layers,
    parameterCount: parameterCount(model.parameters),
    trainRows,
    validationRows,
    stepsPerEpoch,
    totalSteps: spec.steps ?? (spec.epochs ?? 0) * stepsPerEpoch,
    flopsPerStep: flopsPerStep(layers, batchSize),
  };
}
