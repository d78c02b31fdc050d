import type { ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { dense, dropOut, reshape } from './layer/basic.ts';
import { convolve, enlarge, type ImageShape } from './layer/image.ts';
import { chain, type Layer } from './layer/layer.ts';
import { assemble } from './layers.ts';
import { sizeOf, type Model, type ModelInput } from './model.ts';

type AutoencoderSpec = Extract<ModelSpec, { kind: 'autoencoder' }>;

const kernel = 3;

/**
 * Inputs through fewer and fewer numbers to `latent` of them, and back (Hinton & Salakhutdinov 2006): what does not fit
 * through is what the rows have not in common. Images may be halved by convolutions first, and doubled by them last.
 * Gives as many numbers as a row has, in a row. Throws `invalid_input` for convolutions without an image, or of nothing.
 */
export function buildAutoencoder(spec: AutoencoderSpec, input: ModelInput): Model {
  const { activation, dropout } = spec;
  const filters = spec.filters ?? [];
  const images = filters.length === 0 ? [] : halvedShapes(filters, input);
  const layers: Layer[] = [];
  for (const [index, count] of filters.entries()) {
    const from = images[index];
    if (from === undefined) continue;
    layers.push(convolve(`convolution${index + 1}`, from, count, { ...place, stride: 2, activation }));
  }
  const smallest = images.at(-1);
  let shape: readonly number[] = [sizeOf(smallest ?? input.shape)];
  if (input.shape.length > 1) layers.push(reshape('flatten', 'flatten', shape));
  const wide = shape;
  const add = (name: string, units: number, bent: boolean): void => {
    layers.push(dense(name, shape, units, bent ? activation : null));
    shape = [units];
    if (bent && dropout > 0) layers.push(dropOut(name, shape, dropout));
  };
  for (const [index, units] of spec.hidden.entries()) add(`encoder${index + 1}`, units, true);
  add('latent', spec.latent, false);
  for (const [index, units] of spec.hidden.toReversed().entries()) add(`decoder${index + 1}`, units, true);
  if (smallest === undefined) add('output', sizeOf(input.shape), false);
  else {
    add('widen', sizeOf(wide), true);
    layers.push(reshape('image', 'reshape', smallest), ...doubled(images, activation));
    layers.push(reshape('output', 'flatten', [sizeOf(input.shape)]));
  }
  const whole = chain(layers, input.shape);
  return {
    ...assemble(whole.plans),
    forward: (weights, x, pass) => whole.apply(x, weights, pass),
  };
}

const place = { kernel, padding: 'same' as const };

/** The image, then what every convolution with a stride of two leaves of it. */
function halvedShapes(filters: readonly number[], input: ModelInput): ImageShape[] {
  if (input.kind !== 'image') {
    throw inputError('model.filters', say('model.convolutionsNeedImages'));
  }
  const [height = 1, width = 1, channels = 1] = input.shape;
  const shapes: ImageShape[] = [[height, width, channels]];
  for (const [index, count] of filters.entries()) {
    const [rows, columns] = shapes.at(-1) ?? [1, 1];
    if (rows < 2 && columns < 2) {
      throw inputError(
        `model.filters.${index}`,
        say('model.tooManyConvolutions', { number: index + 1, most: index }),
      );
    }
    shapes.push([Math.ceil(rows / 2), Math.ceil(columns / 2), count]);
  }
  return shapes;
}

/** The way back to the first of the images: enlarged to the sides of the one before, then convolved. */
function doubled(images: readonly ImageShape[], activation: AutoencoderSpec['activation']): Layer[] {
  return images
    .slice(0, -1)
    .toReversed()
    .flatMap((to, index) => {
      const from = images.at(-1 - index) ?? to;
      const number = index + 1;
      const large: ImageShape = [to[0], to[1], from[2]];
      const last = number === images.length - 1;
      return [
        enlarge(`enlarge${number}`, from, [to[0], to[1]]),
        convolve(`deconvolution${number}`, large, to[2], {
          ...place,
          stride: 1,
          activation: last ? null : activation,
        }),
      ];
    });
}
