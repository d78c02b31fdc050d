import { describe, expect, it } from 'vitest';
import type { ConfusionResult, LayerSummary, LinearResult } from '#contract/result.ts';
import { loadSamples } from '../../../src-main/engine/dataset/samples.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { resourcesDirectory, sampleFiles } from '../../support/dataset-files.ts';
import { runTraining, sampleSpec, type Outcome } from '../../support/training.ts';

const last = (outcome: Outcome, key: string): number => outcome.points(key).at(-1)?.value ?? Number.NaN;

describe('the samples', () => {
  it('are those of the welcome page, in two languages, and all of them fit their data', async () => {
    const samples = loadSamples(resourcesDirectory);
    expect(samples.map((sample) => sample.name)).toEqual([
      'linear-regression',
      'iris',
      'breast-cancer',
      'wine',
      'diabetes',
      'digits-mlp',
      'digits-cnn',
      'tang-poems',
      'tang-metre',
    ]);
    for (const sample of samples) {
      expect(sample.title.en + sample.description.en).not.toMatch(/[\u4e00-\u9fff]/);
      expect(sample.title.zh).toMatch(/[\u4e00-\u9fff]/);
      expect((await planSpec(sample.spec, sampleFiles)).issues).toEqual([]);
    }
  });

  it('linear-regression: too few iterations at its settings, and it says how many are needed', async () => {
    const outcome = await runTraining(sampleSpec('linear-regression'));
    const linear = outcome.result('linear') as LinearResult;
    expect(outcome.points('batch/loss').map((point) => point.step)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index + 1),
    );
    expect(linear.names).toEqual(['x1', 'x2']);
    expect(linear.reached).toBe(false);
    expect(linear.gap).toBeGreaterThan(1e-5);
    expect(linear.learnedLoss).toBeGreaterThan(linear.closedFormLoss);
    // The noise is as large as the signal: the solution is near (1, −2), not on it.
    expect(Math.abs((linear.closedForm[0] ?? 0) - 1)).toBeLessThan(1);
    expect(Math.abs((linear.closedForm[1] ?? 0) + 2)).toBeLessThan(1);

    const enough = await runTraining({ ...sampleSpec('linear-regression'), steps: linear.stepsNeeded ?? 0 });
    const reached = enough.result('linear') as LinearResult;
    expect(reached).toMatchObject({ reached: true, closedForm: linear.closedForm });
    expect(reached.stepsNeeded).toBe(linear.stepsNeeded);
    const tooFew = await runTraining({
      ...sampleSpec('linear-regression'),
      steps: Math.floor((linear.stepsNeeded ?? 0) * 0.99),
    });
    expect(tooFew.result('linear')).toMatchObject({ reached: false });

    const [w1 = 0, w2 = 0] = reached.learned;
    const prediction = await predict(enough.checkpoint ?? new Uint8Array(), { x1: 0.5, x2: 1.5 });
    expect(prediction.value).toBeCloseTo(0.5 * w1 + 1.5 * w2, 5);
  });

  it('iris: at least 95 % on the held-out fifth', async () => {
    const outcome = await runTraining(sampleSpec('iris'));
    expect(outcome.end).toMatchObject({ state: 'complete' });
    expect(last(outcome, 'val/accuracy')).toBeGreaterThanOrEqual(0.95);
    const confusion = outcome.result('confusion') as ConfusionResult;
    expect(confusion.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(confusion.counts.map((row) => row.reduce((sum, count) => sum + count))).toEqual([10, 10, 10]);
    const setosa = { sepal_length_cm: 5, sepal_width_cm: 3.4, petal_length_cm: 1.5, petal_width_cm: 0.2 };
    const prediction = await predict(outcome.checkpoint ?? new Uint8Array(), setosa);
    expect(prediction).toMatchObject({ value: 'setosa', warnings: [] });
    expect(prediction.classes?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  });

  it('digits-mlp: at least 96 % on the held-out fifth', async () => {
    const outcome = await runTraining(sampleSpec('digits-mlp'));
    expect(last(outcome, 'val/accuracy')).toBeGreaterThanOrEqual(0.96);
  });

  it('digits-cnn: at least 98.5 % on the held-out fifth', async () => {
    const outcome = await runTraining(sampleSpec('digits-cnn'));
    expect((outcome.result('layers') as LayerSummary[])[0]).toMatchObject({
      name: 'convolution1',
      kind: 'convolution',
      outputShape: [8, 8, 32],
      parameterCount: 320,
    });
    expect(last(outcome, 'val/accuracy')).toBeGreaterThanOrEqual(0.985);
  });

  it('tang-poems: the loss falls, and a text is sampled at every evaluation', async () => {
    const outcome = await runTraining({ ...sampleSpec('tang-poems'), steps: 40, evaluateEverySteps: 20 });
    const losses = outcome.points('batch/loss').map((point) => point.value);
    // Guessing among all characters costs ln(vocabulary); the commonest few are learned first.
    expect(losses[0]).toBeGreaterThan(6.5);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - 1);
    const texts = outcome.events.filter((event) => event.kind === 'text');
    expect(texts.map((event) => [event.key, event.step, [...event.text].length])).toEqual([
      ['sample', 20, 121],
      ['sample', 40, 121],
    ]);
    const [perplexity, loss] = [last(outcome, 'val/perplexity'), last(outcome, 'val/loss')];
    expect(perplexity).toBeCloseTo(Math.exp(loss), 6);

    const checkpoint = outcome.checkpoint ?? new Uint8Array();
    const write = (seed: number) => predict(checkpoint, { prompt: '《春', length: 20, seed });
    const prediction = await write(0);
    expect(prediction.text).toMatch(/^《春/);
    expect([...(prediction.text ?? '')].length).toBe(22);
    expect(await write(0)).toEqual(prediction);
    expect((await write(1)).text).not.toBe(prediction.text);
  });
});
