import { describe, expect, it } from 'vitest';
import type { LossSpec, MeasuredTarget, MetricName } from '#contract/training.ts';
import { checkLoss, type LossTarget } from '../../../src-main/engine/loss/check.ts';
import { resolveClassWeights } from '../../../src-main/engine/loss/class-weights.ts';
import { chooseMetrics } from '../../../src-main/engine/loss/metrics.ts';

const price = (least = 0, most = 9, shift = 0): LossTarget => ({
  kind: 'number',
  name: 'price',
  width: 1,
  least,
  most,
  shift,
});
const kinds = (classCount: number): LossTarget => ({ kind: 'class', name: 'kind', classCount });
const text: LossTarget = { kind: 'text', name: 'poems.txt' };
const crossEntropy: LossSpec = { kind: 'crossEntropy', labelSmoothing: 0 };
const binary: LossSpec = { kind: 'binaryCrossEntropy', labelSmoothing: 0 };

function refusal(action: () => unknown): { message: string; path: string; suggestion?: string } {
  try {
    action();
  } catch (thrown) {
    // What inputError makes.
    const { message, details } = thrown as Error & {
      details: { issues: { path: string; suggestion?: string }[] };
    };
    const [{ path, suggestion } = { path: '' }] = details.issues;
    return suggestion === undefined ? { message, path } : { message, path, suggestion };
  }
  throw new Error('was not refused');
}

describe('a loss that does not fit the target is refused by the name of its field:', () => {
  it.each<[LossSpec, LossTarget, string, string]>([
    [
      crossEntropy,
      price(),
      'Cross-entropy needs classes, but the target "price" holds numbers',
      'meanSquaredError',
    ],
    [{ kind: 'focal', gamma: 2 }, price(), 'The loss "focal" needs classes', 'meanSquaredError'],
    [binary, price(-3, 4.56789), 'numbers from -3 to 4.568', 'meanSquaredError'],
    [{ kind: 'cosine' }, price(), 'compares directions', 'meanSquaredError'],
    [{ kind: 'poisson' }, price(-1), 'goes down to -1', 'meanSquaredError'],
    [{ kind: 'poisson' }, price(0, 9, 2), 'preprocessing shifts the target', 'meanSquaredError'],
    [{ kind: 'huber', delta: 1 }, kinds(2), 'the target "kind" holds classes', 'crossEntropy'],
    [binary, kinds(3), 'the target "kind" has 3', 'crossEntropy'],
    [{ kind: 'meanSquaredError' }, text, 'text is predicted', 'crossEntropy'],
    [{ kind: 'hinge', margin: 1 }, text, 'text is predicted', 'crossEntropy'],
  ])('%j', (loss, target, message, suggestion) => {
    expect(refusal(() => checkLoss(loss, target))).toEqual({
      path: 'loss.kind',
      message: expect.stringContaining(message) as string,
      suggestion,
    });
  });

  it.each<[LossSpec, LossTarget]>([
    [crossEntropy, kinds(7)],
    [crossEntropy, text],
    [binary, kinds(2)],
    [binary, price(0, 1)],
    [{ kind: 'poisson' }, price(0)],
    [{ kind: 'hinge', margin: 1 }, kinds(2)],
    [{ kind: 'cosine' }, kinds(3)],
    [{ kind: 'logCosh' }, price(-1)],
  ])('but not %j', (loss, target) => {
    expect(() => checkLoss(loss, target)).not.toThrow();
  });
});

describe('class weights', () => {
  const target = { name: 'kind', classes: ['cat', 'dog', 'toString'] };

  it('are one for a class that is not named', () => {
    const weights = resolveClassWeights({ ...crossEntropy, classWeights: { dog: 3 } }, target, []);
    expect([...(weights ?? [])]).toEqual([1, 3, 1]);
    expect(resolveClassWeights(crossEntropy, target, [])).toBeNull();
  });

  it('of a class that does not exist are refused with the nearest one', () => {
    const weighted: LossSpec = { ...crossEntropy, classWeights: { dgo: 3 } };
    expect(refusal(() => resolveClassWeights(weighted, target, []))).toMatchObject({
      path: 'loss.classWeights.dgo',
      suggestion: 'dog',
    });
  });

  it('are refused where there are no classes', () => {
    const weighted: LossSpec = { ...binary, classWeights: 'balanced' };
    expect(refusal(() => checkLoss(weighted, price(0, 1))).path).toBe('loss.classWeights');
    const next: LossSpec = { ...crossEntropy, classWeights: 'balanced' };
    expect(refusal(() => checkLoss(next, text)).path).toBe('loss.classWeights');
  });
});

describe('metrics', () => {
  it.each<[MeasuredTarget, readonly MetricName[]]>([
    [{ kind: 'class', classCount: 2 }, ['accuracy', 'f1Macro', 'rocAuc']],
    [{ kind: 'class', classCount: 3 }, ['accuracy', 'f1Macro']],
    [{ kind: 'number' }, ['mae', 'rmse', 'r2']],
    [{ kind: 'text', classCount: 90 }, ['perplexity', 'bitsPerCharacter']],
  ])('for %j are a few, chosen by the target', (target, expected) => {
    expect(chooseMetrics(undefined, target, crossEntropy)).toEqual(expected);
  });

  it('are measured once each, in the order in which they are named', () => {
    const names: readonly MetricName[] = ['rocAuc', 'accuracy', 'rocAuc'];
    expect(chooseMetrics(names, { kind: 'class', classCount: 4 }, crossEntropy)).toEqual([
      'rocAuc',
      'accuracy',
    ]);
    expect(chooseMetrics([], { kind: 'number' }, { kind: 'logCosh' })).toEqual([]);
  });

  it.each<[MetricName, MeasuredTarget, LossSpec, string, string]>([
    ['r2', { kind: 'class', classCount: 3 }, crossEntropy, 'not for a target of classes', 'accuracy'],
    ['rocAuc', { kind: 'number' }, { kind: 'logCosh' }, 'not for a target of numbers', 'mae'],
    ['mae', { kind: 'text', classCount: 90 }, crossEntropy, 'not for text', 'perplexity'],
    ['top3Accuracy', { kind: 'class', classCount: 3 }, crossEntropy, 'is 1 whatever', 'top2Accuracy'],
    [
      'precision',
      { kind: 'class', classCount: 3 },
      crossEntropy,
      'as "precisionMacro" does',
      'precisionMacro',
    ],
    [
      'brier',
      { kind: 'class', classCount: 2 },
      { kind: 'hinge', margin: 1 },
      'needs probabilities',
      'accuracy',
    ],
  ])('that mean nothing are refused: %s for %j', (name, target, loss, message, suggestion) => {
    expect(refusal(() => chooseMetrics([name], target, loss))).toEqual({
      path: 'metrics.0',
      message: expect.stringContaining(message) as string,
      suggestion,
    });
  });
});
