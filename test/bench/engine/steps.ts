import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { optimizerSpecSchema } from '#contract/training.ts';
import { stream } from '../../../src-main/base/random.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { buildModel } from '../../../src-main/engine/model/build.ts';
import { initialise } from '../../../src-main/engine/model/initialise.ts';
import { evaluationPass, sizeOf } from '../../../src-main/engine/model/model.ts';
import { openOptimizer } from '../../../src-main/engine/optimizer/optimizer.ts';
import { adjustThreads } from '../../../src-main/engine/tensor/embedded/cores.ts';
import type { Shape } from './shapes.ts';

/** Steps of a training on the engine that is open. */
export interface Steps {
  /** One step by Adam; gives the loss, which is the caller's. */
  once(): tf.Tensor;
  /** Additions and multiplications of a step: three times those of a forward pass. */
  readonly flops: number;
  dispose(): void;
}

export function openSteps({ model: spec, input, batch }: Shape): Steps {
  const built = buildModel(spec, input);
  const optimizerSpec = v.parse(optimizerSpecSchema, { kind: 'adam', learningRate: 1e-3 });
  const initial = built.parameters.map((parameter) => ({
    name: parameter.name,
    shape: parameter.shape,
    values: initialise(parameter, undefined, 0),
  }));
  const optimizer = openOptimizer(optimizerSpec, initial, null);
  const random = stream(0, 'bench');
  const size = batch * sizeOf(input.shape);
  const shape = [batch, ...input.shape];
  const text = input.kind === 'text';
  const x = text
    ? tf.tensor(
        Int32Array.from({ length: size }, () => random.integer(input.outputs)),
        shape,
      )
    : tf.tensor(
        Float32Array.from({ length: size }, () => random.normal()),
        shape,
      );
  const rows = text ? size : batch;
  const target = tf.tensor(Int32Array.from({ length: rows }, () => random.integer(input.outputs)));
  const lossOf = createLoss({ kind: 'crossEntropy', labelSmoothing: 0 });
  const index = new Map(built.parameters.map((parameter, at) => [parameter.name, at]));
  let step = 0;
  return {
    once: () => {
      adjustThreads();
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const weights = (name: string): tf.Tensor => tensors[index.get(name) ?? -1] ?? tf.scalar(Number.NaN);
        return lossOf(built.forward(weights, x, evaluationPass), target);
      })([...optimizer.weights]);
      optimizer.update(grads, 1e-3, ++step, { loss: 0, again: () => ({ loss: 0, gradients: grads }) });
      tf.dispose(grads);
      return value;
    },
    flops: 3 * batch * built.layers.reduce((sum, layer) => sum + (layer.flops ?? 0), 0),
    dispose: () => {
      optimizer.dispose();
      tf.dispose([x, target]);
    },
  };
}
