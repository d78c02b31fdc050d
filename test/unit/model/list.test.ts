import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '#contract/errors.ts';
import { parse } from '#contract/parse.ts';
import { layerKinds, modelSpecSchema } from '#contract/training.ts';
import { layerLines, layerStarts } from '../../../src-renderer/state/spec-fields/layers.ts';
import { buildModel, contextLengthOf } from '../../../src-main/engine/model/build.ts';
import { evaluationPass, sizeOf, type ModelInput } from '../../../src-main/engine/model/model.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { numbers } from '../../support/tensors.ts';

const columns: ModelInput = { kind: 'columns', shape: [12], outputs: 3 };
const image: ModelInput = { kind: 'image', shape: [8, 8, 2], outputs: 3 };
const text: ModelInput = { kind: 'text', shape: [5], outputs: 6 };

const build = (layers: readonly unknown[], input: ModelInput) =>
  buildModel(v.parse(modelSpecSchema, { kind: 'layers', layers }), input);

function refusal(layers: readonly unknown[], input: ModelInput): { path: unknown; message: string } {
  try {
    build(layers, input);
  } catch (error) {
    if (error instanceof CodedError) {
      const [issue] = error.details?.['issues'] as { path: string }[];
      return { path: issue?.path, message: error.message };
    }
    throw error;
  }
  throw new Error('was not refused');
}

