import { describe, expect, it } from 'vitest';
import { trainingSpecSchema } from '#contract/training.ts';
import { parse } from '#contract/parse.ts';
import { decodeCheckpoint } from '../../src-main/engine/training/checkpoint.ts';
import { verifyStretch } from '../../src-main/engine/training/verify.ts';
import { sampleFiles } from '../support/dataset-files.ts';
import { rulesIn } from '../support/findings.ts';
import { countingClock, forSteps, runTraining, sampleSpec, type Outcome } from '../support/training.ts';
import { engine } from './engine.ts';

const digits = { ...forSteps('digits-mlp', 5), batchSize: 33 };
const poems = {
  ...forSteps('tang-poems', 3),
  preprocessing: [{ step: 'characters', minCount: 40 }],
  batchSize: 5,
  evaluateEverySteps: 3,
  dataset: { ...sampleSpec('tang-poems').dataset, split: { validation: 0.01 } },
};
const iris = {
  ...forSteps('iris', 5),
  preprocessing: [{ step: 'standardise' }],
};

/** On the engine that is tested, or another one. */
function trained(document: object, on: string = engine, options = {}): Promise<Outcome> {
  return runTraining(parse(trainingSpecSchema, { ...document, engine: on }, 'The spec'), options);
}

async function expectSameLosses(document: object, tolerance = 2e-3): Promise<void> {
  const [here, there] = [await trained(document), await trained(document, 'javascript')];
  expect(here.end).toMatchObject({ kind: 'finished', state: 'complete', step: there.end.step });
  for (const key of ['batch/loss', 'val/loss', 'learningRate', 'gradientNorm']) {
    const expected = there.points(key);
    const actual = here.points(key);
    expect(actual.map(({ step }) => step)).toEqual(expected.map(({ step }) => step));
    for (const [index, { value }] of expected.entries()) {
      const distance = Math.abs((actual[index]?.value ?? Number.NaN) - value);
      expect(distance).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
    }
  }
}

const text = (kind: string) => ({ kind, contextLength: 7, units: 9, layers: 2, dropout: 0.1 });
const models: Readonly<Record<string, object>> = {
  linear: forSteps('linear-regression', 5),
  mlp: {
    ...digits,
    model: { kind: 'mlp', hidden: [40, 30], activation: 'gelu', dropout: 0.2, norm: 'layer' },
  },
  'mlp with batch norm': { ...digits, model: { kind: 'mlp', hidden: [40], norm: 'batch' } },
  cnn: {
    ...forSteps('digits-cnn', 2),
    batchSize: 21,
    model: { kind: 'cnn', blocks: [{ filters: 4 }, { filters: 6 }], dense: [8] },
  },
  rnn: { ...poems, model: text('rnn') },
  lstm: { ...poems, model: text('lstm') },
  gru: { ...poems, model: text('gru') },
  transformer: { ...poems, model: { kind: 'transformer', contextLength: 9, layers: 2, heads: 2, width: 12 } },
  'accumulated batches': { ...digits, batchSize: 40, accumulateBatches: 4 },
  'clipped by norm, with a mean of weights': {
    ...digits,
    optimizer: { kind: 'adam', learningRate: 0.01, clipNorm: 0.5 },
    averaging: { kind: 'ema' },
  },
};
const optimizers = [
  ...['sgd', 'momentum', 'adagrad', 'rmsprop', 'adadelta', 'adam', 'amsgrad', 'adamw', 'adamax', 'nadam'],
  ...['radam', 'lamb', 'lion', 'adafactor'],
];
const classLosses = ['crossEntropy', 'focal', 'hinge', 'kullbackLeibler', 'cosine'];
const numberLosses = [...['meanSquaredError', 'meanAbsoluteError', 'huber', 'logCosh', 'quantile']];

