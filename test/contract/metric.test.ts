import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, isGoal, isHeld, metricDirection, metricRange } from '#contract/metric.ts';

describe('the name of a metric', () => {
  it.each([
    'val/accuracy',
    'balancedAccuracy',
    'top5Accuracy',
    'val_acc',
    'f1Macro',
    'r2',
    'valR2',
    'rocAuc',
    'ROC-AUC',
    'matthewsCorrelation',
    'mean average precision@50',
    'episode/reward',
  ])('%s says that more is better', (key) => {
    expect([metricDirection(key), isGoal(key)]).toEqual(['maximise', true]);
  });

  it.each([
    'train/loss',
    'layer2',
    'error2',
    'accuracyError',
    'perplexity',
    'bitsPerCharacter',
    'medianAbsoluteError',
    'stepLoss',
    'interaccess',
    'a metric of my own',
    '困惑度',
  ])('%s says that less is better', (key) => {
    expect([metricDirection(key), isGoal(key)]).toEqual(['minimise', true]);
  });

  it.each([
    'batch/loss',
    'learningRate',
    'lr',
    'gradientNorm',
    'grad_norm',
    'samplesPerSecond',
    'throughput',
    'epoch',
    'stepTime',
    'gpuMemory',
  ])('%s says how a run was trained, not how good it is', (key) => {
    expect(isGoal(key)).toBe(false);
  });
});

describe('a metric', () => {
  it('is held where it is a setting, and measured where it is not', () => {
    const held = ['learningRate', 'train/lr', 'learning_rate', 'val/loss', 'gradientNorm', 'lrLoss'].filter(
      isHeld,
    );
    expect(held).toEqual(['learningRate', 'train/lr', 'learning_rate']);
  });
});

describe('the values that a metric can have', () => {
  it.each([
    ['val/accuracy', 0, 1],
    ['val/top5Accuracy', 0, 1],
    ['f1Weighted', 0, 1],
    ['val/rocAuc', 0, 1],
    ['calibrationError', 0, 1],
    ['val/mcc', -1, 1],
    ['val/r2', -Infinity, 1],
    ['val/rmse', 0, Infinity],
    ['val/medianAbsoluteError', 0, Infinity],
    ['logLoss', 0, Infinity],
    ['val/perplexity', 1, Infinity],
    ['val/loss', -Infinity, Infinity],
    ['accuracyError', -Infinity, Infinity],
    ['my own', -Infinity, Infinity],
  ])('of %s lie from %d to %d', (key, least, most) => {
    expect(metricRange(key)).toEqual([least, most]);
  });
});

describe('the best of several', () => {
  const value = fc.oneof(fc.double(), fc.constant(null));
  const isFinite = (one: number | null): one is number => one !== null && Number.isFinite(one);

  it('is what no other finite value beats, all that are equal to it, and nothing else', () => {
    const direction = fc.constantFrom('minimise' as const, 'maximise' as const);
    fc.assert(
      fc.property(fc.array(value), direction, (values, way) => {
        const finite = values.filter(isFinite);
        const beatsAll = (one: number): boolean =>
          finite.every((other) => (way === 'minimise' ? one <= other : one >= other));
        expect(bestOf(values, way)).toEqual(
          values.map((one) => finite.length > 1 && isFinite(one) && beatsAll(one)),
        );
      }),
    );
  });

  it('is nowhere where neither way is better', () => {
    expect(bestOf([1, 2], null)).toEqual([false, false]);
  });
});
