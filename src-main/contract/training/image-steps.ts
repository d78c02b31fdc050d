import * as v from 'valibot';
import { count, number, positive } from './numbers.ts';

const side = v.pipe(count(1), v.maxValue(512, 'has to be at most 512 pixels'));

/** Steps of whole images, after the step "image" or on a dataset of images. Those that draw at random are for training only. */
export const imageStepSchemas = [
  /** Every image to another size. */
  v.strictObject({
    step: v.literal('resize'),
    height: side,
    width: side,
    /** Weighted by distance over all that a new pixel covers, the one pixel nearest, or the mean of what it covers. */
    method: v.optional(v.picklist(['bilinear', 'nearest', 'area']), 'bilinear'),
  }),
  /** To grey (luma of ITU-R BT.601), or to three channels. */
  v.strictObject({
    step: v.literal('colour'),
    channels: v.picklist([1, 3], 'has to be 1 (grey) or 3 (colour)'),
  }),
  /** (x − mean) / standard deviation of each channel, over the training images unless they are given. */
  v.strictObject({
    step: v.literal('normaliseChannels'),
    mean: v.optional(v.array(number)),
    deviation: v.optional(v.array(positive)),
  }),
  /** Mirrored, each way with probability one half. */
  v.strictObject({
    step: v.literal('flip'),
    horizontal: v.optional(v.boolean(), true),
    vertical: v.optional(v.boolean(), false),
  }),
  /** Moved by up to this share of each side. */
  v.strictObject({
    step: v.literal('shift'),
    most: v.optional(v.pipe(positive, v.maxValue(0.5, 'has to be at most 0.5')), 0.1),
  }),
  /** Turned about the middle by up to so many degrees either way. */
  v.strictObject({
    step: v.literal('rotate'),
    degrees: v.optional(v.pipe(positive, v.maxValue(180, 'has to be at most 180')), 10),
  }),
  /** Padded by so many black pixels on every side and cut out again at a random place. */
  v.strictObject({ step: v.literal('randomCrop'), padding: v.optional(count(1), 2) }),
  /** A square of this side at a random place becomes 0 (DeVries & Taylor 2017). */
  v.strictObject({ step: v.literal('cutout'), size: v.optional(count(1), 4) }),
  /** Mixed with another image, and its target with that one's, by a share from Beta(α, α) (Zhang et al. 2018). */
  v.strictObject({
    step: v.literal('mixup'),
    alpha: v.optional(v.pipe(positive, v.maxValue(1, 'has to be at most 1')), 0.2),
  }),
] as const;
export type ImageStep = v.InferOutput<(typeof imageStepSchemas)[number]>;

/** Steps that change an image at random, each time it is trained on. */
export const augmentationSteps = ['flip', 'shift', 'rotate', 'randomCrop', 'cutout', 'mixup'] as const;
export type AugmentationStep = Extract<ImageStep, { step: (typeof augmentationSteps)[number] }>;
