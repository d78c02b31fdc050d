import type { FindingRule } from '#contract/finding.ts';
import { classImbalance } from './rules/class-imbalance.ts';
import { deadUnits } from './rules/dead-units.ts';
import { diverging } from './rules/diverging.ts';
import { explodingGradients } from './rules/exploding-gradients.ts';
import { initializer } from './rules/initializer.ts';
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
  initializer,
};
