import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { initializerSpecSchema } from '#contract/training.ts';
import { moments } from '../../../src-main/base/statistics.ts';
import { initialise } from '../../../src-main/engine/model/initialise.ts';
import { dropoutMask } from '../../../src-main/engine/tensor/fused/dropout.ts';
import { convolutionPlan, densePlan } from '../../../src-main/engine/model/layers.ts';
import type { ParameterSpec } from '../../../src-main/engine/model/model.ts';

const parameter: ParameterSpec = {
  name: 'dense1/weights',
  shape: [400, 100],
  role: 'weights',
  fanIn: 400,
  fanOut: 100,
  initializer: { kind: 'zeros' },
};
const draw = (document: unknown, changed: Partial<ParameterSpec> = {}, seed = 0): Float32Array =>
  initialise({ ...parameter, ...changed }, v.parse(initializerSpecSchema, document), seed);

describe('an initializer', () => {
  // Limits and deviations from the papers named in initialise.ts, for 400 inputs and 100 outputs.
  it.each([
    ['uniform', { kind: 'uniform', limit: 0.3 }, 0.3 / Math.sqrt(3), 0.3],
    ['normal', { kind: 'normal', standardDeviation: 0.5 }, 0.5, Number.POSITIVE_INFINITY],
    // The deviation of a standard normal cut at ±2 is 0.8796.
    ['truncatedNormal', { kind: 'truncatedNormal', standardDeviation: 0.5 }, 0.5 * 0.8796, 1],
    ['glorotUniform', { kind: 'glorotUniform' }, Math.sqrt(2 / 500), Math.sqrt(6 / 500)],
    ['glorotNormal', { kind: 'glorotNormal' }, Math.sqrt(2 / 500), Number.POSITIVE_INFINITY],
    ['heUniform', { kind: 'heUniform' }, Math.sqrt(2 / 400), Math.sqrt(6 / 400)],
    ['heNormal', { kind: 'heNormal' }, Math.sqrt(2 / 400), Number.POSITIVE_INFINITY],
    ['lecunUniform', { kind: 'lecunUniform' }, Math.sqrt(1 / 400), Math.sqrt(3 / 400)],
    ['lecunNormal', { kind: 'lecunNormal' }, Math.sqrt(1 / 400), Number.POSITIVE_INFINITY],
    // Keras' VarianceScaling: variance scale / n, whatever the distribution; the cut lies at two wider deviations.
    [
      'varianceScaling',
      { kind: 'varianceScaling', scale: 3 },
      Math.sqrt(3 / 400),
      (2 * Math.sqrt(3 / 400)) / 0.8796,
    ],
    [
      'varianceScaling, uniform',
      { kind: 'varianceScaling', scale: 2, mode: 'fanOut', distribution: 'uniform' },
      Math.sqrt(2 / 100),
      Math.sqrt(6 / 100),
    ],
    [
      'varianceScaling, normal',
      { kind: 'varianceScaling', mode: 'fanAverage', distribution: 'normal' },
      Math.sqrt(1 / 250),
      Number.POSITIVE_INFINITY,
    ],
    // A column of length 2 has 400 numbers of variance 4 / 400.
    ['orthogonal', { kind: 'orthogonal', gain: 2 }, 2 / Math.sqrt(400), 2],
  ])('%s has its spread and keeps its limit', (_, spec, deviation, limit) => {
    const { mean, standardDeviation, min, max } = moments(draw(spec));
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(40_000));
    expect(Math.abs(standardDeviation / deviation - 1)).toBeLessThan(0.02);
    expect(Math.max(-min, max)).toBeLessThanOrEqual(limit);
  });

  it.each([
    [40, 7],
    [7, 40],
    [12, 12],
  ])('orthogonal gives %d × %d numbers whose shorter sides stand at right angles', (rows, columns) => {
    const matrix = draw({ kind: 'orthogonal', gain: 3 }, { shape: [rows, columns] });
    const count = Math.min(rows, columns);
    const at = (vector: number, i: number): number =>
      matrix[columns >= rows ? vector * columns + i : i * columns + vector] ?? Number.NaN;
    for (let one = 0; one < count; one++) {
      for (let other = 0; other <= one; other++) {
        let product = 0;
        for (let i = 0; i < Math.max(rows, columns); i++) product += at(one, i) * at(other, i);
        expect(product).toBeCloseTo(one === other ? 9 : 0, 5);
      }
    }
  });

  it("lets an LSTM's forget gates begin open", () => {
    const bias = draw({ kind: 'normal' }, { role: 'bias', shape: [8], ones: [2, 4] });
    expect([...bias]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it('fills with zeros or a constant', () => {
    expect(new Set(draw({ kind: 'zeros' }))).toEqual(new Set([0]));
    expect(new Set(draw({ kind: 'constant', value: 0.5 }))).toEqual(new Set([0.5]));
  });

  it('leaves biases at zero and gains at one', () => {
    expect(new Set(draw({ kind: 'normal' }, { role: 'bias' }))).toEqual(new Set([0]));
    expect(new Set(draw({ kind: 'normal' }, { role: 'gain' }))).toEqual(new Set([1]));
  });

  it('is a function of seed and name: 0 is a seed like any other', () => {
    expect(draw({ kind: 'normal' })).toEqual(draw({ kind: 'normal' }));
    expect(draw({ kind: 'normal' })).not.toEqual(draw({ kind: 'normal' }, {}, 1));
    expect(draw({ kind: 'normal' })).not.toEqual(draw({ kind: 'normal' }, { name: 'dense2/weights' }));
  });
});

interface Reference {
  readonly place: string;
  readonly shape: readonly number[];
  readonly spec: { readonly kind: string };
  readonly deviation: number;
  readonly limit: number | null;
}
const { cases } = JSON.parse(
  readFileSync(new URL('../../reference/initializers.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Reference[] };

describe('the initializers of PyTorch', () => {
  it.each(cases)(
    'have the same spread and limit: $spec.kind, $place',
    ({ shape, spec, deviation, limit }) => {
      const [inputs = 1, outputs = 1] = shape.slice(-2);
      const plan =
        shape.length === 4
          ? convolutionPlan('layer', inputs, [9, 9, outputs], shape[0] ?? 1, { kind: 'zeros' })
          : densePlan('layer', inputs, outputs, { initializer: { kind: 'zeros' } });
      const [weights] = plan.parameters;
      if (weights === undefined) throw new Error('a layer without weights');
      expect(weights.shape).toEqual(shape);
      const drawn = Array.from({ length: 60 }, (_, seed) => [
        ...initialise(weights, v.parse(initializerSpecSchema, spec), seed),
      ]).flat();
      const { mean, standardDeviation, min, max } = moments(Float64Array.from(drawn));
      // Four standard errors of the mean and, for normal numbers, of the deviation, and what PyTorch's own draw is off by.
      expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(drawn.length));
      expect(Math.abs(standardDeviation / deviation - 1)).toBeLessThan(
        4 / Math.sqrt(2 * drawn.length) + 3e-3,
      );
      if (limit === null) return;
      expect(Math.max(-min, max)).toBeLessThanOrEqual(limit * (1 + 1e-4));
      expect(Math.max(-min, max)).toBeGreaterThan(limit * 0.99);
    },
  );
});

describe('dropout', () => {
  it('drops its share and keeps the mean', () => {
    const mask = dropoutMask(100_000, 0.3, 0, 'dense1', 7);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    expect(moments(mask).mean).toBeCloseTo(1, 1);
    expect(mask.filter((value) => value === 0).length / mask.length).toBeCloseTo(0.3, 2);
  });

  it('draws another mask in every step and layer, and the same one again', () => {
    const mask = (layer: string, step: number) => dropoutMask(64, 0.5, 0, layer, step);
    expect(mask('dense1', 1)).toEqual(mask('dense1', 1));
    expect(mask('dense1', 1)).not.toEqual(mask('dense1', 2));
    expect(mask('dense1', 1)).not.toEqual(mask('dense2', 1));
  });
});
