import type { KindSpec } from './field.ts';

/** Steps of preprocessing by their `step`. */
export const preprocessingKinds: readonly KindSpec[] = [
  {
    kind: 'impute',
    fields: [
      { name: 'with', type: 'choice', choices: ['mean', 'median', 'constant'], standard: 'mean' },
      { name: 'constant', type: 'number' },
      { name: 'columns', type: 'columns' },
    ],
  },
  { kind: 'standardise', fields: [{ name: 'columns', type: 'columns' }] },
  { kind: 'minMax', fields: [{ name: 'columns', type: 'columns' }] },
  {
    kind: 'scale',
    fields: [
      { name: 'divideBy', type: 'number', start: 255 },
      { name: 'columns', type: 'columns' },
    ],
  },
  { kind: 'oneHot', fields: [{ name: 'columns', type: 'columns' }] },
  { kind: 'image', fields: [{ name: 'shape', type: 'shape', start: [28, 28, 1] }] },
  { kind: 'characters', fields: [{ name: 'minCount', type: 'integer', standard: 1 }] },
];
