import type { PredictionImage } from '#contract/methods/runs.ts';
import type { ParamValue } from '#contract/param.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { decodeImage } from '../dataset/image/decode.ts';
import { fitImage } from '../dataset/image/fit.ts';
import { sizeOf } from '../dataset/image/image-table.ts';
import type { ImageRows } from '../dataset/table.ts';
import type { FittedTable } from './fitted.ts';
import { reshapeImages, scaled, type FittedImages } from './image/fitted-images.ts';
import { preparePredictionRow } from './prediction-row.ts';

export interface PreparedPrediction {
  /** What the model takes. */
  readonly row: Float32Array;
  readonly warnings: readonly Sentence[];
}

/**
 * What a person gave, as the model takes it: values by name, or an image where it learned from images. Nothing is
 * changed at random. Throws `invalid_input` for one instead of the other, and for what cannot be read.
 */
export function preparePrediction(
  fitted: FittedTable,
  values: Readonly<Record<string, ParamValue>>,
  image: PredictionImage | undefined,
): PreparedPrediction {
  const { images } = fitted;
  if (images?.whole !== true) {
    if (image !== undefined) {
      throw inputError('image', say('given.imageForColumns'));
    }
    const { row, warnings } = preparePredictionRow(fitted, values);
    if (images === undefined) return { row, warnings };
    return { row: finished({ shape: images.source, values: row }, images), warnings };
  }
  const [named] = Object.keys(values);
  if (named !== undefined) {
    throw inputError(`values.${named}`, say('given.valuesForImage'));
  }
  if (image === undefined) throw inputError('image', say('given.noImage'));
  return { row: finished({ shape: images.source, values: valuesOf(image, images) }, images), warnings: [] };
}

function valuesOf({ kind, bytes }: PredictionImage, { source }: FittedImages): Uint8Array {
  if (kind === 'file') return fitImage(decodeImage(bytes, 'given', 'image'), source);
  if (bytes.length === sizeOf(source)) return bytes;
  throw inputError(
    'image',
    say('given.imageSize', {
      given: bytes.length,
      height: source.height,
      width: source.width,
      channels: source.channels,
      wanted: sizeOf(source),
    }),
  );
}

function finished(given: ImageRows, images: FittedImages): Float32Array {
  const { shape, values } = reshapeImages(given, images);
  return Float32Array.from(values, (value, at) => scaled(images, value, at % shape.channels));
}
