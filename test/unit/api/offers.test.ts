import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { SpecPlan } from '#contract/methods/specs.ts';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import { memoryOf } from '../../../src-main/api/memory-estimate.ts';
import { memoryOffers } from '../../../src-main/api/offers.ts';

const megabyte = 2 ** 20;
const layers = Array.from({ length: 16 }, (_, index) => ({
  name: `dense${index + 1}`,
  kind: 'dense',
  outputShape: [20_000],
  parameterCount: 1000,
}));
const plan: SpecPlan = {
  layers,
  parameterCount: 16_000,
  trainRows: 10_000,
  validationRows: 100,
  stepsPerEpoch: 40,
  totalSteps: 4000,
  flopsPerStep: 0,
  checkpointBytes: 0,
  dataBytes: 0,
};
const spec = (changes: Record<string, unknown> = {}): TrainingSpec =>
  v.parse(trainingSpecSchema, {
    dataset: { source: { kind: 'sample', name: 'iris.csv' } },
    model: { kind: 'mlp', hidden: new Array(15).fill(20_000) },
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    epochs: 100,
    batchSize: 256,
    ...changes,
  });
const kindsOf = (document: TrainingSpec, bytes: number) =>
  memoryOffers(document, plan, bytes).map(({ kind }) => kind);

describe('what makes a training fit into memory', () => {
  it('is nothing where it fits as it is', () => {
    expect(kindsOf(spec(), memoryOf(spec(), plan))).toEqual([]);
  });

  it('is the same batch in parts, computing outputs again, or a smaller batch; each by what it needs then', () => {
    const bytes = 500 * megabyte;
    const offers = memoryOffers(spec(), plan, bytes);
    expect(offers.map(({ kind, changes }) => [kind, changes])).toEqual([
      [
        'microBatches',
        [
          { path: 'batchSize', value: 128 },
          { path: 'accumulateBatches', value: 2 },
        ],
      ],
      ['recompute', [{ path: 'recompute', value: true }]],
      ['smallerBatch', [{ path: 'batchSize', value: 128 }]],
    ]);
    for (const { memoryBytes } of offers) expect(memoryBytes).toBeLessThanOrEqual(bytes);
  });

  it('multiplies what is averaged already, and does not offer what is done already', () => {
    const document = spec({ accumulateBatches: 3, recompute: true, batchSize: 1024 });
    const bytes = memoryOf({ ...document, batchSize: 512 }, plan);
    expect(memoryOffers(document, plan, bytes)[0]).toMatchObject({
      kind: 'microBatches',
      changes: [{ value: 512 }, { path: 'accumulateBatches', value: 6 }],
    });
    expect(kindsOf(document, bytes)).not.toContain('recompute');
  });

  it('is both together only where neither is enough', () => {
    const odd = spec({ batchSize: 255 });
    // 255 has no half, so that parts cannot hold the same rows.
    expect(kindsOf(odd, 500 * megabyte)).toEqual(['recompute', 'smallerBatch']);
    const full = spec({ batchSize: 'full' });
    expect(kindsOf(full, 90 * megabyte)).toEqual(['recomputedMicroBatches', 'smallerBatch']);
    expect(kindsOf(full, 500 * megabyte)).toEqual(['microBatches', 'smallerBatch']);
  });

  it('trains less of what another run gives', () => {
    const heavy: SpecPlan = {
      ...plan,
      parameterCount: 16e6,
      layers: layers.map((layer) => ({ ...layer, outputShape: [10], parameterCount: 1e6 })),
      checkpointBytes: 192e6,
    };
    const document = spec({ initializer: { kind: 'run', run: 3 } });
    const offers = memoryOffers(document, heavy, 500 * megabyte);
    expect(offers.map(({ kind }) => kind)).toEqual(['freeze', 'adapter']);
    expect(offers[0]?.changes).toEqual([
      { path: 'freeze', value: layers.slice(0, -1).map(({ name }) => name) },
    ]);
    // Without them there is nothing whose weights could stay.
    expect(memoryOffers(spec(), heavy, 500 * megabyte)).toEqual([]);
  });
});
