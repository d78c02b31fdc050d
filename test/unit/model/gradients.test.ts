import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { activations, layerKinds, lossSpecSchema, modelSpecSchema } from '#contract/training.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { buildModel } from '../../../src-main/engine/model/build.ts';
import {
  evaluationPass,
  sizeOf,
  type ForwardPass,
  type ModelInput,
} from '../../../src-main/engine/model/model.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';
import { expectGradients, type Point } from '../../support/finite-differences.ts';
import { numbers } from '../../support/tensors.ts';

const columns = (...shape: number[]): ModelInput => ({ kind: 'columns', shape, outputs: 3 });
const image = (...shape: number[]): ModelInput => ({ kind: 'image', shape, outputs: 3 });
const text = (time: number): ModelInput => ({ kind: 'text', shape: [time], outputs: 5 });
const ids: ModelInput = {
  ...columns(5),
  ids: [
    { name: 'a', place: 1, count: 4 },
    { name: 'b', place: 4, count: 3 },
  ],
};

interface Case {
  readonly layers: readonly object[];
  readonly input: ModelInput;
}
const ending = { layer: 'globalPool' };
const embedding = { layer: 'embedding', width: 6 };
const stem = { layer: 'convolution', filters: 3, kernel: 2, activation: 'tanh' };
const convolutions = (layer: object): Case[] =>
  [
    { kernel: 3, stride: 2, padding: 'same' },
    { kernel: 2, stride: 3, padding: 'valid' },
    { kernel: 5, stride: 1, padding: 'same' },
    { kernel: 1, stride: 2, padding: 'valid' },
  ].map((place) => ({
    layers: [stem, { ...layer, ...place, activation: 'swish' }, ending],
    input: image(7, 6, 2),
  }));
const recurrent = (layer: string): Case[] => [
  { layers: [embedding, { layer, units: 5 }], input: text(7) },
  {
    layers: [
      { layer: 'reshape', shape: [3, 4] },
      { layer, units: 3, returns: 'last' },
    ],
    input: columns(12),
  },
];

