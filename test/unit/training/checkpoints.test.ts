import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, runTraining, spec, type Outcome } from '../../support/training.ts';

const iris: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.2 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.05 },
  batchSize: 20,
  steps: 60,
  evaluateEverySteps: 6,
};

const checkpointsOf = ({ events }: Outcome) => events.filter((event) => event.kind === 'checkpoint');

describe('checkpoints by rules', () => {
  it('come after every so many steps, exactly there, with all points before them', async () => {
    const outcome = await runTraining(spec({ ...iris, checkpoints: { best: 0, everySteps: 7 } }));
    const regular = checkpointsOf(outcome).filter(({ reasons }) => reasons.includes('regular'));
    expect(regular.map(({ step }) => step)).toEqual([7, 14, 21, 28, 35, 42, 49, 56]);
    for (const { step, bytes } of regular) expect(decodeCheckpoint(bytes).step).toBe(step);
    const at = outcome.events.indexOf(regular[3] ?? (outcome.end as never));
    const told = outcome.events
      .slice(0, at)
      .flatMap((event) => (event.kind === 'points' ? event.series : []))
      .filter(({ key }) => key === 'batch/loss')
      .flatMap(({ steps }) => [...steps]);
    expect(told.at(-1)).toBe(28);
  });

  it('are not written where they would be thinned out: the distance doubles', async () => {
    const outcome = await runTraining(spec({ ...iris, checkpoints: { best: 0, everySteps: 2, keep: 5 } }));
    const regular = checkpointsOf(outcome).filter(({ reasons }) => reasons.includes('regular'));
    expect(regular.map(({ step }) => step)).toEqual([2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48]);
  });

  it('come every so many minutes of the clock', async () => {
    const outcome = await runTraining(spec({ ...iris, checkpoints: { best: 0, everyMinutes: 0.5 } }), {
      clock: countingClock(2000),
    });
    const regular = checkpointsOf(outcome).filter(({ reasons }) => reasons.includes('regular'));
    expect(regular.length).toBeGreaterThanOrEqual(3);
  });

  it('hold the states of the best evaluations, told before any that refers to them', async () => {
    const outcome = await runTraining(spec({ ...iris, checkpoints: { best: 3, metric: 'val/loss' } }));
    const best = checkpointsOf(outcome).filter(({ reasons }) => reasons.includes('best'));
    const ranked = outcome
      .points('val/loss')
      .sort((a, b) => a.value - b.value)
      .slice(0, 3);
    for (const { step, value } of ranked) {
      const found = best.find((checkpoint) => checkpoint.step === step);
      expect(found?.value).toBe(value);
      expect(decodeCheckpoint(found?.bytes ?? new Uint8Array()).step).toBe(step);
    }
  });

  it('look for the largest where larger is better, by the name of the metric or as it is said', async () => {
    for (const checkpoints of [
      { best: 1, metric: 'val/accuracy' },
      { best: 1, metric: 'val/loss', direction: 'maximise' as const },
    ]) {
      const outcome = await runTraining(spec({ ...iris, checkpoints }));
      const values = outcome.points(checkpoints.metric).map(({ value }) => value);
      const best = checkpointsOf(outcome).findLast(({ reasons }) => reasons.includes('best'));
      expect(best?.value).toBe(Math.max(...values));
    }
  });

  it('of the best are found the same after a resume', async () => {
    const document = { ...iris, checkpoints: { best: 2 } };
    const whole = await runTraining(spec(document));
    const before = await runTraining(spec(document), {
      clock: countingClock(100),
      steer: (event) => (event.kind === 'progress' && event.progress.step >= 25 ? 'stop' : undefined),
    });
    const after = await runTraining(spec(document), { checkpoint: before.checkpoint ?? new Uint8Array() });
    expect(decodeCheckpoint(after.checkpoint ?? new Uint8Array())).toEqual(
      decodeCheckpoint(whole.checkpoint ?? new Uint8Array()),
    );
  });
});

