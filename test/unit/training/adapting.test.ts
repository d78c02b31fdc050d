import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingSpecInput } from '#contract/training.ts';
import { decodeCheckpoint, servedArrays } from '../../../src-main/engine/training/checkpoint.ts';
import { planSpec } from '../../../src-main/engine/training/plan.ts';
import { predict } from '../../../src-main/engine/training/predict.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { countingClock, runTraining, spec, type Outcome, type RunOptions } from '../../support/training.ts';

const iris: TrainingSpecInput = {
  dataset: { source: { kind: 'sample', name: 'iris.csv' } },
  preprocessing: [{ step: 'standardise' }],
  model: { kind: 'mlp', hidden: [16, 16], norm: 'batch' },
  loss: { kind: 'crossEntropy' },
  optimizer: { kind: 'adam', learningRate: 0.01 },
  steps: 16,
  batchSize: 14,
};
const adapted: TrainingSpecInput = {
  ...iris,
  initializer: { kind: 'run', run: 1 },
  adapter: { kind: 'lora', rank: 2, alpha: 4 },
};

const decoded = ({ checkpoint }: Outcome) => decodeCheckpoint(checkpoint ?? new Uint8Array()).arrays;
const arraysOf = (outcome: Outcome) =>
  new Map(decoded(outcome).map(({ name, values }) => [name, [...values]]));
const servedOf = (outcome: Outcome) =>
  new Map(servedArrays(decoded(outcome)).map(({ name, values }) => [name, [...values]]));

async function resumed(
  document: TrainingSpecInput,
  stop: number,
  options: RunOptions = {},
): Promise<Outcome> {
  const before = await runTraining(spec(document), {
    ...options,
    clock: countingClock(100),
    steer: (event) => (event.kind === 'progress' && event.progress.step >= stop ? 'stop' : undefined),
  });
  return runTraining(spec(document), { checkpoint: before.checkpoint ?? new Uint8Array() });
}

async function issuesOf(document: TrainingSpecInput, initial: Uint8Array | null = null) {
  return (await planSpec(spec(document), sampleFiles, initial)).issues;
}

beforeAll(() => openEngine('embedded'));

describe('frozen layers', () => {
  it('stay as they begin while the others learn, averages of a norm too', async () => {
    const begun = await runTraining(
      spec({ ...iris, steps: 1, optimizer: { kind: 'sgd', learningRate: 1e-30 } }),
    );
    const frozen = await runTraining(spec({ ...iris, freeze: ['dense1', 'norm1'] }));
    const [start, end] = [servedOf(begun), servedOf(frozen)];
    for (const name of [
      'weights/dense1/weights',
      'weights/dense1/bias',
      'weights/norm1/gain',
      'weights/norm1/bias',
    ]) {
      // The one update of `begun` moved them by less than any float32 weight can tell.
      expect(end.get(name), name).toEqual(
        start.get(name)?.map((value) => (Math.abs(value) < 1e-30 ? 0 : Math.fround(value))),
      );
    }
    expect(end.get('weights/dense2/weights')).not.toEqual(start.get('weights/dense2/weights'));
    expect(new Set(end.get('weights/norm1/mean'))).toEqual(new Set([0]));
    expect(new Set(end.get('weights/norm2/mean'))).not.toEqual(new Set([0]));
    // Nothing is kept for what no update moves.
    expect([...arraysOf(frozen).keys()].filter((name) => name.startsWith('mean/dense1'))).toEqual([]);
    expect(end.size).toBe(start.size);
  });

  it('resume to the same bits, with an average and the best weights kept', async () => {
    const document: TrainingSpecInput = {
      ...iris,
      freeze: ['dense1'],
      averaging: { kind: 'ema', decay: 0.9 },
      earlyStopping: {},
      evaluateEverySteps: 3,
    };
    const whole = await runTraining(spec(document));
    expect(decoded(await resumed(document, 9))).toEqual(decoded(whole));
    expect(servedOf(whole).get('weights/dense1/weights')).toHaveLength(4 * 16);
  });

  it('are refused by a name that the model lacks, and where nothing is left', async () => {
    expect(await issuesOf({ ...iris, freeze: ['dense1', 'dens2'] })).toMatchObject([
      { path: 'freeze.1', suggestion: 'dense2' },
    ]);
    expect(await issuesOf({ ...iris, freeze: ['dense1', 'dense2', 'output', 'norms'] })).toMatchObject([
      { path: 'freeze', message: expect.stringContaining('nothing is left to train') as string },
    ]);
  });
});