/** Every layer of the contract, where others come before and after, at sizes that no vector divides. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  dense: [
    {
      layers: [
        { layer: 'dense', units: 7, activation: 'gelu' },
        { layer: 'dense', units: 5 },
      ],
      input: columns(3),
    },
    { layers: [stem, { layer: 'dense', units: 5, activation: 'tanh' }, ending], input: image(3, 5, 1) },
  ],
  activation: activations.map((activation) => ({
    layers: [
      { layer: 'dense', units: 7 },
      { layer: 'activation', activation },
    ],
    input: columns(3),
  })),
  dropout: [
    {
      layers: [
        { layer: 'dense', units: 9 },
        { layer: 'dropout', rate: 0.4 },
      ],
      input: columns(3),
    },
  ],
  batchNorm: [
    { layers: [{ layer: 'dense', units: 7 }, { layer: 'batchNorm' }], input: columns(3) },
    { layers: [stem, { layer: 'batchNorm' }, ending], input: image(5, 3, 2) },
  ],
  layerNorm: [
    { layers: [{ layer: 'dense', units: 7 }, { layer: 'layerNorm' }], input: columns(3) },
    { layers: [embedding, { layer: 'layerNorm' }], input: text(5) },
  ],
  groupNorm: [
    {
      layers: [
        { layer: 'dense', units: 9 },
        { layer: 'groupNorm', groups: 3 },
      ],
      input: columns(3),
    },
    { layers: [stem, { layer: 'groupNorm', groups: 1 }, ending], input: image(5, 3, 2) },
  ],
  convolution: convolutions({ layer: 'convolution', filters: 5 }),
  depthwise: convolutions({ layer: 'depthwise' }),
  pool: ['max', 'average'].flatMap((pool) =>
    [2, 3].map((size) => ({
      layers: [stem, { layer: 'pool', pool, size }, { layer: 'flatten' }],
      input: image(7, 5, 1),
    })),
  ),
  globalPool: ['max', 'average'].map((pool) => ({
    layers: [stem, { layer: 'globalPool', pool }],
    input: image(5, 7, 2),
  })),
  flatten: [{ layers: [stem, { layer: 'flatten' }], input: image(3, 5, 1) }],
  reshape: [
    {
      layers: [{ layer: 'dense', units: 12 }, { layer: 'reshape', shape: [2, 3, 2] }, stem, ending],
      input: columns(3),
    },
  ],
  featureTokens: [
    { layers: [{ layer: 'featureTokens', width: 3 }, { layer: 'flatten' }], input: ids },
    { layers: [{ layer: 'featureTokens', width: 5 }, { layer: 'flatten' }], input: columns(3) },
  ],
  embedding: [
    { layers: [embedding], input: text(5) },
    {
      layers: [
        { layer: 'embedding', width: 3 },
        { layer: 'dense', units: 5, activation: 'tanh' },
      ],
      input: ids,
    },
  ],
  positions: [{ layers: [embedding, { layer: 'positions' }], input: text(5) }],
  rnn: recurrent('rnn'),
  lstm: recurrent('lstm'),
  gru: recurrent('gru'),
  attention: [
    { layers: [embedding, { layer: 'attention', heads: 3 }], input: text(7) },
    {
      layers: [{ layer: 'featureTokens', width: 6 }, { layer: 'attention', heads: 2 }, { layer: 'flatten' }],
      input: ids,
    },
  ],
  residual: [
    {
      layers: [{ layer: 'residual', layers: [{ layer: 'dense', units: 5 }], activation: 'tanh' }],
      input: columns(3),
    },
    {
      layers: [
        stem,
        {
          layer: 'residual',
          layers: [
            { layer: 'convolution', filters: 4, stride: 2 },
            { layer: 'groupNorm', groups: 2 },
          ],
        },
        ending,
      ],
      input: image(5, 7, 2),
    },
  ],
};

/** Every model of the contract. */
const models: Readonly<Record<string, readonly { readonly spec: object; readonly input: ModelInput }[]>> = {
  linear: [
    { spec: {}, input: columns(5) },
    { spec: { bias: false }, input: image(3, 2, 1) },
  ],
  mlp: [
    { spec: { hidden: [7, 5], activation: 'elu', norm: 'batch' }, input: columns(3) },
    { spec: { hidden: [5], activation: 'gelu', norm: 'layer', dropout: 0.3 }, input: ids },
  ],
  cnn: [
    {
      spec: {
        blocks: [
          { filters: 3, pool: 1, residual: true },
          { filters: 4, kernel: 2, depthwise: true },
        ],
        norm: 'group',
        groups: 1,
        pooling: 'average',
        activation: 'swish',
        dense: [5],
      },
      input: image(5, 7, 2),
    },
  ],
  rnn: [{ spec: { contextLength: 5, layers: 2, units: 3 }, input: text(5) }],
  lstm: [{ spec: { contextLength: 5, units: 5, embedding: 3, dropout: 0.2 }, input: text(5) }],
  gru: [{ spec: { contextLength: 5, layers: 2, units: 3 }, input: text(5) }],
  transformer: [{ spec: { contextLength: 5, layers: 2, heads: 3, width: 6, dropout: 0.2 }, input: text(5) }],
  transformerEncoder: [
    { spec: { layers: 2, heads: 2, width: 6, dropout: 0.2 }, input: ids },
    { spec: { layers: 1, heads: 1, width: 5 }, input: columns(3) },
  ],
  autoencoder: [
    {
      spec: { hidden: [5], latent: 2, activation: 'tanh', dropout: 0.2 },
      input: { ...columns(7), outputs: 7 },
    },
    {
      spec: { hidden: [], latent: 3, filters: [3, 2], activation: 'swish' },
      input: { ...image(7, 5, 2), outputs: 70 },
    },
  ],
  layers: [{ spec: { layers: [] }, input: columns(3) }],
};

const kindsOf = (options: readonly { entries: { kind: { literal: string } } }[]): string[] =>
  options.map(({ entries }) => entries.kind.literal).sort();

describe.each(testEngines)('on the engine "%s" gradients are slopes', (engine) => {
  beforeAll(() => openTestEngine(engine));

  it.each(Object.entries(cases))('of the layer %s', (_, list) => {
    for (const { layers, input } of list) expectSlopes({ kind: 'layers', layers }, input);
  });

  it.each(Object.entries(models))('of the model %s', (kind, list) => {
    for (const { spec, input } of list) expectSlopes({ kind, ...spec }, input);
  });

  it.each(Object.entries(losses))('of the loss %s', (kind, list) => {
    for (const { spec = {}, outputs, targets, classWeights } of list) {
      const loss = createLoss(v.parse(lossSpecSchema, { kind, ...spec }), classWeights ?? null);
      const values = numbers(sizeOf(outputs), 'outputs', kind);
      expectGradients({ outputs: { shape: outputs, values } }, ({ outputs: given }) =>
        loss(given ?? tf.scalar(0), targets()),
      );
    }
  });
});

describe('slopes', () => {
  it('are looked at of every layer, model and loss that there is', () => {
    expect(Object.keys(cases).sort()).toEqual([...layerKinds].sort());
    expect(Object.keys(models).sort()).toEqual(kindsOf(modelSpecSchema.options));
    expect(Object.keys(losses).sort()).toEqual(kindsOf(lossSpecSchema.options));
  });
});

