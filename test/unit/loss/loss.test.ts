import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LossSpec } from '#contract/training.ts';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { openTestEngine, testEngines } from '../../support/engine.ts';

interface Case {
  readonly loss: LossSpec;
  readonly classWeights: readonly number[] | null;
  readonly outputs: readonly (readonly number[])[];
  readonly targets: readonly number[] | readonly (readonly number[])[];
  readonly classes: boolean;
  readonly value: number;
  readonly gradient: readonly (readonly number[])[];
}

// The file's shape is that of the script beside it.
const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/losses.json'), 'utf8'),
) as { cases: readonly Case[] };
const named = cases.map((item, index): [string, Case] => [
  `${index + 1}, ${JSON.stringify(item.loss)}${item.classWeights === null ? '' : ', weighted'}`,
  item,
]);

function measure(item: Case): { readonly value: number; readonly gradient: readonly number[] } {
  return tf.tidy(() => {
    const shape = Array.isArray(item.targets[0]) ? [item.targets.length, item.targets[0].length] : undefined;
    const targets = tf.tensor(item.targets.flat(), shape, item.classes ? 'int32' : 'float32');
    const weights = item.classWeights === null ? null : Float32Array.from(item.classWeights);
    const loss = createLoss(item.loss, weights);
    const outputs = tf.tensor2d(item.outputs.map((row) => [...row]));
    const { value, grad } = tf.valueAndGrad((x) => loss(x, targets))(outputs);
    return { value: value.dataSync()[0] ?? Number.NaN, gradient: [...grad.dataSync()] };
  });
}

function lossOf(loss: LossSpec, outputs: number[][], classes: number[]): number {
  return measure({
    loss,
    outputs,
    targets: classes,
    classes: true,
    classWeights: null,
    value: 0,
    gradient: [],
  }).value;
}

describe.each(testEngines)('a loss on the engine "%s"', (engine) => {
  beforeAll(() => openTestEngine(engine));

  it.each(named)("has PyTorch's value and gradient: %s", (_, item) => {
    const { value, gradient } = measure(item);
    expect(Math.abs(value - item.value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(item.value)));
    const expected = item.gradient.flat();
    const largest = Math.max(...expected.map(Math.abs));
    for (const [index, slope] of gradient.entries()) {
      expect(Math.abs(slope - (expected[index] ?? Number.NaN)), `gradient ${index}`).toBeLessThan(
        5e-6 * largest,
      );
    }
  });

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    for (const item of cases) measure(item);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stays finite for logits that would overflow an exponential', () => {
    const sure = [[1000, 0]];
    expect(lossOf({ kind: 'crossEntropy', labelSmoothing: 0 }, sure, [0])).toBeCloseTo(0, 9);
    expect(lossOf({ kind: 'crossEntropy', labelSmoothing: 0 }, sure, [1])).toBe(1000);
    expect(lossOf({ kind: 'binaryCrossEntropy', labelSmoothing: 0 }, [[1000]], [0])).toBe(1000);
    expect(lossOf({ kind: 'focal', gamma: 0.5 }, sure, [0])).toBeCloseTo(0, 9);
    expect(lossOf({ kind: 'cosine' }, [[0, 0]], [1])).toBe(1);
  });

  it('tells two classes apart by one logit as by two, weighted or not', () => {
    const weights = Float32Array.of(0.5, 4);
    const [one, two] = tf.tidy(() => {
      const classes = tf.tensor1d([0, 1, 1], 'int32');
      const of = (kind: 'crossEntropy' | 'binaryCrossEntropy', outputs: number[][]): number =>
        createLoss({ kind, labelSmoothing: 0 }, weights)(tf.tensor2d(outputs), classes).dataSync()[0] ?? 0;
      return [
        of('binaryCrossEntropy', [[1], [-2], [0.5]]),
        of('crossEntropy', [
          [0, 1],
          [0, -2],
          [0, 0.5],
        ]),
      ];
    });
    expect(one).toBeCloseTo(two ?? Number.NaN, 6);
  });
});
