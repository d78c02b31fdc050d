import { describe, expect, it } from 'vitest';
import type { ReconstructionResult } from '#contract/result.ts';
import type { TrainingSpecInput } from '#contract/training.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import type { DatasetFiles } from '../../../src-main/engine/dataset/files.ts';
import { stream } from '../../../src-main/base/random.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { runTraining, spec, type Outcome } from '../../support/training.ts';

const last = (outcome: Outcome, key: string): number => outcome.points(key).at(-1)?.value ?? Number.NaN;
const first = (outcome: Outcome, key: string): number => outcome.points(key)[0]?.value ?? Number.NaN;
const resultOf = (outcome: Outcome): ReconstructionResult =>
  outcome.result('reconstruction') as ReconstructionResult;

/** b is twice a, but for one row, which no single column gives away; there is nothing to predict. */
function line(): DatasetFiles {
  const random = stream(5, 'line');
  const rows = Array.from({ length: 200 }, (_, row) => {
    const a = random.normal();
    return `${a.toFixed(4)},${(row === 77 ? -2 * a - 1 : 2 * a).toFixed(4)},same`;
  });
  const bytes = new TextEncoder().encode(['a,b,c', ...rows].join('\n'));
  return {
    resolve: () => Promise.resolve({ path: null, name: 'line.csv', bytes: () => Promise.resolve(bytes) }),
  };
}

const squeezed = (changed: Partial<TrainingSpecInput> = {}) =>
  spec({
    dataset: { source: { kind: 'file', path: 'line.csv' }, split: { validation: 0 } },
    preprocessing: [{ step: 'standardise' }],
    model: { kind: 'autoencoder', hidden: [], latent: 1 },
    loss: { kind: 'meanSquaredError' },
    optimizer: { kind: 'adam', learningRate: 0.02 },
    epochs: 60,
    ...changed,
  });

describe('an autoencoder', () => {
  it('learns a table without a target, and gives away the row that is like no other', async () => {
    const outcome = await runTraining(squeezed(), { files: line() });
    expect(outcome.end).toMatchObject({ state: 'complete' });
    const result = resultOf(outcome);
    expect(result).toMatchObject({ split: 'train', names: ['a', 'b', 'c=same'], shape: [3], count: 200 });
    expect(result.rows[0]).toMatchObject({ row: 78, unusual: true });
    const [second] = result.rows.slice(1);
    expect(result.rows[0]?.error).toBeGreaterThan(5 * (second?.error ?? Number.NaN));
    const shares = result.quantiles.map(({ error }) => error);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(result.rows[0]?.error);
  });

  it('predicts the error of a row, with what went in and came out', async () => {
    const outcome = await runTraining(squeezed(), { files: line() });
    const ask = (values: Record<string, number>) => predict(outcome.checkpoint ?? new Uint8Array(), values);
    const [usual, odd] = [await ask({ a: 1, b: 2 }), await ask({ a: 1, b: -2 })];
    expect(odd.value).toBeGreaterThan(20 * Number(usual.value));
    const { names, input, output } = odd.reconstruction ?? { names: [], input: [], output: [] };
    expect(names).toEqual(['a', 'b', 'c=same']);
    const squares = input.map((value, index) => (value - (output[index] ?? 0)) ** 2);
    expect(odd.value).toBeCloseTo(squares.reduce((sum, square) => sum + square) / 3, 6);
  });

  it.each<[string, TrainingSpecInput['model']]>([
    ['dense layers', { kind: 'autoencoder', hidden: [32], latent: 8 }],
    ['convolutions', { kind: 'autoencoder', hidden: [], latent: 8, filters: [8, 16] }],
  ])('of images by %s gives most of their variance again, without seeing the label', async (_, model) => {
    const outcome = await runTraining(
      spec({
        dataset: { source: { kind: 'sample', name: 'digits.csv' }, target: 'target' },
        preprocessing: [
          { step: 'scale', divideBy: 16 },
          { step: 'image', shape: [8, 8, 1] },
        ],
        model,
        loss: { kind: 'binaryCrossEntropy' },
        optimizer: { kind: 'adam', learningRate: 0.005 },
        batchSize: 64,
        epochs: 6,
      }),
    );
    expect(last(outcome, 'val/loss')).toBeLessThan(first(outcome, 'val/loss'));
    expect(last(outcome, 'val/r2')).toBeGreaterThan(0.4);
    const result = resultOf(outcome);
    expect(result).toMatchObject({ split: 'validation', names: [], shape: [8, 8, 1] });
    for (const { input, output } of result.rows) {
      expect([...input, ...output].every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  it.each([
    [{ loss: { kind: 'crossEntropy' } }, 'loss.kind', 'gives its inputs again, which are numbers'],
    [{ loss: { kind: 'poisson' } }, 'loss.kind', 'is for one number'],
    [{ loss: { kind: 'binaryCrossEntropy' } }, 'loss.kind', 'needs numbers from 0 to 1'],
    [{ metrics: ['accuracy'] }, 'metrics.0', 'is not for'],
    [
      { preprocessing: [{ step: 'targetEncoding' }] },
      'preprocessing.0',
      'encodes by the target, and an autoencoder has none',
    ],
    [{ preprocessing: [{ step: 'embed' }] }, 'model.kind', 'gives ids no vectors'],
    [
      { model: { kind: 'autoencoder', hidden: [], latent: 1, filters: [4] } },
      'model.filters',
      'Convolutions need images',
    ],
    [
      { dataset: { source: { kind: 'file', path: 'line.csv' }, split: { kind: 'stratified' } } },
      'dataset.split.kind',
      'needs classes',
    ],
  ])('is refused with what it cannot have: %j', async (changed, path, message) => {
    const { issues } = await planSpec(squeezed(changed as Partial<TrainingSpecInput>), line());
    expect(issues).toMatchObject([{ path }]);
    expect(issues[0]?.message).toContain(message);
  });

  it('goes on bit for bit', async () => {
    const whole = await runTraining(squeezed({ epochs: 4 }), { files: line() });
    const stopped = await runTraining(squeezed({ epochs: 4 }), {
      files: line(),
      clock: (() => {
        let now = 0;
        return () => (now += 100);
      })(),
      steer: (event) => (event.kind === 'progress' && event.progress.step >= 9 ? 'stop' : undefined),
    });
    expect(stopped.end.state).toBe('stopped');
    const checkpoint = stopped.checkpoint ?? new Uint8Array();
    const resumed = await runTraining(squeezed({ epochs: 4 }), { files: line(), checkpoint });
    expect(resumed.checkpoint).toEqual(whole.checkpoint);
  });

  it('cannot be made of text', async () => {
    const text = spec({
      ...squeezed(),
      dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
      preprocessing: [],
    });
    const { issues } = await planSpec(
      { ...text, loss: { kind: 'crossEntropy', labelSmoothing: 0 } },
      sampleFiles,
    );
    expect(issues).toMatchObject([{ path: 'model.kind' }]);
  });
});
