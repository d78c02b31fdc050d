import type { PreprocessingStep } from '#contract/training.ts';
import { nearest } from '#contract/parse.ts';
import { inputError } from '../../base/input-error.ts';
import { median } from '../../base/statistics.ts';
import type { Selection, UsableColumn } from '../dataset/select.ts';
import type { FittedInput, FittedStep, FittedTable, FittedTarget } from './fitted.ts';
import { takeRows, toMatrix, type Frame } from './frame.ts';
import { applyStep, commonestCategory, fitStep, type Warn } from './steps.ts';

export interface FitResult {
  readonly fitted: FittedTable;
  /** What was done that the spec does not say. */
  readonly notes: readonly string[];
}

/**
 * Fits every step, in order, on the training rows only. A step without `columns` works on every feature that it
 * can (numbers; categories for oneHot), never on the target; the target may be named to be standardised or scaled,
 * and predictions come back in its own units. Rule for what is left over: categories that no oneHot step named are
 * one-hot encoded at the end, which `notes` reports; a missing number that no impute step fills is refused.
 */
export function fitPreprocessing(
  steps: readonly PreprocessingStep[],
  selection: Selection,
  trainRows: Uint32Array,
): FitResult {
  const notes: string[] = [];
  let frame: Frame = selection.features.map((column) => takeRows(column, trainRows));
  let target = takeRows(selection.target, trainRows);
  let shape: { readonly dimensions: readonly number[]; readonly path: string } | null = null;
  const inputs = frame.map(describeInput);
  const fittedSteps: FittedStep[] = [];
  let fittedTarget = beginTarget(target);

  const fitOn = (step: PreprocessingStep, path: string): void => {
    if (step.step === 'image') {
      shape = { dimensions: step.shape, path: `${path}.shape` };
      return;
    }
    if (step.step === 'characters') {
      throw inputError(
        path,
        'The step "characters" is for text, and this dataset is a table. Remove the step, or use a text file.',
      );
    }
    const chosen = chooseColumns(step, frame, target, path);
    const fitted = fitStep(
      step,
      chosen.filter((column) => column !== target),
      path,
    );
    if (chosen.length > 0) fittedSteps.push(fitted);
    frame = applyStep(fitted, frame, () => undefined);
    if (chosen.includes(target)) {
      const onTarget = fitStep(step, [target], path);
      fittedTarget = scaleTarget(fittedTarget, onTarget, path);
      target = applyStep(onTarget, [target], () => undefined)[0] ?? target;
    }
  };

  for (const [index, step] of steps.entries()) fitOn(step, `preprocessing.${index}`);
  const left = frame.filter((column) => column.type === 'category').map((column) => column.name);
  if (left.length > 0) {
    fitOn({ step: 'oneHot', columns: left }, 'preprocessing');
    notes.push(`One-hot encoded, since no step says otherwise: ${left.join(', ')}.`);
  }
  checkComplete(frame, trainRows);
  const outputs = frame.map((column) => column.name);
  const fitted: FittedTable = {
    kind: 'table',
    inputs,
    steps: fittedSteps,
    target: fittedTarget,
    outputs,
    shape: checkShape(shape, outputs.length),
  };
  return { fitted, notes };
}

/** The given rows after all steps: rows × outputs, row after row. */
export function applyPreprocessing(
  fitted: FittedTable,
  columns: Frame,
  rows: Uint32Array,
  warn: Warn,
): Float32Array {
  let frame: Frame = columns.map((column) => takeRows(column, rows));
  for (const step of fitted.steps) frame = applyStep(step, frame, warn);
  for (const column of frame) {
    const hole = column.type === 'number' ? column.values.findIndex(Number.isNaN) : -1;
    if (hole >= 0) throw missingNumber(column.name, (rows[hole] ?? hole) + 1);
  }
  return toMatrix(frame);
}

