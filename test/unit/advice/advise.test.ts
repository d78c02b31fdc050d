import { describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import type { AdviceKind, AdviceReport } from '#contract/advice.ts';
import type { TrainingEvent } from '#contract/training-event.ts';
import type { TrainingSpec } from '#contract/training.ts';
import { advise } from '../../../src-main/engine/advice/advise.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, sampleSpec } from '../../support/training.ts';

/** The events of a trial; `stopAt` is after how many results it is asked to stop. */
async function trial(spec: TrainingSpec, kind: AdviceKind, stopAt = Number.POSITIVE_INFINITY) {
  const control = { state: 'run' as 'run' | 'stop', resumed: () => Promise.resolve() };
  const events: TrainingEvent[] = [];
  const options = { files: sampleFiles, control, clock: countingClock(100), stopwatch: countingClock(0.01) };
  for await (const event of advise(spec, kind, options)) {
    events.push(event);
    if (events.filter((told) => told.kind === 'result').length >= stopAt) control.state = 'stop';
  }
  const reports = events.flatMap((event) => (event.kind === 'result' ? [event.value as AdviceReport] : []));
  return { events, end: events.at(-1), reports, report: reports.at(-1) };
}

describe('a race of optimizers', () => {
  it('gives all the same first weights and the same number of steps, and ends with a verdict', async () => {
    const { end, report, events } = await trial(sampleSpec('iris'), 'optimizer');
    expect(end).toMatchObject({ kind: 'finished', state: 'complete' });
    expect(events[0]?.kind).toBe('started');
    if (report?.kind !== 'optimizer') throw new Error('no race');
    const { candidates, rounds, startLoss, verdict } = report;
    expect(candidates.length).toBeGreaterThanOrEqual(3);
    expect(candidates.map(({ own }) => own).indexOf(true)).toBe(0);
    expect(candidates[0]?.optimizer).toEqual(sampleSpec('iris').optimizer);
    for (const { curve, state, steps } of candidates) {
      expect(curve.losses[0]).toBe(startLoss);
      if (state === 'finished') expect(steps).toBe(rounds.at(-1));
      if (state === 'out') expect(rounds.slice(0, -1)).toContain(steps);
    }
    expect(candidates[0]?.state).toBe('finished');
    expect(verdict?.choice).not.toBeNull();
  });

  it('comes out the same for the same seed', async () => {
    const losses = async (): Promise<unknown> => {
      const { report } = await trial(sampleSpec('iris'), 'optimizer');
      return report?.kind === 'optimizer' ? report.candidates.map(({ curve }) => curve.losses) : null;
    };
    expect(await losses()).toEqual(await losses());
  });

  it('takes the rate of a tested rival where the own one diverges', async () => {
    const iris = sampleSpec('iris');
    const { report } = await trial(
      {
        ...iris,
        loss: { kind: 'meanSquaredError' },
        dataset: { ...iris.dataset, target: 'petal_width_cm' },
        optimizer: { kind: 'sgd', learningRate: 50, weightDecay: 0 },
      },
      'optimizer',
    );
    if (report?.kind !== 'optimizer') throw new Error('no race');
    expect(report.candidates[0]?.state).toBe('diverged');
    expect(report.verdict).toMatchObject({ reason: 'better' });
    expect(report.changes.map(({ path }) => path)).toEqual(['optimizer']);
  });

  it('offers L-BFGS where every step sees all rows anyway, and nowhere else', async () => {
    const kinds = async (name: string): Promise<string[]> => {
      const { report } = await trial(sampleSpec(name), 'optimizer');
      return report?.kind === 'optimizer' ? report.candidates.map(({ optimizer }) => optimizer.kind) : [];
    };
    expect(await kinds('linear-regression')).toContain('lbfgs');
    expect(await kinds('iris')).not.toContain('lbfgs');
  });

  it('stops when asked to, keeps what was measured, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const { end, report } = await trial(sampleSpec('digits-mlp'), 'optimizer', 2);
    expect(end).toMatchObject({ kind: 'finished', state: 'stopped' });
    expect(report).toMatchObject({ kind: 'optimizer', verdict: null, changes: [] });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a learning-rate range test', () => {
  it('lets the rate grow by the same factor at every step, and suggests one below the lowest loss', async () => {
    const { report, reports } = await trial(sampleSpec('digits-mlp'), 'learningRate');
    if (report?.kind !== 'learningRate') throw new Error('no test');
    const { rates, lowest, suggested, from } = report;
    expect(rates[0]).toBeCloseTo(from, 12);
    const growth = (rates[1] ?? 0) / (rates[0] ?? 1);
    for (let i = 1; i < rates.length; i++)
      expect((rates[i] ?? 0) / (rates[i - 1] ?? 1)).toBeCloseTo(growth, 8);
    expect(suggested).toBeGreaterThan(0);
    expect(suggested).toBeLessThan(lowest?.rate ?? 0);
    expect(reports[0]).toMatchObject({ verdict: null, changes: [] });
  });

  it('is refused for L-BFGS, with the field and another choice', async () => {
    const linear = sampleSpec('linear-regression');
    const spec: TrainingSpec = {
      ...linear,
      optimizer: { kind: 'lbfgs', learningRate: 1, history: 10, lineSearch: 'strongWolfe', weightDecay: 0 },
    };
    await expect(trial(spec, 'learningRate')).rejects.toMatchObject({
      code: 'invalid_input',
      details: { issues: [{ path: 'optimizer.kind', suggestion: 'adam' }] },
    });
  });
});

describe('the search for a batch size', () => {
  it('measures doubling sizes and the own one, and how far larger batches help', async () => {
    const { report } = await trial(sampleSpec('digits-mlp'), 'batchSize');
    if (report?.kind !== 'batchSize') throw new Error('no test');
    const sizes = report.sizes.map(({ batchSize }) => batchSize);
    expect(sizes.slice(0, 4)).toEqual([4, 8, 16, 32]);
    expect(sizes).toContain(report.own);
    expect(report.sizes.every(({ memoryBytes }) => memoryBytes > 0)).toBe(true);
    expect(report.noiseScale).toBeGreaterThan(0);
    expect(report.suggested).not.toBeNull();
  });

  it('is refused while gradients are accumulated', async () => {
    const spec: TrainingSpec = { ...sampleSpec('digits-mlp'), accumulateBatches: 2 };
    await expect(trial(spec, 'batchSize')).rejects.toMatchObject({
      details: { issues: [{ path: 'accumulateBatches' }] },
    });
  });
});
