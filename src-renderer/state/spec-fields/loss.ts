import type { FieldSpec, KindSpec } from './field.ts';

const labelSmoothing = (standard: number): FieldSpec => ({
  name: 'labelSmoothing',
  type: 'number',
  standard,
});
const classWeights: FieldSpec = { name: 'classWeights', type: 'classWeights' };

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
    kind: 'logCosh',
    fields: [],
    formulas: [String.raw`L = \frac{1}{n} \sum_i \log \thin \cosh \thin (\hat{y}_i - y_i)`],
  },
  {
    kind: 'quantile',
    fields: [{ name: 'quantile', type: 'number', standard: 0.5 }],
    formulas: [
      String.raw`y \ge \hat{y}: \quad q (y - \hat{y})`,
      String.raw`y < \hat{y}: \quad (1 - q) (\hat{y} - y)`,
    ],
  },
  {
    kind: 'poisson',
    fields: [],
    formulas: [String.raw`L = \frac{1}{n} \sum_i (e^{z_i} - y_i z_i), \quad \hat{y}_i = e^{z_i}`],
  },
  {
    kind: 'crossEntropy',
    fields: [labelSmoothing(0), classWeights],
    formulas: [String.raw`L = -\frac{1}{n} \sum_i \log \thin \op{softmax}(z_i)_{y_i}`],
  },
  {
    kind: 'binaryCrossEntropy',
    fields: [labelSmoothing(0), classWeights],
    formulas: [
      String.raw`L = -\frac{1}{n} \sum_i y_i \log \thin \sigma(z_i) + (1 - y_i) \log (1 - \sigma(z_i))`,
    ],
  },
  {
    kind: 'focal',
    fields: [{ name: 'gamma', type: 'number', standard: 2 }, classWeights],
    formulas: [
      String.raw`L = -\frac{1}{n} \sum_i (1 - p_i)^\gamma \log \thin p_i, \quad p_i = \op{softmax}(z_i)_{y_i}`,
    ],
  },
  {
    kind: 'hinge',
    fields: [{ name: 'margin', type: 'number', standard: 1 }],
    formulas: [String.raw`L = \frac{1}{n K} \sum_i \sum_{k \ne y_i} \op{max}(0, m - z_{i,y_i} + z_{i,k})`],
  },
  {
    kind: 'kullbackLeibler',
    fields: [labelSmoothing(0.1)],
    formulas: [String.raw`L = \frac{1}{n} \sum_i \sum_k q_{ik} \log \frac{q_{ik}}{\op{softmax}(z_i)_k}`],
  },
  {
    kind: 'cosine',
    fields: [],
    formulas: [String.raw`L = \frac{1}{n} \sum_i \left(1 - \frac{z_i \cdot y_i}{|z_i| |y_i|}\right)`],
  },
];
