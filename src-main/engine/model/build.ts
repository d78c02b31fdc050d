import * as tf from '@tensorflow/tfjs-core';
import type { ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { buildAutoencoder } from './autoencoder.ts';
import { buildCnn } from './cnn.ts';
import { activate, dense, dropOut, reshape } from './layer/basic.ts';
import { embedColumns } from './layer/features.ts';
import { chain, type Layer } from './layer/layer.ts';
import { normaliseBatch, normaliseLayer } from './layer/norm.ts';
import { assemble, denseLayer, densePlan, initializerFor } from './layers.ts';
import { buildList } from './list.ts';
import { sizeOf, type Model, type ModelInput } from './model.ts';
import { buildRecurrent } from './recurrent.ts';
import { buildTransformerEncoder } from './transformer-encoder.ts';
import { buildTransformer } from './transformer.ts';

/** Models of tables that give ids vectors. */
const embedding = ['mlp', 'transformerEncoder', 'layers'] as const;
const textModels = ['transformer', 'lstm', 'gru', 'rnn', 'layers'] as const;

/**
 * Spec and shapes to a model, without allocating anything. Throws `invalid_input` naming the field when model and
 * data do not fit: a CNN without an image, a transformer on a table, a table model on text, pooling of nothing.
 */
export function buildModel(spec: ModelSpec, input: ModelInput): Model {
  if (input.kind === 'text' && !textModels.some((kind) => kind === spec.kind)) {
    throw inputError(
      'model.kind',
      say('model.notForText', { model: spec.kind, models: textModels }),
      'transformer',
    );
  }
  checkIds(spec.kind, input);
  switch (spec.kind) {
    case 'linear':
      return buildLinear(spec.bias, input);
    case 'mlp':
      return buildMlp(spec, input);
    case 'cnn':
      return buildCnn(spec, input);
    case 'rnn':
    case 'lstm':
    case 'gru':
      return buildRecurrent(spec, input);
    case 'transformer':
      return buildTransformer(spec, input);
    case 'autoencoder':
      return buildAutoencoder(spec, input);
    case 'transformerEncoder':
      return buildTransformerEncoder(spec, input);
    case 'layers':
      return buildList(spec, input);
    default:
      return spec satisfies never;
  }
}

/** Ids are names, not amounts: only a model that gives each a vector can take them. */
function checkIds(kind: ModelSpec['kind'], { ids = [], kind: input }: ModelInput): void {
  const [first] = ids;
  if (first === undefined || (input === 'columns' && embedding.some((known) => known === kind))) return;
  throw inputError(
    'model.kind',
    `The step "embed" made ids of "${first.name}", and ${input === 'image' ? 'an image holds brightness' : `the model "${kind}" gives ids no vectors`}. Choose ${embedding.join(', ')}, or encode the column with "oneHot" instead.`,
    'mlp',
  );
}

/** Characters that a model of text looks at, or null where it is none. */
export function contextLengthOf(spec: ModelSpec): number | null {
  switch (spec.kind) {
    case 'transformer':
    case 'rnn':
    case 'lstm':
    case 'gru':
      return spec.contextLength;
    case 'layers':
      return spec.contextLength ?? 64;
    default:
      return null;
  }
}

function buildLinear(bias: boolean, input: ModelInput): Model {
  const columns = sizeOf(input.shape);
  const layer = densePlan('linear', columns, input.outputs, { bias, initializer: initializerFor(null) });
  return {
    ...assemble([layer]),
    forward: (weights, x) =>
      bias
        ? denseLayer(weights, 'linear', flatten(x, columns), null)
        : tf.matMul(flatten(x, columns), weights('linear/weights') as tf.Tensor2D),
  };
}

function buildMlp(spec: Extract<ModelSpec, { kind: 'mlp' }>, input: ModelInput): Model {
  let shape: readonly number[] = [sizeOf(input.shape)];
  const layers: Layer[] = input.shape.length > 1 ? [reshape('flatten', 'flatten', shape)] : [];
  if (input.ids !== undefined) {
    const embedded = embedColumns('embedding', sizeOf(shape), input.ids, spec.embeddingWidth);
    layers.push(embedded);
    shape = embedded.outputShape;
  }
  const normed = spec.norm === 'batch' || spec.norm === 'layer';
  for (const [index, units] of spec.hidden.entries()) {
    const number = index + 1;
    const name = `dense${number}`;
    layers.push(dense(name, shape, units, normed ? null : spec.activation, spec.activation));
    shape = [units];
    if (normed) {
      const normalise = spec.norm === 'batch' ? normaliseBatch : normaliseLayer;
      layers.push(normalise(`norm${number}`, shape), activate(`activation${number}`, shape, spec.activation));
    }
    if (spec.dropout > 0) layers.push(dropOut(name, shape, spec.dropout));
  }
  layers.push(dense('output', shape, input.outputs, null));
  const whole = chain(layers, input.shape);
  return {
    ...assemble(whole.plans),
    forward: (weights, x, pass) => whole.apply(x, weights, pass),
  };
}

function flatten(x: tf.Tensor, columns: number): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : tf.reshape(x, [-1, columns]);
}
