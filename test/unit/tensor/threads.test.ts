import * as tf from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trainingSpecSchema, type TrainingSpec } from '#contract/training.ts';
import {
  adjustThreads,
  followThreads,
  gatherThreads,
} from '../../../src-main/engine/tensor/embedded/cores.ts';
import { currentHeap } from '../../../src-main/engine/tensor/embedded/heap.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';
import { prepareTraining } from '../../../src-main/engine/training/prepare.ts';
import { openSession } from '../../../src-main/engine/training/session.ts';
import { sampleFiles } from '../../support/dataset-files.ts';
import { sampleSpec } from '../../support/training.ts';

const allowance = new Int32Array(new SharedArrayBuffer(4)).fill(1);

/** Asks for so many threads and waits until they are there. */
async function withThreads(count: number): Promise<void> {
  allowance[0] = count;
  adjustThreads();
  while (currentHeap()?.team.threads !== count) {
    await new Promise((resolve) => void setImmediate(resolve));
    adjustThreads();
  }
}

const sized = (name: string, model: unknown, more: object = {}): TrainingSpec =>
  v.parse(trainingSpecSchema, JSON.parse(JSON.stringify({ ...sampleSpec(name), model, ...more })));

/** Large enough that every shared operation is shared. */
const trainings: Readonly<Record<string, TrainingSpec>> = {
  mlp: sized(
    'digits-mlp',
    { kind: 'mlp', hidden: [301, 203], activation: 'gelu', dropout: 0.3 },
    { batchSize: 128 },
  ),
  cnn: sized(
    'digits-cnn',
    { kind: 'cnn', blocks: [{ filters: 12 }, { filters: 20 }], dense: [64] },
    { batchSize: 96 },
  ),
  transformer: sized(
    'tang-poems',
    { kind: 'transformer', contextLength: 48, layers: 2, heads: 3, width: 66 },
    { batchSize: 7 },
  ),
};

async function trained(spec: TrainingSpec, threadsAt: (step: number) => number): Promise<number[]> {
  const prepared = await prepareTraining(spec, sampleFiles);
  const session = openSession(spec, prepared, null);
  const losses: number[] = [];
  for (let step = 0; step < 6; step++) {
    await withThreads(threadsAt(step));
    losses.push(session.step(step).loss);
  }
  const weights = session.save().flatMap(({ values }) => [...values]);
  session.dispose();
  return [...losses, ...weights];
}

describe.each(['relaxed', 'simd'] as const)('threads that share the work (%s)', (variant) => {
  beforeAll(async () => {
    followThreads(allowance);
    await openEngine('embedded', { variants: [variant] });
  });
  afterEach(() => withThreads(1));

  it.each(Object.entries(trainings))('give the same bits, however many: %s', async (_, spec) => {
    const alone = await trained(spec, () => 1);
    expect(alone.every(Number.isFinite)).toBe(true);
    expect(await trained(spec, () => 2)).toEqual(alone);
    expect(await trained(spec, () => 3)).toEqual(alone);
    expect(await trained(spec, (step) => 1 + (step % 3))).toEqual(alone);
  });

  it('multiply matrices of any shape alike', async () => {
    const product = (rows: number, depth: number, columns: number, atA: boolean, atB: boolean): number[] =>
      tf.tidy(() => {
        const a = tf.randomNormal(atA ? [depth, rows] : [rows, depth], 0, 1, 'float32', 1) as tf.Tensor2D;
        const b = tf.randomNormal(
          atB ? [columns, depth] : [depth, columns],
          0,
          1,
          'float32',
          2,
        ) as tf.Tensor2D;
        return [...tf.matMul(a, b, atA, atB).dataSync()];
      });
    const all = (): number[][] =>
      [
        [1, 700, 901],
        [903, 700, 1],
        [97, 301, 103],
        [7, 5000, 11],
        [400, 3, 401],
      ].flatMap(([rows = 1, depth = 1, columns = 1]) =>
        [false, true].flatMap((atA) => [false, true].map((atB) => product(rows, depth, columns, atA, atB))),
      );
    const alone = all();
    await withThreads(3);
    expect(all()).toEqual(alone);
  });

  it('are waited for before something is measured', async () => {
    await withThreads(1);
    allowance[0] = 2;
    await gatherThreads();
    expect(currentHeap()?.team.threads).toBe(2);
  });

  it('are let go when there may be fewer, and their threads end', async () => {
    await withThreads(2);
    allowance[0] = 1;
    adjustThreads();
    expect(currentHeap()?.team.threads).toBe(1);
    await currentHeap()?.team.dismiss();
  });
});
