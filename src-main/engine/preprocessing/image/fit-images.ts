import type { StepPreview } from '#contract/methods/specs.ts';
import {
  augmentationSteps,
  type AugmentationStep,
  type ImageStep,
  type PreprocessingStep,
} from '#contract/training.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { inputError } from '../../../base/input-error.ts';
import { channelMoments } from '../../dataset/image/channel-moments.ts';
import type { ImageRows, ImageShape } from '../../dataset/table.ts';
import { withChannels } from './channels.ts';
import { scaleOf, type FittedImages, type FittedImageStep } from './fitted-images.ts';
import { openPictures } from './pictures.ts';
import { resizeImages } from './resize.ts';

export interface ImageFitting {
  /** All steps of the spec, for their places; those of columns are passed over. */
  readonly steps: readonly PreprocessingStep[];
  readonly images: ImageRows;
  /** The training rows among them. */
  readonly rows: Uint32Array;
  /** Whether these are images as they were read; then a step "scale" is one of theirs. */
  readonly whole: boolean;
  readonly seed: number;
}

export interface ImageFit {
  readonly fitted: FittedImages;
  /** The images after the steps that change their size or channels, not scaled yet. */
  readonly images: ImageRows;
  readonly notes: readonly Sentence[];
  readonly preview: readonly StepPreview[];
}

/** Steps of columns that a dataset of images takes, too, as long as they name no columns. */
export function isScale(step: PreprocessingStep): boolean {
  return step.step === 'scale' && step.columns === undefined;
}

export function isImageStep(step: PreprocessingStep): step is ImageStep {
  return ['resize', 'colour', 'normaliseChannels'].includes(step.step) || isAugmentation(step);
}

export function isAugmentation(step: PreprocessingStep): step is AugmentationStep {
  return augmentationSteps.some((known) => known === step.step);
}

/**
 * Fits the steps of images, in order, on the training rows only. Throws `invalid_input` for an order in which they
 * cannot be applied, and for what is larger than the image.
 */
export function fitImages({ steps, images, rows, whole, seed }: ImageFitting): ImageFit {
  const fitted: FittedImageStep[] = [];
  const augmentation: AugmentationStep[] = [];
  const notes: Sentence[] = [];
  const preview: StepPreview[] = [];
  const pictures = openPictures(rows, seed);
  const soFar = (): FittedImages => ({ source: images.shape, whole, steps: fitted });
  let current = images;
  let normalised = false;
  for (const [index, step] of steps.entries()) {
    const path = `preprocessing.${index}`;
    if (whole && step.step === 'scale' && isScale(step)) {
      const { channels } = current.shape;
      fitted.push({ step: 'scale', shift: repeat(0, channels), divideBy: repeat(step.divideBy, channels) });
    }
    if (!isImageStep(step)) continue;
    const before = current;
    switch (step.step) {
      case 'resize':
      case 'colour':
        checkOrder(step.step, path, normalised, augmentation);
        current =
          step.step === 'resize'
            ? resizeImages(current, step, step.method)
            : withChannels(checkChannels(current, path), step.channels);
        fitted.push(step);
        preview.push(pictures.changed(step.step, index, before, current));
        break;
      case 'normaliseChannels': {
        const scale = normalisation(step, current, rows, soFar(), path);
        fitted.push(scale);
        normalised = true;
        notes.push(normalisedBy(scale));
        break;
      }
      case 'mixup':
        if (augmentation.some((earlier) => earlier.step === 'mixup')) {
          throw inputError(path, say('step.twoMixups'));
        }
        augmentation.push(step);
        preview.push(pictures.augmented(index, current, augmentation));
        break;
      default:
        checkSize(step, current.shape, path);
        augmentation.push(step);
        preview.push(pictures.augmented(index, current, augmentation));
    }
  }
  return { fitted: soFar(), images: current, notes, preview };
}

/** The steps that draw at random, in their order. */
export function augmentationOf(steps: readonly PreprocessingStep[]): readonly AugmentationStep[] {
  return steps.filter(isAugmentation);
}

/** Throws for the first step of images, where there are none. */
export function refuseImageSteps(steps: readonly PreprocessingStep[]): void {
  for (const [index, step] of steps.entries()) {
    if (!isImageStep(step)) continue;
    throw inputError(`preprocessing.${index}`, say('step.onlyImages', { step: step.step }));
  }
}

function checkOrder(
  name: string,
  path: string,
  normalised: boolean,
  augmentation: readonly AugmentationStep[],
): void {
  const [random] = augmentation;
  const other = normalised ? 'normaliseChannels' : random?.step;
  if (other === undefined) return;
  throw inputError(path, say('step.order', { step: name, other }));
}

function checkChannels(images: ImageRows, path: string): ImageRows {
  const { channels } = images.shape;
  if (channels === 1 || channels === 3) return images;
  throw inputError(path, say('step.channels', { channels }));
}

function checkSize(step: AugmentationStep, { height, width }: ImageShape, path: string): void {
  const least = Math.min(height, width);
  if (step.step === 'cutout' && step.size >= least) {
    throw inputError(
      `${path}.size`,
      say('step.cutout', { size: step.size, height, width, most: Math.max(1, least >> 1) }),
      String(Math.max(1, least >> 1)),
    );
  }
  if (step.step === 'randomCrop' && step.padding >= least) {
    throw inputError(
      `${path}.padding`,
      say('step.padding', { padding: step.padding, height, width, most: Math.max(1, least >> 2) }),
      String(Math.max(1, least >> 2)),
    );
  }
}

function normalisation(
  step: Extract<ImageStep, { step: 'normaliseChannels' }>,
  images: ImageRows,
  rows: Uint32Array,
  before: FittedImages,
  path: string,
): Extract<FittedImageStep, { step: 'scale' }> {
  const { channels } = images.shape;
  for (const field of ['mean', 'deviation'] as const) {
    const given = step[field];
    if (given === undefined || given.length === channels) continue;
    throw inputError(
      `${path}.${field}`,
      `These images have ${channels === 1 ? 'one channel' : `${channels} channels`}, and ${given.length} ${given.length === 1 ? 'number is' : 'numbers are'} given. Write one for each channel, or leave it out to take it from the training images.`,
    );
  }
  const found = channelMoments(images, rows);
  const { multiply, add } = scaleOf(before, channels);
  const shift = step.mean ?? found.mean.map((mean, at) => mean * (multiply[at] ?? 1) + (add[at] ?? 0));
  const divideBy =
    step.deviation ?? found.deviation.map((deviation, at) => deviation * (multiply[at] ?? 1) || 1);
  return { step: 'scale', shift, divideBy };
}

function normalisedBy({ shift, divideBy }: Extract<FittedImageStep, { step: 'scale' }>): Sentence {
  const list = (numbers: readonly number[]): string =>
    numbers.map((value) => String(Number(value.toPrecision(4)))).join(', ');
  return say('steps.channelsNormalised', { mean: list(shift), deviation: list(divideBy) });
}

function repeat(value: number, times: number): number[] {
  return Array.from({ length: times }, () => value);
}
