import type { KindSpec } from './field.ts';

export const initializerKinds: readonly KindSpec[] = [
  { kind: 'zeros', fields: [], formulas: ['W = 0'] },
  { kind: 'constant', fields: [{ name: 'value', type: 'number', start: 0.1 }], formulas: ['W = c'] },
  {
    kind: 'uniform',
    fields: [{ name: 'limit', type: 'number', standard: 0.05 }],
    formulas: [String.raw`W \sim U(-a, a)`],
  },
  {
    kind: 'normal',
    fields: [{ name: 'standardDeviation', type: 'number', standard: 0.02 }],
    formulas: [String.raw`W \sim N(0, \sigma^2)`],
  },
  {
    kind: 'truncatedNormal',
    fields: [{ name: 'standardDeviation', type: 'number', standard: 0.02 }],
    formulas: [String.raw`W \sim N(0, \sigma^2), \quad |W| \le 2 \sigma`],
  },
  {
    kind: 'glorotUniform',
    fields: [],
    formulas: [String.raw`W \sim U(-a, a), \quad a = \sqrt{\frac{6}{n_{\op{in}} + n_{\op{out}}}}`],
  },
  {
    kind: 'glorotNormal',
    fields: [],
    formulas: [String.raw`W \sim N\left(0, \frac{2}{n_{\op{in}} + n_{\op{out}}}\right)`],
  },
  {
    kind: 'heUniform',
    fields: [],
    formulas: [String.raw`W \sim U(-a, a), \quad a = \sqrt{\frac{6}{n_{\op{in}}}}`],
  },
  { kind: 'heNormal', fields: [], formulas: [String.raw`W \sim N\left(0, \frac{2}{n_{\op{in}}}\right)`] },
  {
    kind: 'lecunUniform',
    fields: [],
    formulas: [String.raw`W \sim U(-a, a), \quad a = \sqrt{\frac{3}{n_{\op{in}}}}`],
  },
  {
    kind: 'lecunNormal',
    fields: [],
    formulas: [String.raw`W \sim N\left(0, \frac{1}{n_{\op{in}}}\right)`],
  },
  {
    kind: 'orthogonal',
    fields: [{ name: 'gain', type: 'number', standard: 1 }],
    formulas: ['W^T W = g^2 I'],
  },
  {
    kind: 'varianceScaling',
    fields: [
      { name: 'scale', type: 'number', standard: 1 },
      { name: 'mode', type: 'choice', choices: ['fanIn', 'fanOut', 'fanAverage'], standard: 'fanIn' },
      {
        name: 'distribution',
        type: 'choice',
        choices: ['normal', 'truncatedNormal', 'uniform'],
        standard: 'truncatedNormal',
      },
    ],
    formulas: [String.raw`\op{Var}(W) = \frac{s}{n}`],
  },
  {
    kind: 'run',
    fields: [
      { name: 'run', type: 'run', start: 0 },
      { name: 'layers', type: 'runLayers' },
    ],
    formulas: [String.raw`W = W_{\op{run}}`],
  },
];
