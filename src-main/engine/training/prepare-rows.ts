import type { PreprocessingStep, TrainingSpec } from '#contract/training.ts';
import { pixelNames, withPixelColumns } from '../dataset/image/pixel-columns.ts';
import type { Selection } from '../dataset/select.ts';
import type { ImageRows, Table } from '../dataset/table.ts';
import { applyPreprocessing } from '../preprocessing/fit.ts';
import type { FittedTable } from '../preprocessing/fitted.ts';
import { augmentationOf, isImageStep, isScale } from '../preprocessing/image/fit-images.ts';
import { reshapeImages } from '../preprocessing/image/fitted-images.ts';
import type { Warn } from '../preprocessing/step.ts';
import { encodeTarget } from '../preprocessing/target.ts';
import { tableExamples, type Examples } from './examples.ts';
import { imageExamples } from './image-examples.ts';

/** Rows of one split, as a model takes them. */
export interface PreparedRows {
  readonly examples: Examples;
  readonly targets: Float32Array | Int32Array;
  /** The rows as numbers, where they are kept as such. */
  readonly inputs: Float32Array | null;
  /** What they take; images as they were read are shared by all splits. */
  readonly bytes: number;
}

/**
 * Images as they were read, or as columns of pixels where the spec speaks of columns: for features and types that it
 * names, for steps that work on columns, and for a training that began with columns.
 */
export function asModelled(spec: TrainingSpec, table: Table, earlier: FittedTable | null): Table {
  if (table.images === undefined) return table;
  if (earlier !== null) return earlier.images?.whole === true ? table : withPixelColumns(table);
  const { features, types, target, split } = spec.dataset;
  const steps = spec.preprocessing;
  const pixels = new Set(pixelNames(table.images.shape));
  const named = [
    ...Object.keys(types ?? {}),
    ...steps.flatMap(columnsOf),
    ...[target, split?.by].filter((name) => name !== undefined),
  ];
  const asColumns =
    features !== undefined || named.some((name) => pixels.has(name)) || steps.some(worksOnAllColumns);
  return asColumns ? withPixelColumns(table) : table;
}

function columnsOf(step: PreprocessingStep): readonly string[] {
  return 'columns' in step ? (step.columns ?? []) : [];
}

function worksOnAllColumns(step: PreprocessingStep): boolean {
  const ofImages = step.step === 'image' || step.step === 'characters' || isImageStep(step) || isScale(step);
  return !ofImages && columnsOf(step).length === 0;
}

/** Gives the rows of a split; `fittedOn` are those that the preprocessing was fitted on. */
export function openRows(
  { loss, preprocessing, seed }: TrainingSpec,
  { features, target, images: read }: Selection,
  fitted: FittedTable,
  /** Those that the fitting made of them already, if it did. */
  made: ImageRows | null,
  warn: Warn,
): (rows: Uint32Array, fittedOn: boolean) => PreparedRows {
  const augmentation = augmentationOf(preprocessing);
  const { images: steps } = fitted;
  const asImages = (
    images: ImageRows,
    rows: Uint32Array,
    targets: PreparedRows['targets'],
    train: boolean,
  ) => {
    if (steps === undefined) throw new Error('rows are no images without steps of images');
    const random = train ? augmentation : [];
    return imageExamples({
      images,
      rows,
      targets,
      fitted: steps,
      target: fitted.target,
      loss,
      augmentation: random,
      seed,
    });
  };
  const whole = read === undefined || steps === undefined ? null : (made ?? reshapeImages(read, steps));
  return (rows, fittedOn) => {
    const targets =
      fitted.target.kind === 'inputs'
        ? new Float32Array(rows.length)
        : encodeTarget(fitted.target, target, rows);
    if (whole !== null) {
      const examples = asImages(whole, rows, targets, fittedOn);
      return { examples, targets, inputs: null, bytes: whole.values.byteLength };
    }
    const inputs = applyPreprocessing(fitted, features, rows, {
      warn,
      ...(fittedOn ? { training: target } : {}),
    });
    if (steps === undefined) {
      const examples = tableExamples(inputs, fitted.shape, targets);
      return { examples, targets, inputs, bytes: inputs.byteLength };
    }
    const images = reshapeImages({ shape: steps.source, values: inputs }, steps);
    const all = Uint32Array.from(rows, (_, place) => place);
    const examples = asImages(images, all, targets, fittedOn);
    return { examples, targets, inputs: null, bytes: images.values.byteLength };
  };
}
