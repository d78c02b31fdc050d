import type { FieldSpec, KindSpec } from './field.ts';
import { imageKinds } from './image-steps.ts';
import { textKinds } from './text-steps.ts';

const columns: FieldSpec = { name: 'columns', type: 'columns' };
const namedColumns: FieldSpec = { name: 'columns', type: 'columns', start: [] };

/** Steps of preprocessing by their `step`. */
export const preprocessingKinds: readonly KindSpec[] = [
  {
    kind: 'impute',
    fields: [
      { name: 'with', type: 'choice', choices: ['mean', 'median', 'mode', 'constant'], standard: 'mean' },
      { name: 'constant', type: 'number' },
      { name: 'category', type: 'text' },
      { name: 'indicator', type: 'boolean', standard: false },
      columns,
    ],
  },
  { kind: 'require', fields: [columns] },
  {
    kind: 'standardise',
    fields: [columns],
    formulas: [String.raw`x' = \frac{x - \mu}{\sigma}`],
  },
  {
    kind: 'minMax',
    fields: [columns],
    formulas: [String.raw`x' = \frac{x - \op{min}}{\op{max} - \op{min}}`],
  },
  {
    kind: 'robust',
    fields: [columns],
    formulas: [String.raw`x' = \frac{x - \op{median}}{q_{0.75} - q_{0.25}}`],
  },
  {
    kind: 'scale',
    fields: [{ name: 'divideBy', type: 'number', start: 255 }, columns],
    formulas: [String.raw`x' = \frac{x}{c}`],
  },
  { kind: 'log', fields: [columns], formulas: [String.raw`x' = \log(1 + x)`] },
  {
    kind: 'yeoJohnson',
    fields: [{ name: 'standardise', type: 'boolean', standard: true }, columns],
    formulas: [
      String.raw`x \ge 0: \quad \frac{(x + 1)^\lambda - 1}{\lambda}`,
      String.raw`x < 0: \quad -\frac{(1 - x)^{2 - \lambda} - 1}{2 - \lambda}`,
    ],
  },
  {
    kind: 'quantile',
    fields: [
      { name: 'to', type: 'choice', choices: ['uniform', 'normal'], standard: 'uniform' },
      { name: 'quantiles', type: 'integer', standard: 1000 },
      columns,
    ],
    formulas: [String.raw`x' = \frac{\op{rank}(x)}{n}`],
  },
  {
    kind: 'clip',
    fields: [
      { name: 'min', type: 'number' },
      { name: 'max', type: 'number' },
      { name: 'tails', type: 'number' },
      columns,
    ],
    formulas: [String.raw`x' = \op{min}(\op{max}(x, a), b)`],
  },
  {
    kind: 'oneHot',
    fields: [
      { name: 'unseen', type: 'choice', choices: ['zeros', 'own', 'error'], standard: 'zeros' },
      { name: 'drop', type: 'choice', choices: ['none', 'first'], standard: 'none' },
      { name: 'minCount', type: 'integer', standard: 1 },
      columns,
    ],
    formulas: [String.raw`x \mapsto (0, 0, 1, 0)`],
  },
  {
    kind: 'ordinal',
    fields: [
      { name: 'order', type: 'words' },
      { name: 'unseen', type: 'choice', choices: ['own', 'missing', 'error'], standard: 'own' },
      columns,
    ],
  },
  {
    kind: 'embed',
    fields: [
      { name: 'unseen', type: 'choice', choices: ['own', 'error'], standard: 'own' },
      { name: 'minCount', type: 'integer', standard: 1 },
      columns,
    ],
  },
  {
    kind: 'hashing',
    fields: [
      { name: 'buckets', type: 'integer', standard: 16 },
      { name: 'signed', type: 'boolean', standard: true },
      columns,
    ],
    formulas: [String.raw`i = h(x) \op{mod} n`],
  },
  {
    kind: 'targetEncoding',
    fields: [{ name: 'smooth', type: 'number' }, { name: 'folds', type: 'integer', standard: 5 }, columns],
    formulas: [String.raw`x' = \frac{n_c \bar{y}_c + m \bar{y}}{n_c + m}`],
  },
  {
    kind: 'dateParts',
    fields: [
      {
        name: 'parts',
        type: 'several',
        choices: ['year', 'month', 'day', 'weekday', 'hour', 'dayOfYear'],
      },
      { name: 'cyclic', type: 'boolean', standard: false },
      columns,
    ],
  },
  {
    kind: 'bagOfWords',
    fields: [
      { name: 'weighting', type: 'choice', choices: ['tfidf', 'count', 'binary'], standard: 'tfidf' },
      { name: 'unit', type: 'choice', choices: ['words', 'characters'], standard: 'words' },
      { name: 'longest', type: 'integer', standard: 1 },
      { name: 'vocabularySize', type: 'integer', standard: 1000 },
      { name: 'minCount', type: 'integer', standard: 2 },
      { name: 'lowercase', type: 'boolean', standard: true },
      columns,
    ],
    formulas: [String.raw`w_t = n_t \left(\log\frac{1 + N}{1 + N_t} + 1\right), \quad x = \frac{w}{|w|}`],
  },
  {
    kind: 'polynomial',
    fields: [
      { name: 'degree', type: 'integer', standard: 2 },
      { name: 'interactionsOnly', type: 'boolean', standard: false },
      columns,
    ],
    formulas: [String.raw`(a, b) \mapsto (a, b, a^2, a b, b^2)`],
  },
  { kind: 'select', fields: [namedColumns] },
  { kind: 'drop', fields: [namedColumns] },
  { kind: 'image', fields: [{ name: 'shape', type: 'shape', start: [28, 28, 1] }] },
  ...imageKinds,
  ...textKinds,
];
