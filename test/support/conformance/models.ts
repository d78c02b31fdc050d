import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { modelSpecSchema } from '#contract/training.ts';
import type { LayerSpec, LayerSpecInput } from '../../../src-main/contract/training/layers.ts';
import type { ModelSpec } from '../../../src-main/contract/training/model.ts';
import { buildModel } from '../../../src-main/engine/model/build.ts';
import { trainingPass } from '../../../src-main/engine/model/dropout.ts';
import { evaluationPass, sizeOf, type Model, type ModelInput } from '../../../src-main/engine/model/model.ts';
import { stream } from '../../../src-main/base/random.ts';
import { numbers } from '../tensors.ts';
import { computeSlope, readAll, weighted, type Figures, type Slope, type Subject } from './subject.ts';

interface ModelCase {
  readonly model: v.InferInput<typeof modelSpecSchema>;
  readonly input: ModelInput;
  /** Its slope has kinks near the numbers. */
  readonly kinked?: boolean;
}

const columns = { kind: 'columns', shape: [7], outputs: 3 } as const;
const image = { kind: 'image', shape: [7, 9, 3], outputs: 3 } as const;
const text = { kind: 'text', shape: [5], outputs: 11 } as const;
const places = [
  { name: 'a', place: 1, count: 3 },
  { name: 'b', place: 4, count: 4 },
];

const list = (input: ModelInput, ...layers: LayerSpecInput[]): ModelCase => ({
  model: { kind: 'layers', layers },
  input,
});
const kinked = (given: ModelCase): ModelCase => ({ ...given, kinked: true });
const image_ = (...layers: LayerSpecInput[]): ModelCase => list(image, ...layers, { layer: 'flatten' });
const text_ = (...layers: LayerSpecInput[]): ModelCase =>
  list(text, { layer: 'embedding', width: 6 }, ...layers);

/** Cases of every layer; a layer without one does not compile, and fails where types are not looked at. */
export const layerCases: Readonly<Record<LayerSpec['layer'], readonly ModelCase[]>> = {
  dense: [
    list(columns, { layer: 'dense', units: 13, activation: 'tanh' }),
    list(columns, { layer: 'dense', units: 1, activation: 'sigmoid' }),
    list(columns, { layer: 'dense', units: 6, activation: 'gelu' }),
  ],
  activation: [
    list(columns, { layer: 'activation', activation: 'swish' }),
    list(columns, { layer: 'activation', activation: 'gelu' }),
    list(columns, { layer: 'activation', activation: 'elu' }),
    list(columns, { layer: 'activation', activation: 'sigmoid' }),
    kinked(list(columns, { layer: 'activation', activation: 'relu' })),
    kinked(list(columns, { layer: 'activation', activation: 'leakyRelu' })),
  ],
  dropout: [list(columns, { layer: 'dense', units: 31 }, { layer: 'dropout', rate: 0.4 })],
  batchNorm: [
    list(columns, { layer: 'dense', units: 5 }, { layer: 'batchNorm' }),
    image_({ layer: 'batchNorm', movingShare: 0.3 }),
  ],
  layerNorm: [list(columns, { layer: 'layerNorm' }), image_({ layer: 'layerNorm' })],
  groupNorm: [image_({ layer: 'groupNorm', groups: 3 }), image_({ layer: 'groupNorm', groups: 1 })],
  convolution: [
    image_({ layer: 'convolution', filters: 5, activation: 'tanh' }),
    image_({ layer: 'convolution', filters: 2, kernel: 5, stride: 2 }),
    image_({ layer: 'convolution', filters: 3, kernel: 2, stride: 3, padding: 'valid' }),
    image_({ layer: 'convolution', filters: 9, kernel: 1 }),
  ],
  depthwise: [
    image_({ layer: 'depthwise', activation: 'tanh' }),
    image_({ layer: 'depthwise', kernel: 5, stride: 2 }),
    image_({ layer: 'depthwise', kernel: 2, stride: 3, padding: 'valid' }),
  ],
  pool: [
    kinked(image_({ layer: 'pool' })),
    kinked(image_({ layer: 'pool', size: 3 })),
    image_({ layer: 'pool', pool: 'average' }),
    image_({ layer: 'pool', pool: 'average', size: 3 }),
  ],
  globalPool: [
    list(image, { layer: 'globalPool' }),
    kinked(list(image, { layer: 'globalPool', pool: 'max' })),
  ],
  flatten: [image_()],
  reshape: [
    list({ ...columns, shape: [12] }, { layer: 'reshape', shape: [2, 3, 2] }, { layer: 'globalPool' }),
  ],
  featureTokens: [
    list(columns, { layer: 'featureTokens', width: 4 }, { layer: 'flatten' }),
    list({ ...columns, ids: places }, { layer: 'featureTokens', width: 4 }, { layer: 'flatten' }),
  ],
  embedding: [
    list(text, { layer: 'embedding', width: 3 }),
    list({ ...columns, ids: places }, { layer: 'embedding', width: 3 }),
  ],
  positions: [text_({ layer: 'positions' })],
  rnn: [text_({ layer: 'rnn', units: 5 })],
  lstm: [text_({ layer: 'lstm', units: 5 })],
  gru: [text_({ layer: 'gru', units: 5 })],
  attention: [
    text_({ layer: 'attention', heads: 3 }),
    list(
      columns,
      { layer: 'featureTokens', width: 6 },
      { layer: 'attention', heads: 2 },
      { layer: 'flatten' },
    ),
  ],
  residual: [
    list(columns, { layer: 'residual', layers: [{ layer: 'dense', units: 7, activation: 'tanh' }] }),
    image_({
      layer: 'residual',
      layers: [{ layer: 'convolution', filters: 4, stride: 2 }],
      activation: 'elu',
    }),
  ],
};

