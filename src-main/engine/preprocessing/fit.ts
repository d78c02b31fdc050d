import { say, type Sentence } from '#contract/sentence.ts';
import type { StepPreview } from '#contract/methods/specs.ts';
import type { PreprocessingStep } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import type { Selection, TargetColumn, UsableColumn } from '../dataset/select.ts';
import { sizeOf } from '../dataset/image/image-table.ts';
import type { ImageShape } from '../dataset/table.ts';
import { checkNames, chooseColumns, describeInput, unusedInputs } from './columns.ts';
import { fitImages, isImageStep, isScale, refuseImageSteps, type ImageFit } from './image/fit-images.ts';
import type { FittedStep, FittedTable } from './fitted.ts';
import { takeRows, toMatrix, type Frame } from './frame.ts';
import { previewStep } from './preview.ts';
import { quietContext, type FitContext, type Warn } from './step.ts';
import { applyStep, fitStep, type ColumnStep } from './steps.ts';
import { isTextStep } from './text/tokenizer.ts';
import { beginTarget, checkScalable, scaleTarget } from './target.ts';

export interface FitResult {
  readonly fitted: FittedTable;
  /** What was done that the spec does not say. */
  readonly notes: readonly Sentence[];
  /** The first training rows before and after every step. */
  readonly preview: readonly StepPreview[];
  /** The images of all rows, where rows are images as they were read. */
  readonly images: ImageFit['images'] | null;
}

export interface FitOptions {
  /** Draws the folds of an out-of-fold encoding. */
  readonly seed?: number;
  /** The model gives its inputs again, so that no step may look at a target. */
  readonly targetless?: boolean;
}

/**
 * Fits every step, in order, on the training rows only. A step without `columns` works on every feature that it
 * can, never on the target; the target may be named to be scaled, or to be taken the logarithm of, and predictions
 * come back in its own units. Rule for what is left over: dates become their parts and categories are one-hot encoded at the end,
 * which `notes` reports; a missing number that no step fills is refused.
 */
export function fitPreprocessing(
  steps: readonly PreprocessingStep[],
  selection: Selection,
  trainRows: Uint32Array,
  { seed = 0, targetless = false }: FitOptions = {},
): FitResult {
  const notes: Sentence[] = [];
  const preview: StepPreview[] = [];
  const rawTarget = takeRows(selection.target, trainRows);
  const features = selection.features.map((column) => takeRows(column, trainRows));
  let frame: Frame = features;
  let target = rawTarget;
  let shape: { readonly dimensions: readonly number[]; readonly path: string } | null = null;
  const inputs = features.map(describeInput);
  const fittedSteps: FittedStep[] = [];
  let fittedTarget = beginTarget(target);
  const training = quietContext(rawTarget);

  const fitOn = (step: ColumnStep, path: string, index: number | null): void => {
    const context: FitContext = {
      path,
      index: index ?? steps.length,
      seed,
      target: rawTarget,
      rowOf: (place) => (trainRows[place] ?? place) + 1,
    };
    const before = [...frame, target];
    const chosen = chooseColumns(step, frame, target, path, selection.texts);
    const others = chosen.filter((column) => column !== target);
    if (others.length > 0) {
      const fitted = fitStep(step, others, frame, context);
      fittedSteps.push(fitted);
      frame = applyStep(fitted, frame, training);
      checkNames(frame, step.step, path);
    }
    if (chosen.includes(target)) {
      checkScalable(step.step, target, fittedTarget, path);
      const onTarget = fitStep(step, [target], [target], context);
      fittedTarget = scaleTarget(fittedTarget, onTarget);
      const [scaled] = applyStep(onTarget, [target], training);
      if (scaled?.type === 'number') target = scaled;
    }
    if (chosen.length === 0) notes.push(say('steps.foundNothing', { step: step.step }));
    preview.push(previewStep(step.step, index, before, [...frame, target]));
  };

  for (const [index, step] of steps.entries()) {
    const path = `preprocessing.${index}`;
    if (isTextStep(step)) {
      throw inputError(path, say('step.onlyText', { step: step.step }));
    }
    if (targetless && step.step === 'targetEncoding') {
      throw inputError(path, say('step.noTarget'), 'oneHot');
    }
    if (step.step === 'image') shape = { dimensions: step.shape, path: `${path}.shape` };
    else if (!isImageStep(step) && !(selection.images !== undefined && isScale(step))) {
      checkBeforeImages(step, steps.slice(0, index), target.name, path);
      fitOn(step, path, index);
    }
  }
  const leftOver = (type: Frame[number]['type']): string[] =>
    frame.filter((column) => column.type === type).map((column) => column.name);
  const dates = leftOver('date');
  if (dates.length > 0) {
    fitOn({ step: 'dateParts', cyclic: false, columns: dates }, 'preprocessing', null);
    notes.push(say('steps.dateParts', { columns: dates }));
  }
  const categories = leftOver('category');
  if (categories.length > 0) {
    fitOn(
      { step: 'oneHot', unseen: 'zeros', drop: 'none', minCount: 1, columns: categories },
      'preprocessing',
      null,
    );
    notes.push(say('steps.oneHot', { columns: categories }));
  }
  checkComplete(frame, trainRows);
  const outputs = frame.map((column) => column.name);
  const ids = frame.flatMap((column, place) =>
    column.type === 'id' ? [{ name: column.name, place, count: column.count }] : [],
  );
  const unused = unusedInputs(inputs, fittedSteps);
  const size = selection.images === undefined ? outputs.length : sizeOf(selection.images.shape);
  const dimensions = checkShape(shape, size, selection.images?.shape);
  const images = imagesOf(steps, selection, trainRows, seed, { frame, dimensions });
  notes.push(...(images?.notes ?? []));
  preview.push(...(images?.preview ?? []));
  const fitted: FittedTable = {
    kind: 'table',
    inputs: inputs.filter((input) => !unused.has(input.name)),
    steps: fittedSteps,
    target: targetless ? { kind: 'inputs', name: 'inputs' } : fittedTarget,
    outputs,
    ...(ids.length > 0 ? { ids } : {}),
    ...(images === null ? {} : { images: images.fitted }),
    shape: images === null ? dimensions : shapeOf(images.images.shape),
  };
  return { fitted, notes, preview, images: selection.images === undefined ? null : (images?.images ?? null) };
}

