import { describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint } from '../../../src-main/engine/training/checkpoint.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src-main/engine/training/safetensors.ts';
import { fileOf } from '../../support/dataset-files.ts';
import { countingClock, runTraining, spec, type Outcome } from '../../support/training.ts';

const iris: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [8], dropout: 0.2 },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  schedule: { kind: 'cosine', warmupSteps: 3 },
  steps: 30,
  // 120 training rows: every epoch ends with a batch of eight.
  batchSize: 14,
};

/** All that a checkpoint holds. The arrays are compared bit by bit by toEqual's Object.is. */
const contents = (outcome: Outcome) => decodeCheckpoint(outcome.checkpoint ?? new Uint8Array());
const keys = [
  'batch/loss',
  'train/loss',
  'val/loss',
  'val/accuracy',
  'train/accuracy',
  'learningRate',
  'gradientNorm',
];

/** Stops as soon as the step is done: the clock makes every step a batch of its own. */
async function resumedAt(
  step: number,
  document: TrainingSpecInput,
): Promise<{ before: Outcome; after: Outcome }> {
  const before = await runTraining(spec(document), {
    clock: countingClock(100),
    steer: (event) => (event.kind === 'progress' && event.progress.step >= step ? 'stop' : undefined),
  });
  if (before.checkpoint === null) throw new Error('no checkpoint at the stop');
  const after = await runTraining(spec(document), { checkpoint: before.checkpoint });
  return { before, after };
}

const trainings: Record<string, TrainingSpecInput> = {
  'adam with dropout': iris,
  momentum: { ...iris, optimizer: { kind: 'momentum', learningRate: 0.05, nesterov: true } },
  'rmsprop with momentum and clipping': {
    ...iris,
    optimizer: { kind: 'rmsprop', learningRate: 0.002, momentum: 0.5, clipNorm: 0.7 },
  },
  adagrad: { ...iris, optimizer: { kind: 'adagrad', learningRate: 0.1 } },
  'sgd on the full batch': { ...iris, optimizer: { kind: 'sgd', learningRate: 0.1 }, batchSize: 'full' },
  // Above the limit of double precision: weights and slots live in tensors.
  'adamw on a large model': {
    ...iris,
    model: { kind: 'mlp', hidden: [64, 64], dropout: 0.3 },
    optimizer: { kind: 'adamw', learningRate: 0.005 },
  },
  'momentum on a large model': {
    ...iris,
    model: { kind: 'mlp', hidden: [64, 64], dropout: 0.3 },
    optimizer: { kind: 'momentum', learningRate: 0.01, clipNorm: 1 },
  },
  'a batch norm, whose averages no gradient changes': {
    ...iris,
    model: { kind: 'mlp', hidden: [8], norm: 'batch', dropout: 0.2 },
  },
  'an LSTM with dropout': {
    ...iris,
    dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
    preprocessing: [{ step: 'characters', minCount: 40 }],
    model: { kind: 'lstm', contextLength: 8, units: 8, layers: 2, dropout: 0.1 },
    steps: 12,
    evaluateEverySteps: 6,
  },
  'a transformer with dropout': {
    ...iris,
    dataset: { source: { kind: 'sample', name: 'tang300.txt' } },
    preprocessing: [{ step: 'characters', minCount: 40 }],
    model: { kind: 'transformer', contextLength: 8, layers: 1, heads: 2, width: 8, dropout: 0.1 },
    steps: 12,
    evaluateEverySteps: 6,
  },
};

const short = { ...iris, steps: 12 };
const rates: Readonly<Record<string, number>> = { adadelta: 1, lion: 0.002, lbfgs: 1 };
for (const kind of [
  'adadelta',
  'amsgrad',
  'adamax',
  'nadam',
  'radam',
  'lamb',
  'lion',
  'adafactor',
  'lbfgs',
] as const) {
  const optimizer = { kind, learningRate: rates[kind] ?? 0.01 };
  if (kind === 'lbfgs') {
    trainings[kind] = { ...short, model: { kind: 'mlp', hidden: [8] }, optimizer, batchSize: 'full' };
    continue;
  }
  trainings[kind] = { ...short, optimizer };
  trainings[`${kind} on a large model`] = {
    ...short,
    model: { kind: 'mlp', hidden: [64, 64], dropout: 0.3 },
    optimizer: { ...optimizer, clipValue: 0.5, clipArrayNorm: 0.4 },
  };
}