describe('a branch', () => {
  const at = async (stop: number, document: TrainingSpecInput): Promise<Uint8Array> => {
    const outcome = await runTraining(spec({ ...document, checkpoints: { everySteps: stop } }));
    const found = checkpointsOf(outcome).find(({ step }) => step === stop);
    if (found === undefined) throw new Error('no checkpoint there');
    return found.bytes;
  };
  const branched = (checkpoint: Uint8Array, document: TrainingSpecInput): Promise<Outcome> =>
    runTraining(spec(document), { checkpoint, branches: true });

  it('begins the epoch anew with another batch size, and counts the epochs that it has seen', async () => {
    // 120 rows: 6 steps an epoch, so that step 20 is in the fourth; then 12 steps an epoch.
    const inEpochs: TrainingSpecInput = { ...iris };
    delete inEpochs.steps;
    const outcome = await branched(await at(20, { ...inEpochs, epochs: 10 }), {
      ...inEpochs,
      epochs: 6,
      batchSize: 10,
    });
    expect(outcome.end).toMatchObject({ state: 'complete', step: 20 + 2 * 12 });
    const state = decodeCheckpoint(outcome.checkpoint ?? new Uint8Array());
    expect(state.start).toEqual({ step: 20, epoch: 4, optimizer: 0 });
  });

  it('lets a new optimizer count its own updates, so that the bias of its means is corrected', async () => {
    const checkpoint = await at(30, { ...iris, optimizer: { kind: 'sgd', learningRate: 0.05 } });
    const adam = { ...iris, optimizer: { kind: 'adam' as const, learningRate: 0.01 }, steps: 31 };
    const outcome = await branched(checkpoint, adam);
    const weights = (bytes: Uint8Array) =>
      decodeCheckpoint(bytes).arrays.find(({ name }) => name === 'weights/dense1/weights')?.values ?? [];
    const before = weights(checkpoint);
    const after = weights(outcome.checkpoint ?? new Uint8Array());
    // The first step of Adam is of the size of its rate, whatever the gradient.
    for (const [index, value] of after.entries()) {
      expect(Math.abs(value - (before[index] ?? 0))).toBeLessThanOrEqual(0.0101);
    }
    expect(
      Math.max(...Array.from(after, (value, index) => Math.abs(value - (before[index] ?? 0)))),
    ).toBeGreaterThan(0.009);
  });

  it('keeps the data of its parent, and says so whatever else would be wrong with other data', async () => {
    const checkpoint = await at(20, iris);
    const { issues } = await planSpec(
      spec({ ...iris, dataset: { ...iris.dataset, target: 'sepal_length_cm' } }),
      sampleFiles,
      null,
      checkpoint,
    );
    expect(issues).toMatchObject([{ path: 'dataset', said: { code: 'branch.keeps' } }]);
  });

  it('that is resumed goes on as if it had never stopped, whatever it changed', async () => {
    const checkpoint = await at(20, iris);
    const changed: TrainingSpecInput = {
      ...iris,
      batchSize: 16,
      optimizer: { kind: 'adamax', learningRate: 0.02 },
      averaging: { kind: 'ema', decay: 0.9 },
      schedule: { kind: 'plateau', patience: 1 },
      earlyStopping: { patience: 20 },
    };
    const whole = await branched(checkpoint, changed);
    const before = await runTraining(spec(changed), {
      checkpoint,
      branches: true,
      clock: countingClock(100),
      steer: (event) => (event.kind === 'progress' && event.progress.step >= 37 ? 'stop' : undefined),
    });
    const after = await runTraining(spec(changed), { checkpoint: before.checkpoint ?? new Uint8Array() });
    expect(after.end).toEqual(whole.end);
    expect(decodeCheckpoint(after.checkpoint ?? new Uint8Array())).toEqual(
      decodeCheckpoint(whole.checkpoint ?? new Uint8Array()),
    );
  });
});