/** Targets of the given rows as the loss wants them: class numbers, or scaled numbers. */
export function encodeTarget(
  target: FittedTarget,
  column: UsableColumn,
  rows: Uint32Array,
): Int32Array | Float32Array {
  if (target.kind === 'class' && column.type === 'category') {
    const classOf = column.categories.map((category) => target.classes.indexOf(category));
    return Int32Array.from(rows, (row) => classOf[column.codes[row] ?? -1] ?? -1);
  }
  if (target.kind === 'number' && column.type === 'number') {
    const { shift, divideBy } = target;
    return Float32Array.from(rows, (row) => ((column.values[row] ?? Number.NaN) - shift) / divideBy);
  }
  throw new Error(`the target "${column.name}" changed its type`);
}

function chooseColumns(
  step: Exclude<PreprocessingStep, { step: 'image' | 'characters' }>,
  frame: Frame,
  target: UsableColumn,
  path: string,
): Frame {
  if (step.columns === undefined) {
    if (step.step === 'impute') return frame;
    const wanted = step.step === 'oneHot' ? 'category' : 'number';
    return frame.filter((column) => column.type === wanted);
  }
  const all = [...frame, target];
  return step.columns.map((name, index) => {
    const column = all.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    const names = all.map((candidate) => candidate.name);
    const near = nearest(name, names);
    const hint =
      near === undefined ? `There are ${names.slice(0, 12).join(', ')}.` : `Did you mean "${near}"?`;
    throw inputError(
      `${path}.columns.${index}`,
      `The step "${step.step}" names "${name}", which is none of the columns at that point. ${hint}`,
      near,
    );
  });
}

function describeInput(column: UsableColumn): FittedInput {
  if (column.type === 'number') {
    const middle = median(column.values);
    return { name: column.name, type: 'number', example: Number.isNaN(middle) ? 0 : middle };
  }
  return {
    name: column.name,
    type: 'category',
    example: commonestCategory(column),
    categories: column.categories,
  };
}

function beginTarget(target: UsableColumn): FittedTarget {
  return target.type === 'number'
    ? { kind: 'number', name: target.name, shift: 0, divideBy: 1 }
    : { kind: 'class', name: target.name, classes: target.categories };
}

/** ((y − a)/b − c)/d is (y − (a + c·b)) / (b·d): any number of scalings stays one. */
function scaleTarget(target: FittedTarget, step: FittedStep, path: string): FittedTarget {
  const scalable = step.step === 'standardise' || step.step === 'minMax' || step.step === 'scale';
  if (!scalable || target.kind !== 'number') {
    throw inputError(
      `${path}.columns`,
      `The step "${step.step}" cannot work on the target "${target.name}". Remove it here; classes are encoded and rows without a target left out by themselves.`,
    );
  }
  const { shift = 0, divideBy = 1 } = step.columns[0] ?? {};
  return {
    ...target,
    shift: target.shift + shift * target.divideBy,
    divideBy: target.divideBy * divideBy,
  };
}

function checkComplete(frame: Frame, trainRows: Uint32Array): void {
  for (const column of frame) {
    const hole = column.type === 'number' ? column.values.findIndex(Number.isNaN) : -1;
    if (hole >= 0) throw missingNumber(column.name, (trainRows[hole] ?? hole) + 1);
  }
}

function missingNumber(name: string, row: number) {
  return inputError(
    'preprocessing',
    `Column "${name}" has no value in row ${row}, and no step fills it. Add {"step": "impute"} as the first step, or leave the column out of the features.`,
  );
}

function checkShape(
  shape: { readonly dimensions: readonly number[]; readonly path: string } | null,
  columns: number,
): readonly number[] {
  if (shape === null) return [columns];
  const cells = shape.dimensions.reduce((product, side) => product * side, 1);
  if (cells === columns) return shape.dimensions;
  throw inputError(
    shape.path,
    `An image of ${shape.dimensions.join(' × ')} needs ${cells} columns, but there are ${columns}. Correct the shape, or name the pixel columns as features.`,
  );
}
