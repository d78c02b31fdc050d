import * as tf from '@tensorflow/tfjs-core';
import type { InitializerSpec, ModelSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import {
  dense,
  densePlan,
  embeddingPlan,
  layerNorm,
  layerNormPlan,
  plainPlan,
  type LayerPlan,
} from './layers.ts';
import type { ForwardPass, Model, ModelInput, Weights } from './model.ts';

type TransformerSpec = Extract<ModelSpec, { kind: 'transformer' }>;

/**
 * A decoder-only transformer (Vaswani et al. 2017) as GPT-2 has it (Radford et al. 2019): learned positions, layer
 * norm before attention and before the feed-forward part, GELU, and an output that shares the embedding's weights.
 * Residual projections start smaller by √(2 · layers), so that the sum of all layers keeps its variance. Dropout
 * acts on the embedding and on what each part adds.
 */
export function buildTransformer(spec: TransformerSpec, input: ModelInput): Model {
  if (input.kind !== 'text') {
    throw inputError(
      'model.kind',
      'A transformer learns from text, and this dataset is a table. Choose "linear", "mlp" or "cnn", or a text file.',
      'mlp',
    );
  }
  if (spec.width % spec.heads !== 0) {
    throw inputError(
      'model.heads',
      `The width ${spec.width} cannot be shared evenly among ${spec.heads} heads. Choose a width that is a multiple of the number of heads.`,
    );
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
      densePlan(`${name}/projection`, width, width, { initializer: residual, leading }),
      layerNormPlan(`${name}/norm2`, [time, width]),
      densePlan(`${name}/expand`, width, inner, { initializer: normal, leading }),
      densePlan(`${name}/contract`, inner, width, { initializer: residual, leading }),
    );
  }
  plans.push(
    layerNormPlan('norm', [time, width]),
    plainPlan('output', 'dense (embedding)', [time, vocabulary]),
  );
  return {
    parameters: plans.flatMap((plan) => plan.parameters),
    layers: plans.map((plan) => plan.summary),
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
    const attended = attention(spec, weights, name, layerNorm(weights, `${name}/norm1`, x), batch, time);
    x = tf.add(x, pass.dropout(attended, spec.dropout, `${name}/projection`));
    const expanded = dense(weights, `${name}/expand`, layerNorm(weights, `${name}/norm2`, x), 'gelu');
    const contracted = dense(weights, `${name}/contract`, expanded, null);
    x = tf.add(x, pass.dropout(contracted, spec.dropout, `${name}/contract`));
  }
  return tf.matMul(layerNorm(weights, 'norm', x) as tf.Tensor2D, table, false, true);
}

/** softmax(q·kᵀ / √size + mask) · v in every head, where the mask hides what comes later. */
function attention(
  spec: TransformerSpec,
  weights: Weights,
  name: string,
  x: tf.Tensor,
  batch: number,
  time: number,
): tf.Tensor {
  const size = spec.width / spec.heads;
  const [q, k, v] = tf
    .split(dense(weights, `${name}/attention`, x, null), 3, 1)
    .map((part) => tf.transpose(tf.reshape(part, [batch, time, spec.heads, size]), [0, 2, 1, 3]));
  if (q === undefined || k === undefined || v === undefined) throw new Error('split gave fewer parts');
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)); // [batch, heads, time, time]
  const seen = tf.softmax(tf.add(scores, causalMask(time)));
  const mixed = tf.transpose(tf.matMul(seen, v), [0, 2, 1, 3]);
  return dense(weights, `${name}/projection`, tf.reshape(mixed, [batch * time, spec.width]), null);
}

/** 0 where a position may look, −10⁹ above the diagonal. */
function causalMask(time: number): tf.Tensor2D {
  const mask = new Float32Array(time * time);
  for (let row = 0; row < time; row++) mask.fill(-1e9, row * time + row + 1, (row + 1) * time);
  return tf.tensor2d(mask, [time, time]);
}