describe(`a training on the engine "${engine}"`, () => {
  it.each(Object.entries(models))('is the one of JavaScript: %s', (_, document) =>
    expectSameLosses(document),
  );

  it.each(optimizers)('is the one of JavaScript by the optimizer %s', (kind) =>
    expectSameLosses({
      ...digits,
      steps: 4,
      optimizer: { kind, learningRate: kind === 'adadelta' ? 1 : 0.002 },
    }),
  );

  it('is the one of JavaScript by L-BFGS, which measures within a step', () =>
    expectSameLosses({
      ...iris,
      model: { kind: 'mlp', hidden: [8] },
      optimizer: { kind: 'lbfgs', learningRate: 1 },
      batchSize: 'full',
    }));

  it.each(classLosses)('is the one of JavaScript by the loss %s', (kind) =>
    expectSameLosses({ ...iris, loss: { kind } }),
  );

  it.each(numberLosses)('is the one of JavaScript by the loss %s', (kind) =>
    expectSameLosses({ ...forSteps('linear-regression', 5), loss: { kind } }),
  );

  it('goes on from a checkpoint bit by bit', async () => {
    const document = { ...digits, steps: 12, model: { kind: 'mlp', hidden: [64, 64], dropout: 0.3 } };
    const whole = await trained(document);
    const before = await trained(document, engine, {
      clock: countingClock(100),
      steer: (event: { kind: string; progress?: { step: number } }) =>
        event.kind === 'progress' && (event.progress?.step ?? 0) >= 5 ? 'stop' : undefined,
    });
    const after = await trained(document, engine, { checkpoint: before.checkpoint });
    expect(before.end.state).toBe('stopped');
    const arrays = ({ checkpoint }: Outcome) => decodeCheckpoint(checkpoint ?? new Uint8Array()).arrays;
    expect(arrays(after)).toEqual(arrays(whole));
    expect([...before.points('batch/loss'), ...after.points('batch/loss')]).toEqual(
      whole.points('batch/loss'),
    );
  });

  it('ends at the step whose loss is no number, and keeps no point after it', async () => {
    const document = {
      ...forSteps('digits-mlp', 60),
      optimizer: { kind: 'sgd', learningRate: 1e12 },
      evaluateEverySteps: 60,
    };
    const [here, there] = [await trained(document), await trained(document, 'javascript')];
    expect(here.end).toMatchObject({ state: 'failed', error: { code: 'diverged' } });
    expect(here.end.step).toBe(there.end.step);
    expect(here.points('batch/loss').length).toBe(here.end.step);
  });

  it('is close when it is trained again, and by how much is measured', async () => {
    const document = { ...digits, steps: 20 };
    const first = await trained(document);
    const series = first.events.flatMap((event) => (event.kind === 'points' ? event.series : []));
    const found = await verifyStretch(
      {
        spec: parse(trainingSpecSchema, { ...document, engine }, 'The spec'),
        until: 20,
        recorded: series,
        ...(first.checkpoint === null ? {} : { expected: first.checkpoint }),
      },
      {
        files: sampleFiles,
        control: { state: 'run', resumed: () => Promise.resolve() },
        clock: countingClock(100),
      },
    );
    expect(found.arrays).toBeGreaterThan(0);
    expect(found.largestShare).toBeLessThan(1e-3);
    expect(found.largestShareOfPoints).toBeLessThan(1e-3);
  });

  it('is told what is ill about it as on JavaScript', async () => {
    const diverging = {
      ...iris,
      steps: 60,
      model: { kind: 'mlp', hidden: [16, 16] },
      optimizer: { kind: 'sgd', learningRate: 200 },
    };
    const [here, there] = [await trained(diverging), await trained(diverging, 'javascript')];
    expect(rulesIn(here.events)).toEqual(rulesIn(there.events));
    expect(rulesIn(here.events)).not.toEqual([]);
    const healthy = await trained({ ...diverging, optimizer: { kind: 'sgd', learningRate: 0.05 } });
    expect(rulesIn(healthy.events)).toEqual([]);
  });
});
