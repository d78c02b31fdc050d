import '../../../support/plain-runes.ts';
import { describe, expect, it } from 'vitest';
import { figuresOf } from '#contract/evaluation.ts';
import { figureRows, notBetter, trivialName } from '../../../../src-renderer/state/run/figure-rows.ts';

const baseline = {
  kind: 'majority',
  answer: 'benign',
  metrics: { accuracy: 0.6123, logLoss: 0.66 },
  metric: 'accuracy',
  beaten: false,
};
const evaluation = {
  rows: 10,
  trainRows: 40,
  loss: 0.7,
  metrics: { accuracy: 0.6, logLoss: 0.7 },
  classes: null,
  numbers: null,
  baseline,
};
const fit = { rows: 40, trainRows: 40, loss: 0.5, metrics: { accuracy: 0.7, rocAuc: 0.8 }, baseline: null };

describe('the figures of both splits', () => {
  it('stand side by side with the trivial answer’s, and are absent where they were not measured', () => {
    expect(
      figureRows(figuresOf({ evaluation, fit })).map(({ key, heldOut, trained, trivial }) => [
        key,
        heldOut,
        trained,
        trivial,
      ]),
    ).toEqual([
      ['loss', 0.7, 0.5, undefined],
      ['accuracy', 0.6, 0.7, 0.6123],
      ['logLoss', 0.7, undefined, 0.66],
      ['rocAuc', undefined, 0.8, undefined],
    ]);
  });

  it('of earlier versions have no trivial answer, and what is no figure is left out', () => {
    expect(figuresOf({ evaluation: { ...evaluation, baseline: undefined }, fit: 'none' })).toMatchObject({
      fit: null,
      judged: null,
    });
    expect(figuresOf({ evaluation: { ...evaluation, loss: 'small' } }).evaluation).toBeNull();
  });
});

describe('a model that is no better than the trivial answer', () => {
  const judged = (change: object) =>
    figuresOf({ evaluation: { ...evaluation, baseline: { ...baseline, ...change } } }).judged;

  it('is said to be so with both numbers, shares in percent', () => {
    expect(notBetter(judged({}))).toBe(
      'No better than always answering “benign”, the most common class: Accuracy 60.0\u202f% against 61.2\u202f%.',
    );
    expect(notBetter(judged({ metric: 'logLoss' }))).toContain('Log loss 0.7000 against 0.6600');
    expect(notBetter(judged({ beaten: true }))).toBeNull();
    expect(notBetter(null)).toBeNull();
  });

  it('is judged by the training rows where none are held out', () => {
    const mean = { ...baseline, kind: 'mean', answer: 150.36, metric: 'rmse', metrics: { rmse: 80 } };
    const { judged: trained } = figuresOf({ fit: { ...fit, metrics: { rmse: 2e6 }, baseline: mean } });
    expect(notBetter(trained)).toContain('against 80 on the training rows.');
    expect(trained === null ? '' : trivialName(trained.baseline)).toBe('always the mean, 150.4');
  });
});
