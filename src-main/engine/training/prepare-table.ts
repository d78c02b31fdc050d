import * as tf from '@tensorflow/tfjs-core';
import { nearest } from '#contract/parse.ts';
import { distinctSentences, say, type Sentence } from '#contract/sentence.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { chooseSplit, resolvedSplit } from '../dataset/choose-split.ts';
import { findLeakage } from '../dataset/leakage.ts';
import { selectColumns, type Selection } from '../dataset/select.ts';
import type { Table } from '../dataset/table.ts';
import { checkLoss, checkMixing, type LossTarget } from '../loss/check.ts';
import { resolveClassWeights } from '../loss/class-weights.ts';
import { chooseMetrics } from '../loss/metrics.ts';
import { buildModel } from '../model/build.ts';
import { fitPreprocessing } from '../preprocessing/fit.ts';
import type { FittedTable } from '../preprocessing/fitted.ts';
import { encodeTarget } from '../preprocessing/target.ts';
import { batchSizeOf, planOf } from './batch-plan.ts';
import { reconstructed, type Examples } from './examples.ts';
import { tableInput } from './model-input.ts';
import { measuredTarget, type Prepared } from './prepared.ts';
import { asModelled, openRows, type PreparedRows } from './prepare-rows.ts';
import { resolvedSettings, typesOf } from './resolved.ts';
import { fromTheBeginning } from './start.ts';

/** Images that become numbers at a time, to be looked at. */
const rowsAtOnce = 512;

/** A table: rows are split, columns preprocessed by what the training rows say. With `earlier`, by what was fitted then. */
export function prepareTable(spec: TrainingSpec, given: Table, earlier: FittedTable | null): Prepared {
  if (spec.sampling !== undefined) {
    throw inputError('sampling', say('plan.samplingOfTable', { file: given.name }));
  }
  const targetless = spec.model.kind === 'autoencoder';
  const table = asModelled(spec, given, earlier);
  const selection = selectColumns(table, spec.dataset, { targetless, readsText: readsText(spec) });
  const { target } = selection;
  const split = chooseSplit(table, selection, spec.dataset.split, spec.seed);
  const { fitted, notes, preview, images } =
    earlier === null
      ? fitPreprocessing(spec.preprocessing, selection, split.train, { seed: spec.seed, targetless })
      : { fitted: earlier, notes: [], preview: [], images: null };
  // Generated data is what it was asked to be.
  const leakage =
    spec.dataset.source.kind === 'linear' || targetless
      ? []
      : findLeakage(asked(selection, fitted), split, table.image !== undefined);
  const model = buildModel(spec.model, tableInput(fitted, spec.loss));
  const warnings: Sentence[] = [];
  const warn = (sentence: Sentence): void => void warnings.push(sentence);
  if (spec.dataset.image !== undefined && table.images === undefined) warn(say('idle.datasetImage'));
  const open = openRows(spec, selection, fitted, images, warn);
  const train = open(split.train, true);
  const forLoss = lossTarget(fitted, selection, train);
  checkLoss(spec.loss, forLoss);
  const mixing = spec.preprocessing.findIndex(({ step }) => step === 'mixup');
  if (mixing >= 0) checkMixing(spec.loss, forLoss, `preprocessing.${mixing}`);
  const validation = split.validation.length > 0 ? open(split.validation, false) : null;
  const classWeights =
    fitted.target.kind === 'class' ? resolveClassWeights(spec.loss, fitted.target, train.targets) : null;
  const examples = (rows: Examples): Examples =>
    fitted.target.kind === 'inputs' ? reconstructed(rows) : rows;
  const positive = positiveClass(spec.dataset.positive, fitted.target);
  const batchSize = batchSizeOf(spec, split.train.length, 'rows');
  const plan = {
    ...planOf(spec, model, split.train.length, split.validation.length, batchSize),
    dataBytes: train.bytes + (selection.images === undefined ? (validation?.bytes ?? 0) : 0),
  };
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
    train: examples(train.examples),
    validation: validation === null ? null : examples(validation.examples),
    rows: split,
    plan,
    batchSize,
    notes: [
      ...table.warnings,
      ...selection.warnings,
      ...leakage,
      ...notes,
      ...absentClasses(fitted, train.targets, validation?.targets ?? null),
      ...distinctSentences(warnings),
    ],
    trainRows: train.inputs === null ? null : { inputs: train.inputs, targets: train.targets },
    trainTargets: train.targets,
    opening: '',
    preview,
    inherited: null,
    start: fromTheBeginning,
    resolved: resolvedSettings(spec, { dataset, model, plan }),
  };
}

