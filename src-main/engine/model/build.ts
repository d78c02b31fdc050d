import * as tf from '@tensorflow/tfjs-core';
import type { ModelSpec } from '#contract/training.ts';
import { inputError } from '../../base/input-error.ts';
import { convolution } from '../tensor/fused/convolution.ts';
import {
  convolutionPlan,
  denseLayer,
  densePlan,
  initializerFor,
  plainPlan,
  type LayerPlan,
} from './layers.ts';
import type { Model, ModelInput } from './model.ts';
import { buildTransformer } from './transformer.ts';

/**
 * Spec and shapes to a model, without allocating anything. Throws `invalid_input` naming the field when model and
 * data do not fit: a CNN without an image, a transformer on a table, a table model on text, pooling of nothing.
 */
export function buildModel(spec: ModelSpec, input: ModelInput): Model {
  if (input.kind === 'text' && spec.kind !== 'transformer') {
    throw inputError(
      'model.kind',
      `A "${spec.kind}" model cannot learn from text. Choose "transformer", or a CSV file as the dataset.`,
      'transformer',
    );
  }
  switch (spec.kind) {
    case 'linear':
      return buildLinear(spec.bias, input);
    case 'mlp':
      return buildMlp(spec, input);
    case 'cnn':
      return buildCnn(spec, input);
    case 'transformer':
      return buildTransformer(spec, input);
    default:
      return spec satisfies never;
  }
}

function buildLinear(bias: boolean, input: ModelInput): Model {
  const columns = columnCount(input);
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
  const columns = columnCount(input);
  const hidden = hiddenPlans(spec.hidden, columns, spec.activation);
  const output = densePlan('output', spec.hidden.at(-1) ?? columns, input.outputs, {
    initializer: initializerFor(null),
  });
  return {
    ...assemble([...hidden, output]),
    forward: (weights, x, pass) => {
      let h: tf.Tensor = flatten(x, columns);
      for (const { summary } of hidden) {
        h = pass.dropout(denseLayer(weights, summary.name, h, spec.activation), spec.dropout, summary.name);
      }
      return denseLayer(weights, 'output', h, null);
    },
  };
}

function buildCnn(spec: Extract<ModelSpec, { kind: 'cnn' }>, input: ModelInput): Model {
  if (input.kind !== 'image') {
    throw inputError(
      'preprocessing',
      'A CNN needs images. Add the step {"step": "image", "shape": [height, width, channels]}, or choose another model.',
    );
  }
  const initializer = initializerFor(spec.activation);
  let [height = 1, width = 1, channels = 1] = input.shape;
  const plans: LayerPlan[] = [];
  for (const [index, block] of spec.blocks.entries()) {
    const name = `convolution${index + 1}`;
    plans.push(convolutionPlan(name, [height, width, channels], block.filters, block.kernel, initializer));
    channels = block.filters;
    if (block.pool === 1) continue;
    if (height < block.pool || width < block.pool) {
      throw inputError(
        `model.blocks.${index}.pool`,
        `Block ${index + 1} pools ${block.pool} × ${block.pool}, but only ${height} × ${width} is left of the image. Use fewer blocks or set "pool" to 1.`,
      );
    }
    height = Math.floor(height / block.pool);
    width = Math.floor(width / block.pool);
    plans.push(plainPlan(`pool${index + 1}`, 'maxPool', [height, width, channels]));
  }
  const flat = height * width * channels;
  plans.push(plainPlan('flatten', 'flatten', [flat]));
  const hidden = hiddenPlans(spec.dense, flat, spec.activation);
  const output = densePlan('output', spec.dense.at(-1) ?? flat, input.outputs, {
    initializer: initializerFor(null),
  });
  return {
    ...assemble([...plans, ...hidden, output]),
    forward: (weights, x, pass) => {
      let image = x as tf.Tensor4D; // [batch, height, width, channels]
      for (const [index, block] of spec.blocks.entries()) {
        const name = `convolution${index + 1}`;
        const [kernel, bias] = [weights(`${name}/weights`), weights(`${name}/bias`)];
        image = convolution(image, kernel, bias, spec.activation) as tf.Tensor4D;
        if (block.pool > 1) image = tf.maxPool(image, block.pool, block.pool, 'valid');
      }
      let h: tf.Tensor = flatten(image, flat);
      for (const { summary } of hidden) {
        h = pass.dropout(denseLayer(weights, summary.name, h, spec.activation), spec.dropout, summary.name);
      }
      return denseLayer(weights, 'output', h, null);
    },
  };
}

function hiddenPlans(
  widths: readonly number[],
  inputs: number,
  activation: Parameters<typeof initializerFor>[0],
): LayerPlan[] {
  return widths.map((width, index) =>
    densePlan(`dense${index + 1}`, widths[index - 1] ?? inputs, width, {
      initializer: initializerFor(activation),
    }),
  );
}

function assemble(plans: readonly LayerPlan[]): Pick<Model, 'parameters' | 'layers'> {
  return {
    parameters: plans.flatMap((plan) => plan.parameters),
    layers: plans.map((plan) => plan.summary),
  };
}

function columnCount(input: ModelInput): number {
  return input.shape.reduce((product, side) => product * side, 1);
}

function flatten(x: tf.Tensor, columns: number): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : tf.reshape(x, [-1, columns]);
}