Object.assign(trainings, {
  'an average of weights, and a plateau that lowers the rate': {
    ...iris,
    averaging: { kind: 'ema', decay: 0.9 },
    schedule: { kind: 'plateau', patience: 0, threshold: 0.05, factor: 0.5, metric: 'train/loss' },
    evaluateEverySteps: 2,
  },
  'a mean of weights, early stopping and accumulated gradients': {
    ...iris,
    batchSize: 7,
    accumulateBatches: 3,
    averaging: { kind: 'swa', start: 0.4, everySteps: 2 },
    earlyStopping: { metric: 'val/accuracy', patience: 14 },
    evaluateEverySteps: 2,
  },
  'early stopping on a large model with an average': {
    ...short,
    model: { kind: 'mlp', hidden: [64, 64], dropout: 0.3 },
    averaging: { kind: 'ema', decay: 0.5 },
    earlyStopping: {},
    evaluateEverySteps: 3,
  },
} satisfies Record<string, TrainingSpecInput>);

describe('training that is stopped and resumed', () => {
  it.each(Object.entries(trainings))(
    'ends with the same bits as one that never was: %s',
    async (_, document) => {
      const whole = await runTraining(spec(document));
      // In the first epoch, at its end, in the middle of a later one, before the last step.
      const stops = document.steps === 12 ? [5] : [1, 9, 20, 29];
      for (const stop of stops) {
        const { before, after } = await resumedAt(stop, document);
        expect(before.end).toMatchObject({ kind: 'finished', state: 'stopped', step: stop });
        expect(after.end).toEqual(whole.end);
        expect(contents(after)).toEqual(contents(whole));
        for (const key of keys) {
          expect([...before.points(key), ...after.points(key)]).toEqual(whole.points(key));
        }
      }
    },
  );

  it.each(['adam with dropout', 'a batch norm, whose averages no gradient changes', 'an LSTM with dropout'])(
    'ends with the same bits on plain JavaScript, too: %s',
    async (name) => {
      const document: TrainingSpecInput = { ...iris, ...trainings[name], engine: 'javascript' };
      const whole = await runTraining(spec(document));
      const { after } = await resumedAt(7, document);
      expect(after.end).toEqual(whole.end);
      expect(contents(after)).toEqual(contents(whole));
    },
  );

  it('differs when a slot of the optimizer is lost, so that the test above would see it', async () => {
    const whole = await runTraining(spec(iris));
    const { before } = await resumedAt(9, iris);
    const { arrays, metadata } = decodeSafetensors(before.checkpoint ?? new Uint8Array());
    const spoiled = arrays.map((array) =>
      array.name === 'mean/dense1/bias' ? { ...array, values: new Float64Array(array.values.length) } : array,
    );
    const after = await runTraining(spec(iris), { checkpoint: encodeSafetensors(spoiled, metadata) });
    expect(contents(after).arrays).not.toEqual(contents(whole).arrays);
  });

  it('is refused when the data or the model changed', async () => {
    const { before } = await resumedAt(3, iris);
    const checkpoint = before.checkpoint ?? new Uint8Array();
    const wider = spec({ ...iris, model: { kind: 'mlp', hidden: [9], dropout: 0.2 } });
    await expect(runTraining(wider, { checkpoint })).rejects.toThrow('The spec\'s "model" differs');
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 5},${i},1,${'abc'[i % 3] ?? ''}`).join(
      '\n',
    );
    const files = fileOf(`sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,target\n${rows}\n`);
    await expect(runTraining(spec(iris), { checkpoint, files })).rejects.toThrow('The data changed');
  });
});

describe('a checkpoint', () => {
  it('is a safetensors file that others can read', async () => {
    const { checkpoint } = await runTraining(spec(iris));
    const bytes = checkpoint ?? new Uint8Array();
    const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    expect(headerLength % 8).toBe(0);
    expect(header['weights/dense1/weights']).toMatchObject({ dtype: 'F64', shape: [4, 8] });
    const ends = Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([, entry]) => entry.data_offsets);
    expect(ends.map(([from]) => from)).toEqual([0, ...ends.slice(0, -1).map(([, to]) => to)]);
    expect(8 + headerLength + (ends.at(-1)?.[1] ?? 0)).toBe(bytes.length);
  });

  it('keeps NaN, infinities and negative zero', () => {
    const values = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324);
    const decoded = decodeSafetensors(encodeSafetensors([{ name: 'a', shape: [4], values }], { k: '诗' }));
    expect(decoded.arrays[0]?.values).toEqual(values);
    expect(decoded.metadata['k']).toBe('诗');
  });

  it('is never loaded when it is cut off or a bit has flipped', async () => {
    const { checkpoint } = await runTraining(spec(iris));
    const bytes = checkpoint ?? new Uint8Array();
    expect(() => decodeCheckpoint(bytes.subarray(0, 100))).toThrow('it is cut off');
    expect(() => decodeCheckpoint(bytes.subarray(0, -1))).toThrow('its bytes differ');
    const flipped = bytes.slice();
    flipped[flipped.length - 5] = (flipped.at(-5) ?? 0) ^ 1;
    expect(() => decodeCheckpoint(flipped)).toThrow('its bytes differ');
    expect(() => decodeCheckpoint(new TextEncoder().encode('{"not": "a checkpoint", "at": "all"}'))).toThrow(
      'The checkpoint cannot be used',
    );
  });
});
