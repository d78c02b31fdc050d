import type { FindingRule } from '#contract/finding.ts';
import { classImbalance } from './rules/class-imbalance.ts';
import { deadUnits } from './rules/dead-units.ts';
import { diverging } from './rules/diverging.ts';
import { explodingGradients } from './rules/exploding-gradients.ts';
import { overfitting } from './rules/overfitting.ts';
import { plateau } from './rules/plateau.ts';
import { rateTooHigh } from './rules/rate-too-high.ts';
import { rateTooLow } from './rules/rate-too-low.ts';
import { slowInput } from './rules/slow-input.ts';
import { underfitting } from './rules/underfitting.ts';
import { vanishingGradients } from './rules/vanishing-gradients.ts';
import type { Rule } from './vitals.ts';

export const rules: Readonly<Record<FindingRule, Rule>> = {
  diverging,
  explodingGradients,
  vanishingGradients,
  deadUnits,
  rateTooHigh,
  rateTooLow,
  plateau,
  overfitting,
  underfitting,
  classImbalance,
  slowInput,
};

/** What explains another finding, so that one cause is told once: a rule is silent while one of these lasts. */
export const explainedBy: Readonly<Partial<Record<FindingRule, readonly FindingRule[]>>> = {
  explodingGradients: ['diverging'],
  rateTooHigh: ['diverging', 'explodingGradients', 'underfitting'],
  plateau: [
    'diverging',
    'vanishingGradients',
    'deadUnits',
    'rateTooHigh',
    'rateTooLow',
    'underfitting',
    'classImbalance',
  ],
  underfitting: [
    'diverging',
    'explodingGradients',
    'vanishingGradients',
    'deadUnits',
    'rateTooHigh',
    'rateTooLow',
    'classImbalance',
  ],
};