interface LossCase {
  readonly spec?: object;
  readonly outputs: readonly number[];
  readonly targets: () => tf.Tensor;
  readonly classWeights?: Float32Array;
}
const classes = (): tf.Tensor => tf.tensor1d([2, 0, 1, 2, 2], 'int32');
const ofClasses = (...specs: readonly object[]): LossCase[] =>
  specs.flatMap((spec) => [
    { spec, outputs: [5, 3], targets: classes },
    { spec, outputs: [5, 3], targets: classes, classWeights: Float32Array.of(1, 3, 0.5) },
  ]);
const ofNumbers = (...specs: readonly object[]): LossCase[] =>
  specs.flatMap((spec) => [
    { spec, outputs: [7, 1], targets: () => tf.tensor1d(numbers(7, 'targets')) },
    { spec, outputs: [3, 5], targets: () => tf.tensor2d(numbers(15, 'targets'), [3, 5]) },
  ]);
const withoutWeights = (list: readonly LossCase[]): LossCase[] =>
  list.filter(({ classWeights }) => classWeights === undefined);

const losses: Readonly<Record<string, readonly LossCase[]>> = {
  meanSquaredError: ofNumbers({}),
  meanAbsoluteError: ofNumbers({}),
  huber: ofNumbers({ delta: 0.3 }, { delta: 5 }),
  logCosh: ofNumbers({}),
  quantile: ofNumbers({ quantile: 0.2 }, { quantile: 0.9 }),
  poisson: [{ outputs: [5, 1], targets: () => tf.tensor1d([0, 3, 1, 7, 2]) }],
  crossEntropy: ofClasses({}, { labelSmoothing: 0.1 }),
  binaryCrossEntropy: [0, 0.2].flatMap((labelSmoothing): LossCase[] => [
    { spec: { labelSmoothing }, outputs: [5, 1], targets: () => tf.tensor1d([1, 0, 0, 1, 1], 'int32') },
    {
      spec: { labelSmoothing },
      outputs: [5, 1],
      targets: () => tf.tensor1d([1, 0, 0, 1, 1], 'int32'),
      classWeights: Float32Array.of(1, 4),
    },
    {
      spec: { labelSmoothing },
      outputs: [2, 3],
      targets: () => tf.tensor2d([0, 0.3, 1, 0.9, 0.5, 0.1], [2, 3]),
    },
  ]),
  focal: ofClasses({ gamma: 2 }, { gamma: 0.5 }, { gamma: 0 }),
  hinge: withoutWeights(ofClasses({ margin: 1 }, { margin: 0.1 })),
  kullbackLeibler: withoutWeights(ofClasses({ labelSmoothing: 0.1 }, { labelSmoothing: 0 })),
  cosine: [
    ...withoutWeights(ofClasses({})),
    { outputs: [3, 5], targets: () => tf.tensor2d(numbers(15, 'targets'), [3, 5]) },
  ],
};

const batch = 3;
/** In training mode, where a batch norm looks at its batch; the same numbers are dropped at every call. */
const pass: ForwardPass = {
  ...evaluationPass,
  training: true,
  dropout: (x, rate, layer) => {
    const kept = numbers(x.size, 'kept', layer).map((value) => (value > 0 ? 1 / (1 - rate) : 0));
    return tf.mul(x, tf.tensor(kept, x.shape));
  },
};

function expectSlopes(spec: object, input: ModelInput): void {
  const model = buildModel(v.parse(modelSpecSchema, spec), input);
  const point: Point = Object.fromEntries(
    model.parameters.map(({ name, shape, role }) => [
      name,
      { shape, values: numbers(sizeOf(shape), name).map((value) => 0.5 * value + Number(role === 'gain')) },
    ]),
  );
  const x = inputOf(input);
  expectGradients(point, (weights) =>
    model.forward(
      (name) => weights[name] ?? tf.zeros([1]),
      tf.tensor(x, [batch, ...input.shape], input.kind === 'text' ? 'int32' : 'float32'),
      pass,
    ),
  );
}

function inputOf({ kind, shape, outputs, ids: places = [] }: ModelInput): Float32Array | Int32Array {
  const size = batch * sizeOf(shape);
  if (kind === 'text') return Int32Array.from({ length: size }, (_, index) => (index * 3 + 1) % outputs);
  const values = numbers(size, 'input');
  for (const { place, count } of places) {
    for (let row = 0; row < batch; row++) values[row * sizeOf(shape) + place] = (row + 1) % count;
  }
  return values;
}