describe('a list of layers', () => {
  beforeAll(() => openEngine('embedded'));

  it.each([
    [[{ layer: 'convolution', filters: 4 }], columns, 'model.layers.0.layer', 'needs an image'],
    [
      [{ layer: 'flatten' }, { layer: 'pool' }],
      image,
      'model.layers.1.layer',
      'Layer 2, "pool1", needs an image',
    ],
    [[{ layer: 'pool', size: 9 }], image, 'model.layers.0.size', 'only 8 × 8 is left'],
    [
      [{ layer: 'convolution', filters: 2, kernel: 9, padding: 'valid' }],
      image,
      'model.layers.0.kernel',
      'has a kernel of 9, but only 8 × 8 is left',
    ],
    [[{ layer: 'groupNorm', groups: 3 }], image, 'model.layers.0.groups', 'cannot share 2 channels evenly'],
    [[{ layer: 'convolution', filters: 4 }], image, 'model.layers', 'Add {"layer": "globalPool"}'],
    [[{ layer: 'lstm', units: 4 }], columns, 'model.layers.0.layer', 'Put {"layer": "reshape"'],
    [
      [{ layer: 'reshape', shape: [5, 2] }],
      columns,
      'model.layers.0.shape',
      'Choose a shape with 12 numbers',
    ],
    [
      [{ layer: 'dense', units: 4 }],
      text,
      'model.layers.0.layer',
      'Begin the list with {"layer": "embedding"',
    ],
    [[{ layer: 'embedding', width: 4 }], columns, 'model.layers.0.layer', 'only be the first layer'],
    [
      [
        { layer: 'embedding', width: 4 },
        { layer: 'gru', units: 4, returns: 'last' },
      ],
      text,
      'model.layers',
      'have to return the "sequence"',
    ],
    [
      [
        { layer: 'embedding', width: 6 },
        { layer: 'attention', heads: 4 },
      ],
      text,
      'model.layers.1.heads',
      'cannot share the width 6 evenly among 4 heads',
    ],
    [
      [{ layer: 'residual', layers: [{ layer: 'convolution', filters: 2 }, { layer: 'globalPool' }] }],
      image,
      'model.layers.0.layers',
      'no projection makes the two equal',
    ],
    [
      [{ layer: 'residual', layers: [{ layer: 'pool' }, { layer: 'lstm', units: 3 }] }],
      image,
      'model.layers.0.layers.1.layer',
      'Layer 2, "residual1/lstm1", needs a sequence',
    ],
    [
      [
        { layer: 'dense', units: 3, name: 'a' },
        { layer: 'dense', units: 3, name: 'a' },
      ],
      columns,
      'model.layers.1.name',
      'The name "a" of layer 2 is taken',
    ],
  ])('is refused at the layer that does not fit: %j', (layers, input, path, message) => {
    const refused = refusal(layers, input);
    expect(refused.path).toBe(path);
    expect(refused.message).toContain(message);
  });

  it('names the nearest known word for an unknown one, inside a residual layer too', () => {
    const check = (layers: unknown): unknown => {
      try {
        parse(modelSpecSchema, { kind: 'layers', layers }, 'The model');
      } catch (error) {
        return error instanceof CodedError ? error.details?.['issues'] : error;
      }
      return null;
    };
    expect(check([{ layer: 'residual', layers: [{ layer: 'dense', unit: 3 }] }])).toMatchObject([
      {
        path: 'layers.0.layers.0.unit',
        message: 'unknown key "unit" in "layers.0.layers.0"; did you mean "units"?',
        suggestion: 'units',
      },
    ]);
    expect(check([{ layer: 'dens', units: 3 }])).toMatchObject([
      { path: 'layers.0.layer', suggestion: 'dense' },
    ]);
  });

  it('in a text sees nothing of the characters that come later', () => {
    const model = build(
      [
        { layer: 'embedding', width: 8 },
        { layer: 'positions' },
        { layer: 'attention', heads: 2 },
        { layer: 'batchNorm' },
        { layer: 'lstm', units: 8 },
      ],
      text,
    );
    const logits = (ids: number[]): number[] =>
      tf.tidy(() => {
        const values = new Map(
          [...model.parameters, ...model.states].map(({ name, shape }) => [
            name,
            tf.add(
              tf.mul(0.2, tf.tensor(numbers(sizeOf(shape), name), [...shape])),
              name.endsWith('variance') ? 1 : 0,
            ),
          ]),
        );
        const weights = (name: string): tf.Tensor => values.get(name) ?? tf.scalar(Number.NaN);
        return [...model.forward(weights, tf.tensor2d([ids], undefined, 'int32'), evaluationPass).dataSync()];
      });
    const [one, other, shorter] = [logits([1, 2, 3, 4, 5]), logits([1, 2, 3, 0, 0]), logits([1, 2, 3])];
    expect(one.every(Number.isFinite)).toBe(true);
    expect(one.slice(0, 18)).toEqual(other.slice(0, 18));
    expect(one.slice(18)).not.toEqual(other.slice(18));
    for (const [index, value] of shorter.entries()) expect(value).toBeCloseTo(one[index] ?? Number.NaN, 5);
  });

  it('counts parameters, shapes and work of every layer', () => {
    const model = build(
      [
        { layer: 'convolution', filters: 4, kernel: 3, stride: 2 },
        { layer: 'residual', layers: [{ layer: 'depthwise' }, { layer: 'batchNorm' }] },
        { layer: 'globalPool' },
      ],
      image,
    );
    expect(model.layers).toEqual([
      { name: 'convolution1', kind: 'convolution', outputShape: [4, 4, 4], parameterCount: 76, flops: 2368 },
      {
        name: 'residual1/depthwise1',
        kind: 'depthwise',
        outputShape: [4, 4, 4],
        parameterCount: 36,
        flops: 1152,
      },
      {
        name: 'residual1/batchNorm1',
        kind: 'batchNorm',
        outputShape: [4, 4, 4],
        parameterCount: 8,
        flops: 512,
      },
      { name: 'residual1/sum', kind: 'sum', outputShape: [4, 4, 4], parameterCount: 0, flops: 64 },
      { name: 'globalPool1', kind: 'globalAveragePool', outputShape: [4], parameterCount: 0, flops: 64 },
      { name: 'output', kind: 'dense', outputShape: [3], parameterCount: 15, flops: 27 },
    ]);
  });

  it('of text has a context of 64 characters unless it says another', () => {
    const spec = (more: object) => v.parse(modelSpecSchema, { kind: 'layers', layers: [], ...more });
    expect([contextLengthOf(spec({})), contextLengthOf(spec({ contextLength: 9 }))]).toEqual([64, 9]);
  });
});

describe('the form of a list of layers', () => {
  it('offers every layer of the contract, and each begins with settings that the contract takes', () => {
    expect(Object.keys(layerStarts).sort()).toEqual([...layerKinds].sort());
    for (const [layer, start] of Object.entries(layerStarts)) {
      const parsed = v.safeParse(modelSpecSchema, { kind: 'layers', layers: [{ layer, ...start }] });
      expect(parsed.issues, layer).toBeUndefined();
    }
  });

  it('shows layers inside a residual one below it, and what is no layer as it is', () => {
    const list = [{ layer: 'residual', layers: [{ layer: 'dense', units: 4, activation: 'relu' }] }, 7];
    expect(layerLines(list, 'model.layers')).toEqual([
      { depth: 0, path: 'model.layers.0', kind: 'residual', settings: '' },
      { depth: 1, path: 'model.layers.0.layers.0', kind: 'dense', settings: 'units 4, activation relu' },
      { depth: 0, path: 'model.layers.1', kind: '', settings: '7' },
    ]);
  });
});
