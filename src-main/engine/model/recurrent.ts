import * as tf from '@tensorflow/tfjs-core';
import type { ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { dense, dropOut, embed } from './layer/basic.ts';
import { chain, type Layer } from './layer/layer.ts';
import { recur } from './layer/recurrent.ts';
import { assemble } from './layers.ts';
import type { Model, ModelInput } from './model.ts';

type RecurrentSpec = Extract<ModelSpec, { kind: 'rnn' | 'lstm' | 'gru' }>;

/**
 * A language model over characters: an embedding, recurrent layers one on the other with dropout between them, and a
 * dense layer to the vocabulary. Every stretch of text begins with a state of zero.
 */
export function buildRecurrent(spec: RecurrentSpec, input: ModelInput): Model {
  if (input.kind !== 'text') {
    throw inputError('model.kind', say('model.recurrentTable', { model: spec.kind }), 'mlp');
  }
  const { contextLength: time, units } = spec;
  const width = spec.embedding ?? units;
  const layers: Layer[] = [embed('embedding', time, input.outputs, width)];
  let shape: readonly number[] = [time, width];
  for (let layer = 1; layer <= spec.layers; layer++) {
    const name = `${spec.kind}${layer}`;
    if (spec.dropout > 0) layers.push(dropOut(name, shape, spec.dropout));
    layers.push(recur(name, spec.kind, shape, units, 'sequence'));
    shape = [time, units];
  }
  if (spec.dropout > 0) layers.push(dropOut('output', shape, spec.dropout));
  layers.push(dense('output', shape, input.outputs, null));
  const whole = chain(layers, input.shape);
  return {
    ...assemble(whole.plans),
    forward: (weights, ids, pass) => tf.reshape(whole.apply(ids, weights, pass), [-1, input.outputs]),
  };
}