export const modelCases: Readonly<Record<ModelSpec['kind'], readonly ModelCase[]>> = {
  linear: [
    { model: { kind: 'linear' }, input: columns },
    { model: { kind: 'linear', bias: false }, input: image },
  ],
  mlp: [
    { model: { kind: 'mlp', hidden: [9, 5], activation: 'tanh', dropout: 0.2 }, input: columns },
    {
      model: { kind: 'mlp', hidden: [6], activation: 'elu', norm: 'layer' },
      input: { ...columns, ids: places },
    },
  ],
  cnn: [
    kinked({ model: { kind: 'cnn', blocks: [{ filters: 4 }, { filters: 5 }], dense: [6] }, input: image }),
    {
      model: {
        kind: 'cnn',
        blocks: [
          { filters: 4, residual: true },
          { filters: 6, depthwise: true, pool: 1 },
        ],
        norm: 'group',
        groups: 2,
        pooling: 'average',
        head: 'globalAverage',
        activation: 'swish',
      },
      input: image,
    },
  ],
  rnn: [{ model: { kind: 'rnn', contextLength: 5, units: 6, layers: 2 }, input: text }],
  lstm: [{ model: { kind: 'lstm', contextLength: 5, units: 6, layers: 2 }, input: text }],
  gru: [{ model: { kind: 'gru', contextLength: 5, units: 6, layers: 2 }, input: text }],
  transformer: [
    {
      model: { kind: 'transformer', contextLength: 5, layers: 2, heads: 2, width: 6, dropout: 0.1 },
      input: text,
    },
  ],
  transformerEncoder: [
    {
      model: { kind: 'transformerEncoder', layers: 1, heads: 2, width: 6 },
      input: { ...columns, ids: places },
    },
  ],
  autoencoder: [
    { model: { kind: 'autoencoder', hidden: [5], latent: 2, activation: 'tanh' }, input: columns },
    {
      model: { kind: 'autoencoder', hidden: [6], latent: 2, filters: [3, 4], activation: 'elu' },
      input: image,
    },
  ],
  layers: [
    kinked(image_({ layer: 'convolution', filters: 3 }, { layer: 'pool' }, { layer: 'dropout', rate: 0.2 })),
  ],
};

