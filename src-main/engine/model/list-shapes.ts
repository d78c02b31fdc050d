import type { CodedError } from '#contract/errors.ts';
import { say, type Sentence } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import type { ImageShape } from './layer/image.ts';

/** Where a layer of a list stands, for messages. */
export interface LayerPlace {
  /** In the spec: `model.layers.3`. */
  readonly path: string;
  /** In its list, from 1. */
  readonly number: number;
  readonly name: string;
  /** It takes what goes into the model. */
  readonly first: boolean;
  /** The model is one of text. */
  readonly text: boolean;
}

export function layerError(place: LayerPlace, field: string, why: Sentence): CodedError {
  return inputError(`${place.path}.${field}`, why);
}

/** 28 × 28 × 1, as it is said in messages. */
export function describeShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

export function imageShape(shape: readonly number[], place: LayerPlace): ImageShape {
  const [height, width, channels] = shape;
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined) {
    return [height, width, channels];
  }
  throw layerError(
    place,
    'layer',
    say('layer.needsImage', { shape: describeShape(shape), number: place.number, layer: place.name }),
  );
}

export function sequenceShape(shape: readonly number[], place: LayerPlace): readonly [number, number] {
  const [time, width] = shape;
  if (shape.length === 2 && time !== undefined && width !== undefined) return [time, width];
  const { number, name: layer, text } = place;
  throw layerError(
    place,
    'layer',
    say('layer.needsSequence', { number, layer, shape: describeShape(shape), text }),
  );
}