/** The steps of images on the images of the data, or on those that its columns make; null where there are neither. */
function imagesOf(
  steps: readonly PreprocessingStep[],
  { images: whole }: Selection,
  trainRows: Uint32Array,
  seed: number,
  { frame, dimensions }: { readonly frame: Frame; readonly dimensions: readonly number[] },
): ImageFit | null {
  if (whole !== undefined) return fitImages({ steps, images: whole, rows: trainRows, whole: true, seed });
  if (!steps.some(isImageStep)) return null;
  const [height, width, channels] = dimensions;
  if (height === undefined || width === undefined || channels === undefined) {
    refuseImageSteps(steps);
    return null;
  }
  const rows = Uint32Array.from(trainRows, (_, place) => place);
  const images = { shape: { height, width, channels }, values: toMatrix(frame, tooLarge('preprocessing')) };
  return fitImages({ steps, images, rows, whole: false, seed });
}

/** Columns are no more once they were changed as images; the target still is one. */
function checkBeforeImages(
  step: ColumnStep,
  earlier: readonly PreprocessingStep[],
  target: string,
  path: string,
): void {
  const image = earlier.find(isImageStep);
  if (image === undefined || step.columns?.every((name) => name === target) === true) return;
  throw inputError(path, say('step.afterImage', { step: step.step, image: image.step }));
}

function shapeOf({ height, width, channels }: ImageShape): readonly number[] {
  return [height, width, channels];
}

export interface ApplyOptions {
  readonly warn: Warn;
  /** Where a column's values come from, for a refusal; the preprocessing of the spec when left out. */
  readonly placeOf?: (column: string) => string;
  /**
   * The target, when the rows are those that the steps were fitted on: an out-of-fold encoding gives each of them
   * what the other folds say.
   */
  readonly training?: TargetColumn;
}

/** The given rows after all steps: rows × outputs, row after row. */
export function applyPreprocessing(
  fitted: FittedTable,
  columns: readonly UsableColumn[],
  rows: Uint32Array,
  { warn, placeOf = () => 'preprocessing', training }: ApplyOptions,
): Float32Array {
  const context = { warn, placeOf, training: training === undefined ? null : takeRows(training, rows) };
  const inputs = new Set(fitted.inputs.map((input) => input.name));
  let frame: Frame = columns
    .filter((column) => inputs.has(column.name))
    .map((column) => takeRows(column, rows));
  for (const step of fitted.steps) frame = applyStep(step, frame, context);
  checkComplete(frame, rows);
  return toMatrix(frame, (column, value) => tooLarge(placeOf(column))(column, value));
}

function tooLarge(path: string): (column: string, value: number) => never {
  return (column, value) => {
    throw inputError(path, say('step.tooLarge', { column, value: value.toExponential(2) }), 'standardise');
  };
}

function checkComplete(frame: Frame, trainRows: Uint32Array): void {
  for (const column of frame) {
    const hole = column.type === 'number' ? column.values.findIndex(Number.isNaN) : -1;
    if (hole >= 0) throw missingNumber(column.name, (trainRows[hole] ?? hole) + 1);
  }
}

function missingNumber(name: string, row: number) {
  return inputError('preprocessing', say('step.unfilled', { column: name, row }));
}

function checkShape(
  shape: { readonly dimensions: readonly number[]; readonly path: string } | null,
  columns: number,
  whole: ImageShape | undefined,
): readonly number[] {
  if (shape === null) return [columns];
  if (whole !== undefined && shapeOf(whole).join() !== shape.dimensions.join()) {
    const own = shapeOf(whole).join(', ');
    throw inputError(shape.path, say('step.otherShape', { shape: own }));
  }
  const cells = shape.dimensions.reduce((product, side) => product * side, 1);
  if (cells === columns) return shape.dimensions;
  throw inputError(
    shape.path,
    say('step.imageColumns', { shape: shape.dimensions.join(' × '), cells, columns }),
  );
}
