import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { stream } from '../../../src-main/base/random.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { runTraining, spec, type Outcome } from '../../support/training.ts';
import { messagesOf } from '../../support/messages-of.ts';

const towns = Array.from({ length: 12 }, (_, index) => `town${String(index)}`);

/** The sign of a number decides in every second town, its opposite in the others: no column tells by itself. */
function table(): string {
  const random = stream(3, 'table');
  const lines = Array.from({ length: 400 }, (_, row) => {
    const town = row % towns.length;
    const x = random.normal();
    return `${x.toFixed(4)},${towns[town] ?? ''},${x > 0 === (town % 2 === 0) ? 'yes' : 'no'}`;
  });
  return ['x,town,target', ...lines].join('\n');
}

const bytes = new TextEncoder().encode(table());
const files: DatasetFiles = {
  resolve: () => Promise.resolve({ path: null, name: 'towns.csv', bytes: () => Promise.resolve(bytes) }),
};

const embedded = (model: TrainingSpecInput['model'], steps: TrainingSpecInput['preprocessing'] = []) =>
  spec({
    dataset: { source: { kind: 'file', path: 'towns.csv' } },
    preprocessing: [{ step: 'standardise' }, ...steps, { step: 'embed' }],
    model,
    loss: { kind: 'crossEntropy' },
    optimizer: { kind: 'adam', learningRate: 0.01 },
    batchSize: 32,
    epochs: 30,
  });
const last = (outcome: Outcome, key: string): number => outcome.points(key).at(-1)?.value ?? Number.NaN;

describe('categories as learned vectors', () => {
  it.each<[string, TrainingSpecInput['model']]>([
    ['a dense network', { kind: 'mlp', hidden: [32] }],
    ['a transformer over columns', { kind: 'transformerEncoder', layers: 1, heads: 2, width: 16 }],
    [
      'a list of layers',
      {
        kind: 'layers',
        layers: [
          { layer: 'embedding', width: 4 },
          { layer: 'dense', units: 32, activation: 'relu' },
        ],
      },
    ],
  ])('are learned by %s, which predicts by them', async (_, model) => {
    const outcome = await runTraining(embedded(model), { files });
    expect(outcome.end).toMatchObject({ state: 'complete' });
    expect(last(outcome, 'val/accuracy')).toBeGreaterThan(0.85);
    const checkpoint = outcome.checkpoint ?? new Uint8Array();
    expect(await predict(checkpoint, { x: 2, town: 'town0' })).toMatchObject({ value: 'yes', warnings: [] });
    expect(await predict(checkpoint, { x: 2, town: 'town1' })).toMatchObject({ value: 'no' });
    const unseen = await predict(checkpoint, { x: 2, town: 'elsewhere' });
    expect(messagesOf(unseen.warnings)).toEqual([
      '"elsewhere" never occurred in the training rows of "town"; it shares the vector of what is missing or rare.',
    ]);
  });

  it('have a width by their number, one more row for the unseen, and go on bit for bit', async () => {
    const model = { kind: 'mlp' as const, hidden: [8] };
    const { plan } = await planSpec(embedded(model), files);
    expect(plan?.layers[0]).toMatchObject({
      name: 'embedding/town',
      kind: 'embedding',
      outputShape: [6],
      parameterCount: 13 * 6,
    });
    const whole = await runTraining({ ...embedded(model), epochs: 3 }, { files });
    const stopped = await runTraining(
      { ...embedded(model), epochs: 3 },
      {
        files,
        clock: (() => {
          let now = 0;
          return () => (now += 100);
        })(),
        steer: (event) => (event.kind === 'progress' && event.progress.step >= 12 ? 'stop' : undefined),
      },
    );
    expect(stopped.end).toMatchObject({ state: 'stopped' });
    const resumed = await runTraining(
      { ...embedded(model), epochs: 3 },
      { files, checkpoint: stopped.checkpoint ?? new Uint8Array() },
    );
    const arraysOf = (outcome: Outcome) => decodeCheckpoint(outcome.checkpoint ?? new Uint8Array()).arrays;
    expect(arraysOf(resumed)).toEqual(arraysOf(whole));
  });

  it('leave rare ones to one id, and are refused where nothing could embed them', async () => {
    const rare = spec({
      ...embedded({ kind: 'mlp', hidden: [8], embeddingWidth: 3 }),
      preprocessing: [{ step: 'embed', minCount: 27 }],
    });
    const { plan } = await planSpec(rare, files);
    // 320 training rows over twelve towns: those below 27 rows share the first row of the table.
    expect((plan?.layers[0]?.parameterCount ?? 0) / 3).toBeLessThan(13);
    for (const [document, path, message] of [
      [embedded({ kind: 'linear' }), 'model.kind', 'the model "linear" gives ids no vectors'],
      [embedded({ kind: 'layers', layers: [] }), 'model.layers', 'Begin it with {"layer": "embedding"'],
      [
        spec({
          ...embedded({ kind: 'mlp', hidden: [] }),
          preprocessing: [{ step: 'embed' }, { step: 'ordinal', columns: ['town'] }],
        }),
        'preprocessing.1.columns.0',
        'whose categories are ids for the model',
      ],
    ] as const) {
      const { issues } = await planSpec(document, files);
      expect(issues).toMatchObject([{ path }]);
      expect(issues[0]?.message).toContain(message);
    }
  });
});
