import type { KindSpec } from './field.ts';

export const adapterKinds: readonly KindSpec[] = [
  {
    kind: 'lora',
    fields: [
      { name: 'rank', type: 'integer', standard: 8 },
      { name: 'alpha', type: 'number', standard: 16 },
      { name: 'layers', type: 'words' },
    ],
    formulas: [String.raw`W' = W + \frac{\alpha}{r} A B`],
  },
];
