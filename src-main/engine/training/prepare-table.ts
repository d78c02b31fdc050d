import { nearest } from '#contract/parse.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { chooseSplit, resolvedSplit } from '../dataset/choose-split.ts';
import { findLeakage } from '../dataset/leakage.ts';
import { selectColumns, type Selection } from '../dataset/select.ts';
import type { Table } from '../dataset/table.ts';
import { checkLoss, type LossTarget } from '../loss/check.ts';
import { resolveClassWeights } from '../loss/class-weights.ts';
import { chooseMetrics } from '../loss/metrics.ts';
import { buildModel } from '../model/build.ts';
import { applyPreprocessing, fitPreprocessing } from '../preprocessing/fit.ts';
import type { FittedTable } from '../preprocessing/fitted.ts';
import { encodeTarget } from '../preprocessing/target.ts';
import { batchSizeOf, planOf } from './batch-plan.ts';
import { reconstructed, tableExamples, type Examples } from './examples.ts';
import { tableInput } from './model-input.ts';
import { measuredTarget, type Prepared } from './prepared.ts';
import { resolvedSettings, typesOf } from './resolved.ts';

/** A table: rows are split, columns preprocessed by what the training rows say. With `earlier`, by what was fitted then. */
export function prepareTable(spec: TrainingSpec, table: Table, earlier: FittedTable | null): Prepared {
  if (spec.sampling !== undefined) {
    throw inputError(
      'sampling',
      `"sampling" says how a language model writes, and ${table.name} is a table. Remove "sampling", or use a text file.`,
    );
  }
  const targetless = spec.model.kind === 'autoencoder';
  const selection = selectColumns(table, spec.dataset, { targetless, readsText: readsText(spec) });
  const { target } = selection;
  const split = chooseSplit(table, selection, spec.dataset.split, spec.seed);
  // Generated data is what it was asked to be.
  const leakage =
    spec.dataset.source.kind === 'linear' || targetless
      ? []
      : findLeakage(selection, split, table.image !== undefined);
  const { fitted, notes, preview } =
    earlier === null
      ? fitPreprocessing(spec.preprocessing, selection, split.train, { seed: spec.seed, targetless })
      : { fitted: earlier, notes: [], preview: [] };
  const model = buildModel(spec.model, tableInput(fitted, spec.loss));
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const examplesOf = (rows: Uint32Array, training: { training?: typeof target }) => ({
    inputs: applyPreprocessing(fitted, selection.features, rows, { warn, ...training }),
    targets:
      fitted.target.kind === 'inputs'
        ? new Float32Array(rows.length)
        : encodeTarget(fitted.target, target, rows),
  });
  const trainRows = examplesOf(split.train, { training: target });
  checkLoss(spec.loss, lossTarget(fitted, selection, trainRows.inputs));
  const validationRows = split.validation.length > 0 ? examplesOf(split.validation, {}) : null;
  const classWeights =
    fitted.target.kind === 'class' ? resolveClassWeights(spec.loss, fitted.target, trainRows.targets) : null;
  const examples = ({ inputs, targets }: typeof trainRows): Examples => {
    const rows = tableExamples(inputs, fitted.shape, targets);
    return fitted.target.kind === 'inputs' ? reconstructed(rows) : rows;
  };
  const positive = positiveClass(spec.dataset.positive, fitted.target);
  const batchSize = batchSizeOf(spec, split.train.length, 'training rows');
  const plan = planOf(spec, model, split.train.length, split.validation.length, batchSize);
  const dataset = {
    ...typesOf(table, spec.dataset),
    ...table.dialect,
    format: table.format,
    ...(targetless && spec.dataset.target === undefined ? {} : { target: target.name }),
    split: resolvedSplit(spec.dataset.split, target.type === 'category'),
    ...(positive === null ? {} : { positive: positive.name }),
  };
  return {
    datasetSha256: table.sha256,
    fitted,
    model,
    classWeights,
    positive: positive?.index ?? 1,
    metrics: chooseMetrics(spec.metrics, measuredTarget(fitted), spec.loss),
    train: examples(trainRows),
    validation: validationRows === null ? null : examples(validationRows),
    rows: split,
    plan,
    batchSize,
    notes: [...table.warnings, ...selection.warnings, ...leakage, ...notes, ...new Set(warnings)],
    trainRows,
    opening: '',
    preview,
    inherited: null,
    resolved: resolvedSettings(spec, { dataset, model, plan }),
  };
}

/** Of two classes, the one that figures are of: the second, unless the spec names one. Null for any other target. */
function positiveClass(
  wanted: string | undefined,
  target: FittedTable['target'],
): { readonly index: number; readonly name: string } | null {
  if (target.kind !== 'class' || target.classes.length !== 2) {
    if (wanted === undefined) return null;
    const has = target.kind === 'class' ? `has ${target.classes.length} classes` : 'holds numbers';
    throw inputError(
      'dataset.positive',
      `A positive class is one of two, but the target "${target.name}" ${has}. Take dataset.positive out.`,
    );
  }
  const name = wanted ?? target.classes[1] ?? '';
  const index = target.classes.indexOf(name);
  if (index >= 0) return { index, name };
  throw inputError(
    'dataset.positive',
    `The target "${target.name}" has no class "${name}"; its classes are ${target.classes.map((one) => `"${one}"`).join(' and ')}.`,
    nearest(name, target.classes) ?? target.classes[1],
  );
}

/** Which columns of free text a step of the spec makes terms of. */
function readsText({ preprocessing }: TrainingSpec): (column: string) => boolean {
  const bags = preprocessing.filter((step) => step.step === 'bagOfWords');
  return (name) => bags.some(({ columns }) => columns === undefined || columns.includes(name));
}

function lossTarget(
  { target, outputs }: FittedTable,
  { target: column, rows }: Selection,
  inputs: Float32Array,
): LossTarget {
  if (target.kind === 'class') {
    return { kind: 'class', name: target.name, classCount: target.classes.length };
  }
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of target.kind === 'inputs' ? inputs : encodeTarget(target, column, rows)) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (target.kind === 'inputs') return { kind: 'inputs', width: outputs.length, least, most };
  return {
    kind: 'number',
    name: target.name,
    width: 1,
    least,
    most,
    shift: target.shift,
    logarithm: target.logarithm === true,
  };
}
