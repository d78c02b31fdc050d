import type { CodedError } from '#contract/errors.ts';
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

/** `why` goes on after "Layer 4, pool2,". */
export function layerError(place: LayerPlace, field: string, why: string): CodedError {
  return inputError(`${place.path}.${field}`, `Layer ${place.number}, "${place.name}", ${why}`);
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
    `needs an image [height, width, channels], but is given ${describeShape(shape)}. Put it before "flatten" and "globalPool", add the step "image" to the preprocessing, or {"layer": "reshape", "shape": [height, width, channels]} before it.`,
  );
}

export function sequenceShape(shape: readonly number[], place: LayerPlace): readonly [number, number] {
  const [time, width] = shape;
  if (shape.length === 2 && time !== undefined && width !== undefined) return [time, width];
  const cure = place.text
    ? 'Begin the list with {"layer": "embedding", "width": 64}.'
    : 'Put {"layer": "reshape", "shape": [time, width]} before it.';
  throw layerError(
    place,
    'layer',
    `needs a sequence [time, width], but is given ${describeShape(shape)}. ${cure}`,
  );
}