describe('low-rank adapters', () => {
  let parent: Outcome;
  let initial: Uint8Array;

  beforeAll(async () => {
    parent = await runTraining(spec(iris));
    initial = parent.checkpoint ?? new Uint8Array();
  });

  it('are all that is trained, and merge to W + alpha / rank · down · up', async () => {
    const child = await runTraining(spec(adapted), { initial });
    const [before, arrays, served] = [servedOf(parent), arraysOf(child), servedOf(child)];
    for (const layer of ['dense1', 'dense2']) {
      const name = `${layer}/weights`;
      const [base, down, up] = [`base/${name}`, `weights/${name}/lora/down`, `weights/${name}/lora/up`].map(
        (key) => arrays.get(key) ?? [],
      );
      expect(base).toEqual(before.get(`weights/${name}`)?.map(Math.fround));
      expect(up?.some((value) => value !== 0)).toBe(true);
      const inputs = (base?.length ?? 0) / 16;
      const merged = base?.map((value, at) => {
        const [row, column] = [Math.floor(at / 16), at % 16];
        const sum = [0, 1].reduce(
          (total, k) => total + (down?.[row * 2 + k] ?? 0) * (up?.[k * 16 + column] ?? 0),
          0,
        );
        return value + 2 * sum;
      });
      expect(inputs).toBeGreaterThan(0);
      for (const [at, value] of (served.get(`weights/${name}`) ?? []).entries()) {
        expect(value).toBeCloseTo(merged?.[at] ?? Number.NaN, 5);
      }
    }
    expect(served.get('weights/dense1/bias')).toEqual(before.get('weights/dense1/bias')?.map(Math.fround));
    expect([...served.keys()].sort()).toEqual([...before.keys()].sort());
  });

  it('change nothing before the first update', async () => {
    const still = await runTraining(
      spec({ ...adapted, steps: 1, optimizer: { kind: 'sgd', learningRate: 1e-30 } }),
      { initial },
    );
    for (const [name, values] of servedOf(parent)) {
      expect(servedOf(still).get(name), name).toEqual(values.map(Math.fround));
    }
  });

  it('predict after the merge without knowing of adapters', async () => {
    const child = await runTraining(spec(adapted), { initial });
    const values = { sepal_length_cm: 5.1, sepal_width_cm: 3.5, petal_length_cm: 1.4, petal_width_cm: 0.2 };
    const { classes } = await predict(child.checkpoint ?? new Uint8Array(), values);
    expect(classes?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  });

  it('resume to the same bits', async () => {
    const document = { ...adapted, averaging: { kind: 'ema', decay: 0.9 } } as const;
    const whole = await runTraining(spec(document), { initial });
    expect(decoded(await resumed(document, 9, { initial }))).toEqual(decoded(whole));
  });

  it('leave no tensors behind', async () => {
    const before = tf.memory().numTensors;
    await runTraining(spec(adapted), { initial });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('train a layer whole that the other run did not give', async () => {
    const wider: TrainingSpecInput = {
      ...adapted,
      model: { kind: 'mlp', hidden: [16, 16, 8], norm: 'batch' },
    };
    const child = await runTraining(spec(wider), { initial });
    expect(arraysOf(child).has('weights/output/weights')).toBe(true);
    expect(arraysOf(child).has('weights/dense2/weights/lora/down')).toBe(true);
    expect(arraysOf(child).has('weights/dense2/weights')).toBe(false);
  });

  it('are refused without a run, beside frozen layers, and where no matrix is large enough', async () => {
    const alone = { ...iris, adapter: { kind: 'lora' } } as const;
    expect(() => spec(alone)).toThrow('adapts the weights of another run');
    expect(() => spec({ ...adapted, freeze: ['dense1'] })).toThrow('is not needed beside an adapter');
    const issues = await issuesOf({ ...adapted, adapter: { kind: 'lora', rank: 16 } }, initial);
    expect(issues).toMatchObject([{ path: 'adapter.rank' }]);
  });
});
