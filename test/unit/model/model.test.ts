import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossSpecSchema, modelSpecSchema } from '#contract/training.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { buildModel } from '../../../src-main/engine/model/build.ts';
import { evaluationPass, sizeOf, type Model, type ModelInput } from '../../../src-main/engine/model/model.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';

interface Case {
  readonly name: string;
  readonly model: unknown;
  readonly input: readonly number[];
  readonly inputShape: readonly number[];
  readonly target: readonly number[];
  readonly outputs: number;
  readonly output: readonly number[];
  readonly lossSpec: unknown;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../reference/models.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

function build(spec: unknown, input: ModelInput): Model {
  return buildModel(v.parse(modelSpecSchema, spec), input);
}

function inputOf({ inputShape, outputs }: Case): ModelInput {
  const kind = inputShape.length === 4 ? 'image' : outputs === 7 ? 'text' : 'columns';
  return { kind, shape: inputShape.slice(1), outputs };
}

/** The formula of test/reference/models.py. */
function referenceWeights(model: Model): tf.Tensor[] {
  return model.parameters.map(({ shape }, number) =>
    tf.tensor(
      Float32Array.from({ length: sizeOf(shape) }, (_, k) => 0.4 * Math.sin(1 + 3 * number + 0.7 * k)),
      [...shape],
    ),
  );
}

describe.each(testEngines)('a model on the engine "%s"', (engine) => {
  beforeAll(() => openTestEngine(engine));

  it.each(cases)('gives the outputs, loss and gradients of PyTorch: $name', (reference) => {
    const input = inputOf(reference);
    const model = build(reference.model, input);
    expect(model.parameters.map((parameter) => parameter.name)).toEqual(Object.keys(reference.gradients));
    tf.tidy(() => {
      const isText = input.kind === 'text';
      const x = tf.tensor([...reference.input], [...reference.inputShape], isText ? 'int32' : 'float32');
      const lossSpec = v.parse(lossSpecSchema, reference.lossSpec);
      const target = tf.tensor1d(
        [...reference.target],
        lossSpec.kind === 'crossEntropy' ? 'int32' : 'float32',
      );
      const tensors = referenceWeights(model);
      const forward = (values: readonly tf.Tensor[]): tf.Tensor => {
        const byName = new Map(model.parameters.map(({ name }, index) => [name, values[index]]));
        return model.forward((name) => byName.get(name) ?? tf.scalar(Number.NaN), x, evaluationPass);
      };
      expectClose(forward(tensors), reference.output);
      const { value, grads } = tf.valueAndGrads((...values: tf.Tensor[]) =>
        createLoss(lossSpec)(forward(values), target),
      )(tensors);
      expectClose(value, [reference.loss]);
      for (const [index, { name }] of model.parameters.entries()) {
        const gradient = grads[index];
        if (gradient === undefined) throw new Error(`no gradient for ${name}`);
        expectClose(gradient, reference.gradients[name] ?? []);
      }
    });
  });

  it('says its layers and counts its parameters without making any', () => {
    const before = tf.memory().numTensors;
    const mlp = build({ kind: 'mlp', hidden: [128, 64] }, { kind: 'columns', shape: [64], outputs: 10 });
    expect(mlp.layers).toEqual([
      {
        name: 'dense1',
        kind: 'dense',
        outputShape: [128],
        parameterCount: 64 * 128 + 128,
        flops: 128 * (2 * 64 + 1),
      },
      {
        name: 'dense2',
        kind: 'dense',
        outputShape: [64],
        parameterCount: 128 * 64 + 64,
        flops: 64 * (2 * 128 + 1),
      },
      {
        name: 'output',
        kind: 'dense',
        outputShape: [10],
        parameterCount: 64 * 10 + 10,
        flops: 10 * (2 * 64 + 1),
      },
    ]);
    const cnn = build(
      { kind: 'cnn', blocks: [{ filters: 16 }, { filters: 32 }], dense: [64] },
      { kind: 'image', shape: [8, 8, 1], outputs: 10 },
    );
    expect(
      cnn.layers.map(({ name, outputShape, parameterCount }) => [name, outputShape, parameterCount]),
    ).toEqual([
      ['convolution1', [8, 8, 16], 160],
      ['pool1', [4, 4, 16], 0],
      ['convolution2', [4, 4, 32], 4640],
      ['pool2', [2, 2, 32], 0],
      ['flatten', [128], 0],
      ['dense1', [64], 8256],
      ['output', [10], 650],
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('sees nothing of the characters that come later', () => {
    const model = build(
      { kind: 'transformer', contextLength: 5, layers: 1, heads: 2, width: 8 },
      { kind: 'text', shape: [5], outputs: 6 },
    );
    const logits = (ids: number[]): number[] =>
      tf.tidy(() => {
        const byName = new Map(
          model.parameters.map(({ name }, index) => [name, referenceWeights(model)[index]]),
        );
        const x = tf.tensor2d([ids], undefined, 'int32');
        return [
          ...model.forward((name) => byName.get(name) ?? tf.scalar(Number.NaN), x, evaluationPass).dataSync(),
        ];
      });
    const one = logits([1, 2, 3, 4, 5]);
    const other = logits([1, 2, 3, 0, 0]);
    expect(one.slice(0, 18)).toEqual(other.slice(0, 18));
    expect(one.slice(18)).not.toEqual(other.slice(18));
  });

  it('is refused where it does not fit the data, by the name of the field', () => {
    const columns: ModelInput = { kind: 'columns', shape: [4], outputs: 3 };
    const image: ModelInput = { kind: 'image', shape: [4, 4, 1], outputs: 3 };
    const text: ModelInput = { kind: 'text', shape: [8], outputs: 30 };
    expect(() => build({ kind: 'cnn', blocks: [{ filters: 2 }] }, columns)).toThrow('A CNN needs images');
    expect(() => build({ kind: 'mlp', hidden: [2] }, text)).toThrow('cannot learn from text');
    expect(() => build({ kind: 'transformer' }, columns)).toThrow('this dataset is a table');
    expect(() => build({ kind: 'transformer', heads: 5, width: 64 }, text)).toThrow(
      'The width 64 cannot be shared evenly among 5 heads',
    );
    const deep = { kind: 'cnn', blocks: [{ filters: 2 }, { filters: 2 }, { filters: 2 }] };
    expect(() => build(deep, image)).toThrow('Block 3 pools 2 × 2, but only 1 × 1 is left');
  });
});

function expectClose(tensor: tf.Tensor, expected: readonly number[]): void {
  const values = tensor.dataSync();
  expect(values.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 5);
}
