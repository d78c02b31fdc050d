import type { ImageRows, ImageShape } from '../../dataset/table.ts';
import { withChannels } from './channels.ts';
import { resizeImages, type ResizeMethod } from './resize.ts';

/** A step of images with what it learned, as plain JSON. `scale` has a shift and a divisor for every channel. */
export type FittedImageStep =
  | {
      readonly step: 'resize';
      readonly height: number;
      readonly width: number;
      readonly method: ResizeMethod;
    }
  | { readonly step: 'colour'; readonly channels: 1 | 3 }
  | { readonly step: 'scale'; readonly shift: readonly number[]; readonly divideBy: readonly number[] };

/** What is done to every image, in training and at prediction alike. */
export interface FittedImages {
  /** What images come as, before the steps. */
  readonly source: ImageShape;
  /** Whether they come as images, rather than as columns of numbers. */
  readonly whole: boolean;
  readonly steps: readonly FittedImageStep[];
}

type Scale = Extract<FittedImageStep, { step: 'scale' }>;

/** Images in the size and channels that the steps give; what only scales them is left to `scaleOf`. */
export function reshapeImages(images: ImageRows, { steps }: FittedImages): ImageRows {
  let result = images;
  for (const step of steps) {
    if (step.step === 'resize') result = resizeImages(result, step, step.method);
    else if (step.step === 'colour') result = withChannels(result, step.channels);
  }
  return result;
}

/** Multiplies and adds, channel by channel: all scales of the steps as one. */
export interface ChannelScale {
  readonly multiply: Float64Array;
  readonly add: Float64Array;
}

export function scaleOf({ steps }: FittedImages, channels: number): ChannelScale {
  const multiply = new Float64Array(channels).fill(1);
  const add = new Float64Array(channels);
  for (const { shift, divideBy } of scalesOf(steps)) {
    for (let channel = 0; channel < channels; channel++) {
      // What was fitted on fewer channels was the same for all of them.
      const by = divideBy[channel] ?? divideBy[0] ?? 1;
      multiply[channel] = (multiply[channel] ?? 1) / by;
      add[channel] = ((add[channel] ?? 0) - (shift[channel] ?? shift[0] ?? 0)) / by;
    }
  }
  return { multiply, add };
}

/** One value after all scales, in the order in which they were fitted. */
export function scaled({ steps }: FittedImages, value: number, channel: number): number {
  let result = value;
  for (const { shift, divideBy } of scalesOf(steps)) {
    result = (result - (shift[channel] ?? shift[0] ?? 0)) / (divideBy[channel] ?? divideBy[0] ?? 1);
  }
  return result;
}

function scalesOf(steps: readonly FittedImageStep[]): readonly Scale[] {
  return steps.filter((step) => step.step === 'scale');
}
