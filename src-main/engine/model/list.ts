import * as tf from '@tensorflow/tfjs-core';
import type { Activation, LayerSpec, ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { activate, addPositions, dense, dropOut, embed, reshape } from './layer/basic.ts';
import { attend } from './layer/attention.ts';
import { embedColumns, tokenise } from './layer/features.ts';
import { convolve, convolveDepthwise, pool, poolGlobally } from './layer/image.ts';
import { chain, type Layer } from './layer/layer.ts';
import { normaliseBatch, normaliseGroups, normaliseLayer } from './layer/norm.ts';
import { recur } from './layer/recurrent.ts';
import { residual } from './layer/residual.ts';
import { assemble, plainPlan } from './layers.ts';
import { describeShape, imageShape, layerError, sequenceShape, type LayerPlace } from './list-shapes.ts';
import { sizeOf, type Model, type ModelInput } from './model.ts';

type ListSpec = Extract<ModelSpec, { kind: 'layers' }>;

/**
 * A model from a list of layers. The dense layer to the target comes last by itself. Throws `invalid_input` at the
 * layer that does not fit what comes before it, by its number and name, with what would.
 */
export function buildList(spec: ListSpec, input: ModelInput): Model {
  checkEmbedded(spec.layers, input);
  const list = chain(
    buildLayers(spec.layers, input.shape, { input, path: 'model.layers', prefix: '' }),
    input.shape,
  );
  const shape = checkedEnd(spec, list.outputShape, input);
  const output = dense('output', shape, input.outputs, null);
  const whole = chain([list, output], input.shape);
  return {
    ...assemble(whole.plans),
    forward: (weights, x, pass) => {
      const outputs = whole.apply(x, weights, pass);
      return input.kind === 'text' ? tf.reshape(outputs, [-1, input.outputs]) : outputs;
    },
  };
}

interface ListPlace {
  readonly input: ModelInput;
  /** Of the list in the spec. */
  readonly path: string;
  /** Of the names of its layers. */
  readonly prefix: string;
}

/** Ids have to become vectors before anything else can work on them. */
function checkEmbedded([first]: readonly LayerSpec[], { ids }: ModelInput): void {
  if (ids === undefined || first?.layer === 'embedding' || first?.layer === 'featureTokens') return;
  throw inputError('model.layers', say('model.listOfIds', { column: ids[0]?.name ?? '' }));
}

function buildLayers(specs: readonly LayerSpec[], input: readonly number[], list: ListPlace): Layer[] {
  const names = namesOf(specs, list);
  let shape = input;
  return specs.map((spec, index) => {
    const place: LayerPlace = {
      path: `${list.path}.${index}`,
      number: index + 1,
      first: index === 0 && list.prefix === '',
      name: `${list.prefix}${names[index] ?? ''}`,
      text: list.input.kind === 'text',
    };
    const built = buildLayer(spec, shape, place, list.input, nextActivation(specs, index));
    shape = built.outputShape;
    return built;
  });
}

/** Given names, else the kind and its count: dense1, dense2. */
function namesOf(specs: readonly LayerSpec[], list: ListPlace): string[] {
  const counts = new Map<string, number>();
  const names: string[] = [];
  for (const [index, spec] of specs.entries()) {
    const count = (counts.get(spec.layer) ?? 0) + 1;
    counts.set(spec.layer, count);
    const name = spec.name ?? `${spec.layer}${count}`;
    if (names.includes(name) || (list.prefix === '' && name === 'output')) {
      throw inputError(`${list.path}.${index}.name`, say('model.nameTaken', { name, number: index + 1 }));
    }
    names.push(name);
  }
  return names;
}

/** What bends the output of a layer, if only norms and dropout stand in between. */
function nextActivation(specs: readonly LayerSpec[], index: number): Activation | null {
  const spec = specs[index];
  if (spec !== undefined && 'activation' in spec && spec.activation !== undefined) return spec.activation;
  for (const next of specs.slice(index + 1)) {
    if (next.layer === 'activation') return next.activation;
    if (!next.layer.endsWith('Norm') && next.layer !== 'dropout') return null;
  }
  return null;
}

function buildLayer(
  spec: LayerSpec,
  shape: readonly number[],
  place: LayerPlace,
  input: ModelInput,
  towards: Activation | null,
): Layer {
  const { name } = place;
  switch (spec.layer) {
    case 'dense':
      return dense(name, vectors(shape, place), spec.units, spec.activation ?? null, towards);
    case 'activation':
      return activate(name, vectors(shape, place), spec.activation);
    case 'dropout':
      return {
        ...dropOut(name, vectors(shape, place), spec.rate),
        plans: [plainPlan(name, 'dropout', shape, sizeOf(shape))],
      };
    case 'batchNorm':
      return normaliseBatch(name, vectors(shape, place), spec.movingShare);
    case 'layerNorm':
      return normaliseLayer(name, vectors(shape, place));
    case 'groupNorm':
      return normaliseGroups(name, groupable(shape, spec.groups, place), spec.groups);
    case 'convolution':
    case 'depthwise': {
      const options = { ...spec, activation: spec.activation ?? null, towards };
      const image = imageShape(shape, place);
      const layer =
        spec.layer === 'depthwise'
          ? convolveDepthwise(name, image, options)
          : convolve(name, image, spec.filters, options);
      if (sizeOf(layer.outputShape) > 0) return layer;
      throw layerError(
        place,
        'kernel',
        say('layer.kernel', {
          kernel: spec.kernel,
          height: image[0],
          width: image[1],
          number: place.number,
          layer: place.name,
        }),
      );
    }
    case 'pool': {
      const image = imageShape(shape, place);
      if (image[0] >= spec.size && image[1] >= spec.size) return pool(name, image, spec.pool, spec.size);
      throw layerError(
        place,
        'size',
        say('layer.pool', {
          size: spec.size,
          height: image[0],
          width: image[1],
          number: place.number,
          layer: place.name,
        }),
      );
    }
    case 'globalPool':
      return poolGlobally(name, imageShape(shape, place), spec.pool);
    case 'flatten':
    case 'reshape':
      return reshaped(spec, shape, place);
    case 'embedding': {
      const [time = 1] = shape;
      if (place.first && place.text) return embed(name, time, input.outputs, spec.width);
      if (place.first && input.ids !== undefined) return embedColumns(name, time, input.ids, spec.width);
      throw layerError(place, 'layer', say('layer.embedding', { number: place.number, layer: place.name }));
    }
    case 'featureTokens':
      if (place.first && input.kind === 'columns') {
        return tokenise(name, sizeOf(shape), input.ids ?? [], spec.width);
      }
      throw layerError(
        place,
        'layer',
        say('layer.featureTokens', { number: place.number, layer: place.name }),
      );
    case 'positions':
      return addPositions(name, sequenceShape(shape, place));
    case 'rnn':
    case 'lstm':
    case 'gru':
      return recur(name, spec.layer, sequenceShape(shape, place), spec.units, spec.returns);
    case 'attention': {
      const sequence = sequenceShape(shape, place);
      if (sequence[1] % spec.heads === 0) return attend(name, sequence, spec.heads, place.text);
      throw layerError(
        place,
        'heads',
        say('layer.heads', {
          width: sequence[1],
          heads: spec.heads,
          number: place.number,
          layer: place.name,
        }),
      );
    }
    case 'residual':
      return residualLayer(spec, vectors(shape, place), place, input);
    default:
      return spec satisfies never;
  }
}

function residualLayer(
  spec: Extract<LayerSpec, { layer: 'residual' }>,
  shape: readonly number[],
  place: LayerPlace,
  input: ModelInput,
): Layer {
  const nested = { input, path: `${place.path}.layers`, prefix: `${place.name}/` };
  const inner = chain(buildLayers(spec.layers, shape, nested), shape);
  const layer = residual(place.name, shape, inner, spec.activation ?? null);
  if (layer !== null) return layer;
  throw layerError(
    place,
    'layers',
    say('layer.residual', {
      given: describeShape(shape),
      made: describeShape(inner.outputShape),
      number: place.number,
      layer: place.name,
    }),
  );
}

function reshaped(
  spec: Extract<LayerSpec, { layer: 'flatten' | 'reshape' }>,
  shape: readonly number[],
  place: LayerPlace,
): Layer {
  if (place.text) {
    throw layerError(place, 'layer', say('layer.mixes', { number: place.number, layer: place.name }));
  }
  const size = sizeOf(shape);
  const wanted = spec.layer === 'flatten' ? [size] : spec.shape;
  if (sizeOf(wanted) === size) return reshape(place.name, spec.layer, wanted);
  throw layerError(
    place,
    'shape',
    say('layer.reshape', {
      wanted: describeShape(wanted),
      wantedSize: sizeOf(wanted),
      given: describeShape(shape),
      size,
      number: place.number,
      layer: place.name,
    }),
  );
}

/** Text has to become vectors before anything else can work on it. */
function vectors(shape: readonly number[], place: LayerPlace): readonly number[] {
  if (!place.text || shape.length === 2) return shape;
  throw layerError(place, 'layer', say('layer.ids', { number: place.number, layer: place.name }));
}

function groupable(shape: readonly number[], groups: number, place: LayerPlace): readonly number[] {
  if (place.text) {
    throw layerError(place, 'layer', say('layer.batchNorm', { number: place.number, layer: place.name }));
  }
  const channels = shape.at(-1) ?? 1;
  if (channels % groups === 0) return shape;
  throw layerError(
    place,
    'groups',
    say('layer.groups', { channels, groups, number: place.number, layer: place.name }),
  );
}

/** The list has to end in what the last dense layer can work on. */
function checkedEnd(spec: ListSpec, shape: readonly number[], input: ModelInput): readonly number[] {
  const text = input.kind === 'text';
  if (shape.length === (text ? 2 : 1)) return shape;
  const cure = text
    ? spec.layers.length === 0
      ? 'embedding'
      : 'sequence'
    : shape.length === 3
      ? 'image'
      : 'last';
  throw inputError('model.layers', say('model.listEnd', { shape: describeShape(shape), cure }));
}
