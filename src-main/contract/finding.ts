import type { Params } from './param.ts';
import type { Sentence } from './sentence.ts';

/** What the training doctor looks for. */
export const findingRules = [
  'diverging',
  'explodingGradients',
  'vanishingGradients',
  'deadUnits',
  'rateTooHigh',
  'rateTooLow',
  'plateau',
  'overfitting',
  'underfitting',
  'classImbalance',
  'slowInput',
  // What checkpoints keep of the rules is in this order: new ones come last.
  'initializer',
] as const;
export type FindingRule = (typeof findingRules)[number];

const notLearning: readonly FindingRule[] = [
  'initializer',
  'diverging',
  'explodingGradients',
  'vanishingGradients',
  'deadUnits',
  'rateTooHigh',
  'rateTooLow',
];

/**
 * What explains another finding, so that one cause is told once, with one fix: a rule is silent while one of these
 * lasts.
 */
export const explainedBy: Readonly<Partial<Record<FindingRule, readonly FindingRule[]>>> = {
  diverging: ['initializer'],
  explodingGradients: ['initializer', 'diverging'],
  vanishingGradients: ['initializer', 'diverging', 'explodingGradients', 'deadUnits'],
  deadUnits: ['initializer', 'diverging', 'explodingGradients', 'rateTooHigh'],
  rateTooHigh: ['initializer', 'diverging', 'explodingGradients', 'deadUnits', 'underfitting'],
  rateTooLow: [
    'initializer',
    'diverging',
    'explodingGradients',
    'vanishingGradients',
    'deadUnits',
    'rateTooHigh',
  ],
  plateau: [...notLearning, 'underfitting', 'classImbalance'],
  overfitting: ['initializer', 'diverging'],
  underfitting: [...notLearning, 'classImbalance'],
};

/** How much it matters: the training is lost, it will be worse than need be, or it could be had more cheaply. */
export type FindingSeverity = 'serious' | 'warning' | 'hint';

/** Settings by path that help, and whether weights from before can still be used under them. */
export interface FindingFix {
  readonly by: 'branch' | 'newRun';
  readonly changes: Params;
}

/** Something ill about a training, as it was found. */
export interface Sign {
  readonly severity: FindingSeverity;
  /** How far beyond its limit, as a factor: 1 is at the limit. */
  readonly badness: number;
  /** The last step at which nothing was wrong yet, as far as can be told: what a branch goes back to. */
  readonly since: number;
  /** The numbers that it was found by. */
  readonly evidence: Params;
  /** What was found, with its evidence. */
  readonly found: Sentence;
  readonly advice: Sentence;
  readonly fix: FindingFix | null;
}

/** What is kept with the event `finding`, whose own sentence says what was found. */
export interface FindingNews extends Omit<Sign, 'found'> {
  readonly rule: FindingRule;
  /** Told first, told again since it became much worse, or gone. */
  readonly status: 'found' | 'worse' | 'gone';
}

/** A finding of a run as it stands: what was told last of its rule, and at which step. */
export interface Finding extends Sign {
  readonly rule: FindingRule;
  readonly step: number;
  /** When it was gone; null while it lasts, or lasted to the end. */
  readonly goneAt: number | null;
}