export function modelSubjects(): Subject[] {
  const named = [...Object.entries(layerCases), ...Object.entries(modelCases)];
  return named.flatMap(([kind, cases]) =>
    cases.flatMap((given, index) => {
      const name = `${kind in layerCases ? 'layer' : 'model'} ${kind} ${index + 1}`;
      return [
        {
          name: `${name}, trained`,
          tolerance: 2e-4,
          compute: () => computeSlope(slopeOf(given)),
          ...(given.kinked === true ? {} : { slope: () => slopeOf(given) }),
        },
        { name: `${name}, used`, tolerance: 1e-4, compute: () => outputsOf(given, inputOf(given.input, 5)) },
        ...(given.input.kind === 'text'
          ? []
          : [{ name: `${name}, NaN and ∞`, compute: () => outputsOf(given, spoiledInput(given.input)) }]),
        { name: `${name}, of no rows`, compute: () => outputsOf(given, inputOf(given.input, 0)) },
        { name: `${name}, trained on no rows`, compute: () => computeSlope(connected(slopeOf(given, 0))) },
      ];
    }),
  );
}

/** A weighted sum of the model's outputs in training, by all weights. */
function slopeOf({ model: spec, input }: ModelCase, batch = 5): Slope {
  const model = buildModel(v.parse(modelSpecSchema, spec), input);
  return {
    inputs: weightsOf(model),
    f: (...tensors) => {
      const pass = trainingPass(3, 1, () => undefined);
      return weighted(model.forward(lookUp(model, tensors), inputOf(input, batch), pass));
    },
  };
}

/** The same, with every weight in it: over no rows an engine may leave weights out, and their gradients are zero. */
function connected({ inputs, f }: Slope): Slope {
  return {
    inputs,
    f: (...tensors) =>
      tf.addN<tf.Scalar>([f(...tensors), ...tensors.map((tensor) => tf.mul<tf.Scalar>(0, tf.sum(tensor)))]),
  };
}

function outputsOf({ model: spec, input }: ModelCase, x: tf.Tensor): Promise<Figures> {
  const model = buildModel(v.parse(modelSpecSchema, spec), input);
  const outputs = tf.tidy(() => {
    const tensors = weightsOf(model).map(({ shape, values }) => tf.tensor(values, [...shape]));
    return model.forward(lookUp(model, tensors), x, evaluationPass);
  });
  x.dispose();
  return readAll({ outputs });
}

function weightsOf(model: Model): Slope['inputs'] {
  return model.parameters.map(({ name, shape, role }) => ({
    shape,
    values: numbers(sizeOf(shape), name).map((value) => 0.4 * value + (role === 'gain' ? 1 : 0)),
  }));
}

function lookUp(model: Model, tensors: readonly tf.Tensor[]): (name: string) => tf.Tensor {
  const all = new Map(model.parameters.map(({ name }, index) => [name, tensors[index]]));
  for (const { name, shape, start } of model.states) all.set(name, tf.fill([...shape], start + 0.25));
  return (name) => {
    const tensor = all.get(name);
    if (tensor === undefined) throw new Error(`no weights "${name}"`);
    return tensor;
  };
}

function inputOf({ kind, shape, outputs, ids = [] }: ModelInput, batch: number): tf.Tensor {
  const count = batch * sizeOf(shape);
  const random = stream(5, 'ids');
  if (kind === 'text') {
    return tf.tensor(
      Int32Array.from({ length: count }, () => random.integer(outputs)),
      [batch, ...shape],
    );
  }
  const values = numbers(count, 'input');
  for (const { place, count: known } of ids) {
    for (let row = 0; row < batch; row++) values[row * sizeOf(shape) + place] = random.integer(known);
  }
  return tf.tensor(values, [batch, ...shape]);
}

/** A NaN in the first row, ∞ in the second and −∞ in the third; the others have to stay clean. */
function spoiledInput(input: ModelInput): tf.Tensor {
  const clean = inputOf(input, 5);
  const values = Float32Array.from(clean.dataSync());
  clean.dispose();
  const size = sizeOf(input.shape);
  for (const [row, value] of [Number.NaN, Infinity, -Infinity].entries()) values[row * size] = value;
  return tf.tensor(values, [5, ...input.shape]);
}
