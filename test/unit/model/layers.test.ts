import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossSpecSchema, modelSpecSchema } from '#contract/training.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { buildModel } from '../../../src-main/engine/model/build.ts';
import { openModelState } from '../../../src-main/engine/model/model-state.ts';
import {
  evaluationPass,
  sizeOf,
  type ForwardPass,
  type ModelInput,
} from '../../../src-main/engine/model/model.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';
import { expectClose } from '../../support/tensors.ts';

interface Case {
  readonly name: string;
  readonly kind: ModelInput['kind'];
  readonly model: unknown;
  readonly outputs: number;
  readonly ids?: NonNullable<ModelInput['ids']>;
  readonly input: readonly number[];
  readonly inputShape: readonly number[];
  readonly target: readonly number[];
  readonly output: readonly number[];
  readonly loss: number;
  readonly states: Readonly<Record<string, readonly number[]>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../reference/layers.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

/** The formula of test/reference/layers.py. */
function referenceValues(shape: readonly number[], number: number): tf.Tensor {
  const values = Float32Array.from(
    { length: sizeOf(shape) },
    (_, k) => 0.4 * Math.sin(1 + 3 * number + 0.7 * k),
  );
  return tf.tensor(values, [...shape]);
}

describe.each(testEngines)('layers on the engine "%s"', (engine) => {
  beforeAll(() => openTestEngine(engine));

  it.each(cases)('give the outputs, loss, gradients and averages of PyTorch: $name', (reference) => {
    const { kind, inputShape, outputs, ids } = reference;
    const model = buildModel(v.parse(modelSpecSchema, reference.model), {
      kind,
      shape: inputShape.slice(1),
      outputs,
      ...(ids === undefined ? {} : { ids }),
    });
    expect(model.parameters.map(({ name }) => name)).toEqual(Object.keys(reference.gradients));
    const state = openModelState(model.states, null);
    const pass: ForwardPass = { ...evaluationPass, training: true, average: state.average };
    tf.tidy(() => {
      const x = tf.tensor([...reference.input], [...inputShape], kind === 'text' ? 'int32' : 'float32');
      const target = tf.tensor1d([...reference.target], 'int32');
      const lossOf = createLoss(v.parse(lossSpecSchema, { kind: 'crossEntropy' }));
      const tensors = model.parameters.map(({ shape }, number) => referenceValues(shape, number));
      const outputsOf: tf.Tensor[] = [];
      const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) => {
        const byName = new Map(model.parameters.map(({ name }, index) => [name, values[index]]));
        const weights = (name: string): tf.Tensor =>
          byName.get(name) ?? state.find(name) ?? tf.scalar(Number.NaN);
        const given = model.forward(weights, x, pass);
        outputsOf.push(tf.keep(given));
        return lossOf(given, target);
      })(tensors);
      expectClose(outputsOf[0]?.dataSync() ?? [], reference.output, 1e-5);
      expectClose(value.dataSync(), [reference.loss], 1e-5);
      for (const [index, { name }] of model.parameters.entries()) {
        expectClose(grads[index]?.dataSync() ?? [], reference.gradients[name] ?? [], 1e-5);
      }
      for (const { name, values } of state.save()) {
        expectClose(values, reference.states[name.replace('state/', '')] ?? [], 1e-6);
      }
      tf.dispose(outputsOf);
    });
    expect(model.states.map(({ name }) => name)).toEqual(Object.keys(reference.states));
    state.dispose();
  });
});
