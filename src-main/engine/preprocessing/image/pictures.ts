import type { Picture, StepPreview } from '#contract/methods/specs.ts';
import type { AugmentationStep } from '#contract/training.ts';
import { pictureBytes, sizeOf } from '../../dataset/image/image-table.ts';
import type { ImageRows } from '../../dataset/table.ts';
import { openAugmenter } from './augment.ts';

/** Images of the training split that are shown, and what comes of one of them in so many epochs. */
const shownImages = 4;
const shownEpochs = 8;

/** What steps of images make of the first of the training rows, to be looked at. */
export function openPictures(rows: Uint32Array, seed: number) {
  return {
    changed: (step: string, index: number, before: ImageRows, after: ImageRows): StepPreview => {
      const shown = rows.subarray(0, shownImages);
      const look = (images: ImageRows): readonly Picture[] =>
        [...shown].map((row) => toPicture(images, imageAt(images, row)));
      return { ...nothing(step, index), pictures: { before: look(before), after: look(after) } };
    },
    /** All random steps up to this one: an image, and the same in its first epochs. */
    augmented: (index: number, images: ImageRows, steps: readonly AugmentationStep[]): StepPreview => {
      const { channels } = images.shape;
      const first = rows[0] ?? 0;
      const scale = { multiply: new Float64Array(channels).fill(1), add: new Float64Array(channels) };
      const augmenter = openAugmenter(steps, images, rows, scale, seed);
      const after = Array.from({ length: shownEpochs }, (_, epoch) => {
        const values = new Float32Array(sizeOf(images.shape));
        augmenter.write(0, epoch, values, 0);
        return toPicture(images, values);
      });
      const before = [toPicture(images, imageAt(images, first))];
      return { ...nothing(steps.at(-1)?.step ?? '', index), pictures: { before, after } };
    },
  };
}

function nothing(step: string, index: number): StepPreview {
  return { step, index, before: [], after: [], changed: 0, made: 0, columns: 0 };
}

function imageAt(images: ImageRows, row: number): Uint8Array | Float32Array {
  const size = sizeOf(images.shape);
  return images.values.subarray(row * size, (row + 1) * size);
}

/** Bytes stay in their own range; numbers are drawn from the smallest to the largest, whatever they mean. */
function toPicture(of: ImageRows, values: Uint8Array | Float32Array): Picture {
  const { shape } = of;
  const drawn = of.values instanceof Uint8Array ? Uint8Array.from(values, Math.round) : values;
  return { ...shape, values: pictureBytes({ shape, values: drawn }, 0, 1) };
}
