import type { KindSpec } from './field.ts';

export const averagingKinds: readonly KindSpec[] = [
  {
    kind: 'ema',
    fields: [
      { name: 'decay', type: 'number', standard: 0.999 },
      { name: 'ramp', type: 'boolean', standard: true },
    ],
    formulas: [String.raw`a_{t+1} = \rho a_t + (1 - \rho) \theta_{t+1}`],
  },
  {
    kind: 'swa',
    fields: [
      { name: 'start', type: 'number', standard: 0.75 },
      { name: 'everySteps', type: 'integer' },
    ],
    formulas: [String.raw`a = \frac{1}{n} \sum_i \theta_{s + i k}`],
  },
];
