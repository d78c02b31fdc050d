import type { FieldSpec, KindSpec } from './field.ts';

const unseen: FieldSpec = { name: 'unseen', type: 'choice', choices: ['own', 'error'] };

/** Ways to cut a text into tokens. */
export const textKinds: readonly KindSpec[] = [
  {
    kind: 'characters',
    fields: [
      { name: 'minCount', type: 'integer', standard: 1 },
      { ...unseen, unset: 'own' },
    ],
  },
  { kind: 'bytes', fields: [] },
  {
    kind: 'words',
    fields: [
      { name: 'minCount', type: 'integer', standard: 2 },
      { name: 'vocabularySize', type: 'integer', standard: 10_000 },
      { ...unseen, standard: 'own' },
    ],
  },
  {
    kind: 'bytePairs',
    fields: [
      { name: 'vocabularySize', type: 'integer', standard: 1000 },
      { name: 'minCount', type: 'integer', standard: 2 },
    ],
    formulas: [String.raw`(a, b) \mapsto ab \quad n(a, b) = \op{max}`],
  },
];