/** The features that are made anything of: what a step takes away cannot tell the model anything. */
function asked(selection: Selection, { inputs }: FittedTable): Selection {
  if (selection.images !== undefined) return selection;
  const names = new Set(inputs.map(({ name }) => name));
  return { ...selection, features: selection.features.filter(({ name }) => names.has(name)) };
}

/** Classes that one of the two parts has no row of. */
function absentClasses(
  { target }: FittedTable,
  train: PreparedRows['targets'],
  validation: PreparedRows['targets'] | null,
): readonly Sentence[] {
  if (target.kind !== 'class') return [];
  const { classes } = target;
  const without = (targets: PreparedRows['targets']): readonly string[] => {
    const present = new Set<number>(targets);
    return classes.filter((_, index) => !present.has(index)).map((name) => `"${name}"`);
  };
  const [untrained, unheld] = [without(train), validation === null ? [] : without(validation)];
  return [
    ...(untrained.length === 0 ? [] : [say('split.untrainedClasses', { classes: untrained })]),
    ...(unheld.length === 0 ? [] : [say('split.unheldClasses', { classes: unheld })]),
  ];
}

/** Of two classes, the one that figures are of: the second, unless the spec names one. Null for any other target. */
function positiveClass(
  wanted: string | undefined,
  target: FittedTable['target'],
): { readonly index: number; readonly name: string } | null {
  if (target.kind !== 'class' || target.classes.length !== 2) {
    if (wanted === undefined) return null;
    const classes = target.kind === 'class' ? target.classes.length : 0;
    throw inputError('dataset.positive', say('plan.onePositive', { target: target.name, classes }));
  }
  const name = wanted ?? target.classes[1] ?? '';
  const index = target.classes.indexOf(name);
  if (index >= 0) return { index, name };
  throw inputError(
    'dataset.positive',
    say('plan.noSuchClass', {
      target: target.name,
      name,
      classes: target.classes.map((one) => `"${one}"`).join(' and '),
    }),
    nearest(name, target.classes) ?? target.classes[1],
  );
}

/** Which columns of free text a step of the spec makes terms of. */
function readsText({ preprocessing }: TrainingSpec): (column: string) => boolean {
  const bags = preprocessing.filter((step) => step.step === 'bagOfWords');
  return (name) => bags.some(({ columns }) => columns === undefined || columns.includes(name));
}

function lossTarget(
  { target, shape }: FittedTable,
  { target: column, rows }: Selection,
  { inputs, examples }: PreparedRows,
): LossTarget {
  if (target.kind === 'class') {
    return { kind: 'class', name: target.name, classCount: target.classes.length };
  }
  if (target.kind === 'inputs') {
    const { least, most } = inputs === null ? extremesOf(examples) : extremes(inputs);
    return { kind: 'inputs', width: shape.reduce((product, side) => product * side, 1), least, most };
  }
  const { least, most } = extremes(encodeTarget(target, column, rows));
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

function extremes(values: Iterable<number>): { readonly least: number; readonly most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** Of images, which become numbers batch by batch. */
function extremesOf(examples: Examples): { readonly least: number; readonly most: number } {
  const ends: number[] = [];
  for (let from = 0; from < examples.count; from += rowsAtOnce) {
    const size = Math.min(rowsAtOnce, examples.count - from);
    const { input, target } = examples.take(
      Uint32Array.from({ length: size }, (_, index) => from + index),
      -1,
    );
    const { least, most } = extremes(input.dataSync());
    ends.push(least, most);
    tf.dispose([input, target]);
  }
  return extremes(ends);
}
