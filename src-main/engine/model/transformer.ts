import * as tf from '@tensorflow/tfjs-core';
import type { InitializerSpec, ModelSpec } from '#contract/training.ts';
import { say } from '#contract/sentence.ts';
import { inputError } from '../../base/input-error.ts';
import { causalAttention } from '../tensor/fused/attention.ts';
import {
  assemble,
  denseLayer,
  densePlan,
  embeddingPlan,
  layerNormLayer,
  layerNormPlan,
  plainPlan,
  attentionFlops,
  type LayerPlan,
} from './layers.ts';
import type { ForwardPass, Model, ModelInput, Weights } from './model.ts';
import { applyPart, type Part } from './recompute.ts';

type TransformerSpec = Extract<ModelSpec, { kind: 'transformer' }>;

/**
 * A decoder-only transformer (Vaswani et al. 2017) as GPT-2 has it (Radford et al. 2019): learned positions, layer
 * norm before attention and before the feed-forward part, GELU, and an output that shares the embedding's weights.
 * Residual projections start smaller by √(2 · layers), so that the sum of all layers keeps its variance. Dropout
 * acts on the embedding and on what each part adds.
 */
export function buildTransformer(spec: TransformerSpec, input: ModelInput): Model {
  if (input.kind !== 'text') {
    const images = input.kind === 'image';
    throw inputError(
      'model.kind',
      say(images ? 'model.transformerImages' : 'model.transformerTable'),
      images ? 'cnn' : 'transformerEncoder',
    );
  }
  if (spec.width % spec.heads !== 0) {
    throw inputError('model.heads', say('model.heads', { width: spec.width, heads: spec.heads }));
  }
  const { width, contextLength: time, layers } = spec;
  const inner = spec.feedForward ?? 4 * width;
  const vocabulary = input.outputs;
  const normal: InitializerSpec = { kind: 'normal', standardDeviation: 0.02 };
  const residual: InitializerSpec = { kind: 'normal', standardDeviation: 0.02 / Math.sqrt(2 * layers) };
  const leading = [time];
  const plans: LayerPlan[] = [
    embeddingPlan('embedding', vocabulary, width, [time, width]),
    embeddingPlan('positions', time, width, [time, width]),
  ];
  for (let layer = 1; layer <= layers; layer++) {
    const name = `block${layer}`;
    plans.push(
      layerNormPlan(`${name}/norm1`, [time, width]),
      densePlan(`${name}/attention`, width, 3 * width, { initializer: normal, leading }),
      plainPlan(`${name}/attend`, 'causalAttention', [time, width], attentionFlops(time, width)),
      densePlan(`${name}/projection`, width, width, { initializer: residual, leading }),
      layerNormPlan(`${name}/norm2`, [time, width]),
      densePlan(`${name}/expand`, width, inner, { initializer: normal, leading }),
      densePlan(`${name}/contract`, inner, width, { initializer: residual, leading }),
    );
  }
  plans.push(
    layerNormPlan('norm', [time, width]),
    plainPlan('output', 'dense (embedding)', [time, vocabulary], time * vocabulary * 2 * width),
  );
  return {
    ...assemble(plans),
    forward: (weights, ids, pass) => forward(spec, weights, ids as tf.Tensor2D, pass),
  };
}

/** ids [batch, time] to logits [batch · time, vocabulary]; time may be shorter than the context. */
function forward(spec: TransformerSpec, weights: Weights, ids: tf.Tensor2D, pass: ForwardPass): tf.Tensor {
  const [batch, time] = ids.shape;
  const rows = batch * time;
  const table = weights('embedding/weights') as tf.Tensor2D;
  const embedded = tf.gather(table, tf.reshape(ids, [rows])); // [batch · time, width]
  const positions = tf.slice(weights('positions/weights') as tf.Tensor2D, [0, 0], [time, spec.width]);
  const placed = tf.add(tf.reshape(embedded, [batch, time, spec.width]), positions);
  let x: tf.Tensor = pass.dropout(tf.reshape(placed, [rows, spec.width]), spec.dropout, 'embedding');
  for (let layer = 1; layer <= spec.layers; layer++) {
    const name = `block${layer}`;
    const block: Part = (input, looked, how) => throughBlock(spec, name, input, { batch, time }, looked, how);
    x = applyPart(x, blockParameters(name), weights, pass, block);
  }
  return tf.matMul(layerNormLayer(weights, 'norm', x) as tf.Tensor2D, table, false, true);
}

/** x [batch · time, width] through attention and the feed-forward part. */
function throughBlock(
  { heads, width, dropout }: TransformerSpec,
  name: string,
  x: tf.Tensor,
  { batch, time }: { readonly batch: number; readonly time: number },
  weights: Weights,
  pass: ForwardPass,
): tf.Tensor {
  const normed = layerNormLayer(weights, `${name}/norm1`, x);
  const projected = denseLayer(weights, `${name}/attention`, normed, null);
  const mixed = causalAttention(projected, { batch, time, heads, size: width / heads });
  const attended = denseLayer(weights, `${name}/projection`, mixed, null);
  const middle = tf.add(x, pass.dropout(attended, dropout, `${name}/projection`));
  const normedAgain = layerNormLayer(weights, `${name}/norm2`, middle);
  const expanded = denseLayer(weights, `${name}/expand`, normedAgain, 'gelu');
  const contracted = denseLayer(weights, `${name}/contract`, expanded, null);
  return tf.add(middle, pass.dropout(contracted, dropout, `${name}/contract`));
}

function blockParameters(name: string): readonly string[] {
  const dense = ['attention', 'projection', 'expand', 'contract'].flatMap((layer) => [
    `${name}/${layer}/weights`,
    `${name}/${layer}/bias`,
  ]);
  return [
    ...dense,
    ...['norm1', 'norm2'].flatMap((norm) => [`${name}/${norm}/gain`, `${name}/${norm}/bias`]),
  ];
}
