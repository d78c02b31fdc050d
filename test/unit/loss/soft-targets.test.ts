import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLoss } from '../../../src-main/engine/loss/loss.ts';
import { openEngine } from '../../../src-main/engine/tensor/engine.ts';

interface Reference {
  readonly soft: {
    readonly logits: number[][];
    readonly shares: number[][];
    readonly losses: readonly { smoothing: number; crossEntropy: number; kullbackLeibler: number }[];
  };
}
// Written by test/reference/images.py.
const { soft } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/images.json'), 'utf8'),
) as Reference;

beforeAll(() => openEngine('embedded'));

describe('losses of targets that lie between classes', () => {
  const value = (kind: 'crossEntropy' | 'kullbackLeibler', labelSmoothing: number, shares = soft.shares) =>
    tf.tidy(() => {
      const loss = createLoss({ kind, labelSmoothing })(tf.tensor2d(soft.logits), tf.tensor2d(shares));
      return loss.dataSync()[0] ?? Number.NaN;
    });

  it.each(soft.losses)('are SciPy’s, smoothed by $smoothing', ({ smoothing, ...expected }) => {
    expect(value('crossEntropy', smoothing)).toBeCloseTo(expected.crossEntropy, 5);
    expect(value('kullbackLeibler', smoothing)).toBeCloseTo(expected.kullbackLeibler, 5);
  });

  it.each(['crossEntropy', 'kullbackLeibler'] as const)(
    'of whole classes are those of their numbers: %s',
    (kind) => {
      const whole = [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, 1],
        [0, 1, 0],
      ];
      const numbers = tf.tensor1d([1, 0, 2, 1], 'int32');
      const hard = tf.tidy(() => {
        const loss = createLoss({ kind, labelSmoothing: 0.1 })(tf.tensor2d(soft.logits), numbers);
        return loss.dataSync()[0] ?? Number.NaN;
      });
      numbers.dispose();
      expect(value(kind, 0.1, whole)).toBeCloseTo(hard, 5);
    },
  );

  it('have a gradient: softmax less the shares, over the rows', () => {
    const gradient = tf.tidy(() => {
      const shares = tf.tensor2d(soft.shares);
      const logits = tf.tensor2d(soft.logits);
      const loss = createLoss({ kind: 'crossEntropy', labelSmoothing: 0 });
      const found = tf.grad((x) => loss(x, shares))(logits);
      return tf.sub(found, tf.div(tf.sub(tf.softmax(logits), shares), soft.logits.length)).dataSync();
    });
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6);
  });
});
