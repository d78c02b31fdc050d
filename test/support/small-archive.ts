import { exportModel } from '../../src-main/engine/training/export-model.ts';
import { encodeCheckpoint } from '../../src-main/engine/training/checkpoint.ts';
import type { NamedArray } from '../../src-main/engine/optimizer/named-array.ts';
import type { FittedPreprocessing } from '../../src-main/engine/preprocessing/fitted.ts';
import { runArchive } from '../../src-main/interop/run-archive.ts';
import { spec } from './training.ts';

const array = (name: string, shape: readonly number[], values: readonly number[]): NamedArray => ({
  name,
  shape,
  values: Float32Array.from(values),
});

/** A network of two inputs (a number and a category) and two classes, its weights as written here. */
export const smallNetwork = {
  spec: spec({
    name: 'small "network", 小',
    dataset: { source: { kind: 'file', path: 'small.csv' }, target: 'kind' },
    model: { kind: 'mlp', hidden: [3], activation: 'gelu' },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    steps: 10,
  }),
  arrays: [
    array('weights/dense1/weights', [3, 3], [0.5, -0.25, 1, 0.125, 2, -1, 1.5, -0.75, 0.1]),
    array('weights/dense1/bias', [3], [0.1, -0.2, 0.3]),
    array('weights/output/weights', [3, 2], [1, -1, 0.5, 0.25, -2, 0.75]),
    array('weights/output/bias', [2], [0.05, -0.05]),
    array('optimizer/first/dense1/bias', [3], [9, 9, 9]),
  ],
  preprocessing: {
    kind: 'table',
    inputs: [
      { name: 'size', type: 'number', example: 4 },
      { name: 'town', type: 'category', example: 'Köln', categories: ['Köln', '上海'] },
    ],
    steps: [
      { step: 'impute', numbers: [{ column: 'size', value: 4 }], categories: [] },
      { step: 'standardise', columns: [{ column: 'size', shift: 4.5, divideBy: 1.25 }] },
      { step: 'oneHot', columns: [{ column: 'town', categories: ['Köln', '上海'] }], unseen: 'zeros' },
    ],
    target: { kind: 'class', name: 'kind', classes: ['no', 'yes'] },
    outputs: ['size', 'town=Köln', 'town=上海'],
    shape: [3],
  } satisfies FittedPreprocessing,
} as const;

export const smallRows = [
  { size: 6.5, town: '上海' },
  { size: null, town: 'Köln' },
  { size: -1, town: 'Bonn' },
] as const;

export function smallCheckpoint(): Uint8Array {
  const { spec: training, arrays, preprocessing } = smallNetwork;
  const state = {
    spec: training,
    step: 10,
    preprocessing,
    datasetSha256: '0'.repeat(64),
    engine: 'embedded',
    engineVariant: '',
  };
  return encodeCheckpoint(state, arrays);
}

/** The run of that network as a ZIP. */
export function smallArchive(): Uint8Array {
  return runArchive({
    run: {
      id: 7,
      uid: 'ab'.repeat(16),
      name: smallNetwork.spec.name ?? '',
      createdAt: 1_764_000_000_000,
      descent: '0.1.0',
    },
    metrics: [
      {
        key: 'train/loss',
        steps: Float64Array.of(1, 2, 3),
        times: Float64Array.of(10, 20, 30),
        values: Float64Array.of(0.5, Number.NaN, -0),
      },
      {
        key: 'my, own',
        steps: Float64Array.of(2),
        times: Float64Array.of(20),
        values: Float64Array.of(1e-300),
      },
    ],
    ...exportModel(smallCheckpoint()),
  });
}
