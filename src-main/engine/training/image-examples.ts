import * as tf from '@tensorflow/tfjs-core';
import type { AugmentationStep, LossSpec } from '#contract/training.ts';
import { sizeOf } from '../dataset/image/image-table.ts';
import type { ImageRows } from '../dataset/table.ts';
import { openAugmenter } from '../preprocessing/image/augment.ts';
import { scaleOf, scaled, type FittedImages } from '../preprocessing/image/fitted-images.ts';
import type { FittedTarget } from '../preprocessing/fitted.ts';
import type { Examples } from './examples.ts';

export interface ImageExamples {
  /** In the size and channels of the model's input, not scaled yet. */
  readonly images: ImageRows;
  /** Which of them these examples are. */
  readonly rows: Uint32Array;
  /** One for each of `rows`. */
  readonly targets: Float32Array | Int32Array;
  readonly fitted: FittedImages;
  readonly target: FittedTarget;
  readonly loss: LossSpec;
  /** Changes images at random in every epoch of the training; evaluation sees them as they are. */
  readonly augmentation: readonly AugmentationStep[];
  readonly seed: number;
}

/** Images kept as they were read, a byte a value, and made into the numbers of a model batch by batch. */
export function imageExamples(options: ImageExamples): Examples {
  const { images, rows, targets, fitted, augmentation, seed } = options;
  const { height, width, channels } = images.shape;
  const size = sizeOf(images.shape);
  const scale = scaleOf(fitted, channels);
  const copy = plainCopy(images, fitted, scale, size);
  const augmenter = augmentation.length === 0 ? null : openAugmenter(augmentation, images, rows, scale, seed);
  const mixes = augmentation.some(({ step }) => step === 'mixup');
  const plainType = targets instanceof Int32Array ? 'int32' : 'float32';
  return {
    count: rows.length,
    varies: augmenter !== null,
    take: (positions, epoch) => {
      const count = positions.length;
      const inputs = new Float32Array(count * size);
      const soft = mixes && epoch >= 0 ? softTargets(options, count) : null;
      const hard = targets instanceof Int32Array ? new Int32Array(count) : new Float32Array(count);
      for (let at = 0; at < count; at++) {
        const place = positions[at] ?? 0;
        hard[at] = targets[place] ?? Number.NaN;
        if (augmenter === null || epoch < 0) {
          copy((rows[place] ?? 0) * size, inputs, at * size);
          continue;
        }
        const partner = augmenter.write(place, epoch, inputs, at * size);
        if (soft === null) continue;
        soft.add(at, targets[place] ?? 0, partner < 0 ? 1 : augmenter.share);
        if (partner >= 0) soft.add(at, targets[partner] ?? 0, 1 - augmenter.share);
      }
      return {
        input: tf.tensor(inputs, [count, height, width, channels]),
        target: soft?.tensor() ?? tf.tensor(hard, [count], plainType),
      };
    },
  };
}

/** Bytes are looked up rather than computed: all values of all channels are 256 times as many. */
function plainCopy(
  { shape: { channels }, values }: ImageRows,
  fitted: FittedImages,
  { multiply, add }: ReturnType<typeof scaleOf>,
  size: number,
): (from: number, out: Float32Array, at: number) => void {
  if (!(values instanceof Uint8Array)) {
    return (from, out, at) => {
      for (let index = 0; index < size; index++) {
        const channel = index % channels;
        out[at + index] = (values[from + index] ?? 0) * (multiply[channel] ?? 1) + (add[channel] ?? 0);
      }
    };
  }
  const table = Float32Array.from({ length: 256 * channels }, (_, index) =>
    scaled(fitted, Math.floor(index / channels), index % channels),
  );
  if (channels === 1) {
    return (from, out, at) => {
      for (let index = 0; index < size; index++) out[at + index] = table[values[from + index] ?? 0] ?? 0;
    };
  }
  return (from, out, at) => {
    for (let index = 0; index < size; index++) {
      out[at + index] = table[(values[from + index] ?? 0) * channels + (index % channels)] ?? 0;
    }
  };
}

/** Targets of which each is a mixture: shares of the classes, the share of the second of two, or a mean of numbers. */
function softTargets({ target, loss }: ImageExamples, count: number) {
  const classes = target.kind === 'class' && loss.kind !== 'binaryCrossEntropy' ? target.classes.length : 1;
  const values = new Float32Array(count * classes);
  return {
    add: (row: number, wanted: number, share: number): void => {
      const at = classes === 1 ? row : row * classes + wanted;
      values[at] = (values[at] ?? 0) + share * (classes === 1 ? wanted : 1);
    },
    tensor: (): tf.Tensor => tf.tensor(values, classes === 1 ? [count] : [count, classes]),
  };
}
