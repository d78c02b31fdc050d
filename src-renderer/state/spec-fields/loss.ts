import type { KindSpec } from './field.ts';

export const lossKinds: readonly KindSpec[] = [
  {
    kind: 'meanSquaredError',
    fields: [],
    formulas: [String.raw`L = \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2`],
  },
  {
    kind: 'meanAbsoluteError',
    fields: [],
    formulas: [String.raw`L = \frac{1}{n} \sum_i |\hat{y}_i - y_i|`],
  },
  {
    kind: 'huber',
    fields: [{ name: 'delta', type: 'number', standard: 1 }],
    formulas: [
      String.raw`|r| \le \delta: \quad \frac{1}{2} r^2`,
      String.raw`|r| > \delta: \quad \delta \left(|r| - \frac{1}{2} \delta\right)`,
    ],
  },
  {
    kind: 'crossEntropy',
    fields: [{ name: 'labelSmoothing', type: 'number', standard: 0 }],
    formulas: [String.raw`L = -\frac{1}{n} \sum_i \log \thin \op{softmax}(z_i)_{y_i}`],
  },
];
